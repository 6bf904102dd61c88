"""How long reading dates takes, as a ratio against dateparser's search over the same messages.

`make bench`, or `python benchmarks/bench_dates.py [--rounds N]` in the bot's environment. Both readers run
in the same process; the times are its CPU time, the best of N rounds for each message, so that a busy
machine disturbs them little.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.temporal import parse

REFERENCE = dt.datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Europe/London"))

MESSAGES = """
Hi, I'd like to book a check-up please
Tuesday at 3pm
tomorrow morning
the 24th at half past two
can I come in next Friday, any time after lunch?
Do you have anything between 2 and 4 on Thursday?
I'd prefer Dr Jones if she is free in the week of the 30th
Tuesday, no, Wednesday at quarter past four
My name is Dana Cole and my e-mail is dana.cole@example.com
24/11/2026 14:30
it hurts when I drink something cold
Yes please, that is perfect, thanks a lot!
no, nothing before 10am works for me
the second one
in two weeks, preferably on a Monday or Tuesday evening
my number is 07700 900123, call me after 5
What are your opening hours on Saturdays, and is there parking near you?
from the 3rd to the 7th of December we are away, but any day after that is fine
""".strip().splitlines()

HOSTILE = ("1 ", "a ", "1-", "monday ", "from 1 to ", "3 days after tomorrow ", "tuesday, no, ", "(")


def best_times(read: Callable[[str], object], texts: list[str], rounds: int) -> list[float]:
    """Milliseconds of CPU time for each text, sorted."""
    took = []
    for text in texts:
        rounds_took = []
        for _ in range(rounds):
            started = time.process_time()
            read(text)
            rounds_took.append((time.process_time() - started) * 1000)
        took.append(min(rounds_took))
    return sorted(took)


def ours(text: str) -> object:
    return parse(text, REFERENCE, "Europe/London")


def dateparsers(text: str) -> object:
    from dateparser.search import search_dates  # type: ignore[import-untyped]

    settings = {"RELATIVE_BASE": REFERENCE.replace(tzinfo=None), "PREFER_DATES_FROM": "future"}
    return search_dates(text, languages=["en"], settings=settings)


def percentile(took: list[float], share: float) -> float:
    return took[min(len(took) - 1, int(len(took) * share))]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    warnings.simplefilter("ignore")
    for read in (ours, dateparsers):
        read("tomorrow at 3pm")
    mine, theirs = (best_times(read, MESSAGES, rounds) for read in (ours, dateparsers))
    longest = best_times(ours, [(piece * 10_000)[:10_000] for piece in HOSTILE], rounds)
    print(f"dates: {len(MESSAGES)} messages, best of {rounds} rounds, ms of CPU time")
    print(f"{'':14}{'median':>10}{'p99':>10}")
    for name, took in (("bot.temporal", mine), ("dateparser", theirs)):
        print(f"{name:14}{statistics.median(took):10.3f}{percentile(took, 0.99):10.3f}")
    ratio = statistics.median(mine) / statistics.median(theirs)
    print(f"{'ratio':14}{ratio:10.3f}{percentile(mine, 0.99) / percentile(theirs, 0.99):10.3f}")
    print(f"10,000 hostile characters: {longest[-1]:.1f} ms at most (limit 50)")


if __name__ == "__main__":
    main()
