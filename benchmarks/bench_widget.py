"""The chat widget's channel under load: 200 open pages, 20 messages a second for two minutes.

    make bench, or: .venv/bot/bin/python benchmarks/bench_widget.py [--pages N] [--rate N …] [--seconds N]

Starts the Bookings API, the action server and the bot as they run in earnest. First one person talks alone,
over REST and in the widget, to have yardsticks; then all pages talk, each in its turn, once for each rate.
Every message has to be answered exactly once, and every page has to see each event of its conversation once
and in order; else this ends with 1. Prints the time from sending a message to its last answer, and what each
process took of a processor for it. The load runs in a process of its own, on the same machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import bot_sides, load, pages
from benchmarks.bot_conversations import NOW
from benchmarks.talk import talk
from bookings.testing import running_api
from tests.conversations.stack import free_ports
from tools import train
from tools.paths import API_PYTHON

IDLE_MESSAGES = 60
WARMING_MESSAGES = 8
LINES = (
    "what are your opening hours?",
    "check-up with Sarah tomorrow",
    "is anyone free on Friday?",
    "who is there?",
)
NO_LIMITS = {
    "BOOKINGS_RATE_LIMIT": "none",
    "BOOKINGS_WRITE_RATE_LIMIT": "none",
    "BOT_MESSAGE_RATE": "none",
    "BOT_ADDRESS_RATE": "none",
    "BOT_SESSION_RATE": "none",
}
Cpu = Callable[[], dict[str, float]]


def percentile(values: list[float], part: float) -> float:
    """The value that `part` of all values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


@contextmanager
def running() -> Iterator[tuple[int, Cpu]]:
    """The bot's port, and what tells the seconds of processor time of each process so far."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        clock = {"BOOKINGS_NOW": NOW.isoformat(), "BOOKINGS_NOW_AT": str(time.time())}
        business = bot_sides.BUSINESS.read_text(encoding="utf-8")
        api = stack.enter_context(
            running_api(folder, business, NOW.isoformat(), str(API_PYTHON), clock | NO_LIMITS)
        )
        settings = {**clock, **NO_LIMITS, "BOOKINGS_API_URL": api.url, "BOOKINGS_API_KEY": api.api_key}
        side = bot_sides.ours(folder, free_ports(2), settings)
        stack.callback(lambda: [side.stop(what) for what in list(side.processes)])
        side.start("actions")
        side.seconds_to_first_answer()
        yield side.port, lambda: {**side.cpu(), "api": load.cpu_of(api.process.pid)}


def tell(name: str, latencies: list[float], spent: dict[str, float], seconds: float) -> None:
    """One line of figures."""
    each = ", ".join(f"{part} {1000 * took / len(latencies):.1f}" for part, took in spent.items())
    print(
        f"{name:22} {len(latencies)} messages: median {statistics.median(latencies) * 1000:.0f} ms, "
        f"95th percentile {percentile(latencies, 0.95) * 1000:.0f} ms, {len(latencies) / seconds:.1f}/s\n"
        f"{'':22} processor time a message, ms: {each}; "
        f"{sum(spent.values()) / seconds:.2f} processors busy",
        flush=True,
    )


def timed(name: str, cpu: Cpu, work: Callable[[], pages.Talked]) -> pages.Talked:
    """Do it and tell how long it took."""
    before, began = cpu(), time.perf_counter()
    found = work()
    seconds = time.perf_counter() - began
    spent = {part: now - before[part] for part, now in cpu().items()} | {"load": found.client_cpu}
    tell(name, found.latencies, spent, seconds)
    return found


def over_rest(port: int, count: int) -> pages.Talked:
    """One person who says the same over REST."""
    said = [("alone", LINES[number % len(LINES)]) for number in range(count)]
    found = talk(port, [said], 1)
    return pages.Talked(found.latencies, count, [], found.client_cpu)


def measure(port: int, cpu: Cpu, asked: argparse.Namespace) -> list[str]:
    """Measure and tell. What was lost or doubled."""
    pages.alone(port, LINES, WARMING_MESSAGES)
    timed("one person, REST", cpu, lambda: over_rest(port, IDLE_MESSAGES))
    alone = timed("one person, widget", cpu, lambda: pages.alone(port, LINES, IDLE_MESSAGES))
    faults = [*alone.faults]
    for rate in asked.rate:
        found = timed(
            f"{asked.pages} pages, {rate:g}/s",
            cpu,
            lambda rate=rate: pages.together(port, LINES, asked.pages, rate, asked.seconds),
        )
        ratio = percentile(found.latencies, 0.95) / percentile(alone.latencies, 0.95)
        print(f"{'':22} {ratio:.1f} times the 95th percentile of one person alone", flush=True)
        print(f"{'':22} {len(found.faults)} of {found.sent} lost, doubled or out of order", flush=True)
        faults += found.faults
    return faults


def main() -> int:
    """Start everything, measure, stop it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--pages", type=int, default=200)
    options.add_argument("--rate", type=float, nargs="+", default=[20.0], help="messages a second")
    options.add_argument("--seconds", type=float, default=120)
    asked = options.parse_args()
    train.main()
    with running() as (port, cpu):
        faults = measure(port, cpu, asked)
    for fault in faults[:10]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
