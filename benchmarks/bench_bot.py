"""How fast the bot is, against a stock Rasa assistant with the same data, actions and Bookings API.

    make bench
    .venv/bot/bin/python benchmarks/bench_bot.py --rounds 5

Both are started, talked to and stopped in the same run, one after the other in every round, so that
whatever else the machine does meets both alike; each ratio is the median over the rounds. People talk to both
over REST, in the same words, until they are booked (`bot_conversations.py`); the load comes from a process of
its own. What stock means is in `stock_rasa/` and `bot_sides.py`. Its model is trained when the data has
changed, which takes minutes (`--train-only` does that and nothing else). Ends with 1 if a goal is missed.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import bot_sides
from benchmarks.bot_conversations import AGAIN, SCRIPTS, UNDECIDED, conversations, endless
from benchmarks.bot_sides import Side
from benchmarks.talk import Talk, talk
from bookings.testing import RunningApi
from tests.conversations.stack import free_ports
from tools import train

AT_ONCE = 32
EARLY, LATE = slice(4, 14), slice(394, 404)
"""Around the 10th and the 400th message of one person; both are whole rounds of what they say."""


@dataclass
class Readings:
    """What was measured of one bot, a value for each round."""

    ready: list[float] = field(default_factory=list)
    median: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    bot_cpu: list[float] = field(default_factory=list)
    """Milliseconds of processor time of the bot for a message, with many at once."""
    actions_cpu: list[float] = field(default_factory=list)
    client_cpu: list[float] = field(default_factory=list)
    booked: int = 0
    """Conversations that ended in a booking."""
    played: int = 0
    silences: int = 0
    memory: dict[str, float] = field(default_factory=dict)

    def line(self, name: str) -> str:
        ready, median, rate, cpu, actions, client = (
            statistics.median(values or [float("nan")])
            for values in (
                self.ready,
                self.median,
                self.rate,
                self.bot_cpu,
                self.actions_cpu,
                self.client_cpu,
            )
        )
        return (
            f"  {name:6} ready {ready:5.1f} s   message {median * 1e3:6.1f} ms   32 at once {rate:6.1f}/s"
            f" (processor time a message: bot {cpu:.1f} ms, action server {actions:.1f} ms,"
            f" load {client:.2f} ms)\n{'':8} memory: bot {self.memory['bot']:,.0f} MB, action server"
            f" {self.memory['actions']:,.0f} MB   booked {self.booked} of {self.played} conversations,"
            f" {self.silences} messages without an answer"
        )


class Measured:
    """Both bots, and whether the goals were reached."""

    def __init__(self, api: RunningApi, ours: Side, stock: Side) -> None:
        self.api, self.sides = api, (ours, stock)
        self.readings = {side.name: Readings() for side in self.sides}
        self.conversations = conversations()
        self.missed: list[str] = []

    def start(self, rounds: int) -> None:
        """Start and stop both so often; they stay after the last time. A first start warms the page cache."""
        for number in range(-1, rounds):
            for side in self.sides:
                if "bot" in side.processes:
                    side.stop("bot")
                took = side.seconds_to_first_answer()
                print(f"  {side.name}: {took:.1f} s from start to first answer", flush=True)
                if number >= 0:
                    self.readings[side.name].ready.append(took)

    def converse(self, rounds: int, seconds: float) -> None:
        """In each round a few conversations one after the other, then many at once."""
        for number in range(-1, rounds):
            for side in self.sides[:: 1 if number % 2 else -1]:
                into = self.readings[side.name] if number >= 0 else Readings()  # the first round warms up
                self._one_by_one(side, into)
                self._many(side, into, seconds)
        for side in self.sides:
            self.readings[side.name].memory = side.memory()

    def _one_by_one(self, side: Side, into: Readings) -> None:
        some = list(itertools.islice(self.conversations, 2 * len(SCRIPTS)))
        into.median.append(statistics.median(self._play(side, into, some, 1).latencies))

    def _many(self, side: Side, into: Readings, seconds: float) -> None:
        before = side.cpu()
        found = self._play(side, into, self.conversations, AT_ONCE, seconds)
        print(f"  {side.name}: {into.median[-1] * 1e3:.1f} ms a message, {found.rate:.1f}/s", flush=True)
        into.rate.append(found.rate)
        messages = len(found.latencies)
        bot, actions = ((side.cpu()[what] - before[what]) * 1e3 / messages for what in ("bot", "actions"))
        into.bot_cpu.append(bot)
        into.actions_cpu.append(actions)
        into.client_cpu.append(found.client_cpu * 1e3 / messages)

    def _play(self, side: Side, into: Readings, some, at_once: int, seconds: float | None = None) -> Talk:
        found = talk(side.port, some, at_once, seconds)
        into.silences += found.silences
        into.played += found.conversations
        into.booked += cancel_everything(self.api)
        # The next ones ask for other times, whatever the other process has used up.
        for _ in range(found.conversations if seconds else 0):
            next(self.conversations)
        return found

    def grow(self, persons: int) -> None:
        """Some people who say hundreds of things, one after the other."""
        for name, rounds in (("who books and cancels", AGAIN), ("in the middle of a booking", UNDECIDED)):
            ratios = []
            for number in range(persons):
                said = endless(rounds, number, LATE.stop)
                took = talk(self.sides[0].port, [said], 1).latencies
                cancel_everything(self.api)
                early, late = statistics.median(took[EARLY]), statistics.median(took[LATE])
                print(
                    f"  one person {name}: 10th message {early * 1e3:.1f} ms, 400th {late * 1e3:.1f} ms",
                    flush=True,
                )
                ratios.append(late / early)
            what = f"the 400th message of one person {name} against the 10th"
            self.goal(what, statistics.median(ratios), 1.3, at_most=True)

    def judge(self) -> None:
        ours, stock = (self.readings[side.name] for side in self.sides)
        for side in self.sides:
            print(self.readings[side.name].line(side.name))
        self.goal("one conversation: time of a message", ratio(ours.median, stock.median), 0.5, at_most=True)
        self.goal(f"{AT_ONCE} at once: throughput", ratio(ours.rate, stock.rate), 2.5, at_most=False)
        self.goal("start to first answer", ratio(ours.ready, stock.ready), 0.35, at_most=True)
        self.goal("memory of the bot", ours.memory["bot"] / stock.memory["bot"], 0.65, at_most=True)
        both = sum(ours.memory.values()) / sum(stock.memory.values())
        print(f"  (memory of bot and action server together: {both:.2f})")

    def goal(self, what: str, value: float, limit: float, at_most: bool) -> None:
        reached = value <= limit if at_most else value >= limit
        wanted = f"at {'most' if at_most else 'least'} {limit:.2f}"
        print(
            f"  goal {'reached' if reached else 'missed'}: {what}: {value:.2f} (wanted {wanted})", flush=True
        )
        if not reached:
            self.missed.append(what)


def ratio(ours: Sequence[float], stock: Sequence[float]) -> float:
    """The median over the rounds."""
    return statistics.median(a / b for a, b in zip(ours, stock, strict=True))


def cancel_everything(api: RunningApi) -> int:
    """Cancel all bookings that stand, and tell how many were made since the last time, cancelled or not."""
    count = 0
    while True:
        status, page = api.request("GET", "/api/v1/bookings?limit=100&status=confirmed")
        assert status == 200, page
        if not page["data"]:
            return count
        for row in page["data"]:
            api.request("PATCH", f"/api/v1/bookings/{row['id']}/cancel", {})
            count += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--starts", type=int, default=2, help="how often each bot is started")
    parser.add_argument("--seconds", type=float, default=6.0, help="of many at once, in each round")
    parser.add_argument("--persons", type=int, default=3, help="people with 400 messages")
    parser.add_argument("--train-only", action="store_true")
    wanted = parser.parse_args()
    train.main()
    model = bot_sides.trained_stock()
    if wanted.train_only:
        return 0
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        bot_sides.both(Path(folder), free_ports(4), model) as (api, ours, stock),
    ):
        found = Measured(api, ours, stock)
        found.start(wanted.starts)
        found.converse(wanted.rounds, wanted.seconds)
        found.judge()
        if wanted.persons:
            found.grow(wanted.persons)
    print(f"  ({wanted.rounds} rounds, {time.perf_counter() - began:.0f} s)")
    return 1 if found.missed else 0


if __name__ == "__main__":
    sys.exit(main())
