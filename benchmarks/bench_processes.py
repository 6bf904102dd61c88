# environment: api
"""One, two and four processes of each program behind nginx: how much more do they answer, and what ends it?

    make bench, or: .venv/api/bin/python benchmarks/bench_processes.py [--counts N …] [--people N]

Starts `make cluster` once for each number of processes, and has people book through nginx as the widget
does, each saying the next thing as soon as the last has been answered. Prints the messages answered in a
second, as a ratio to the first of the run, what people waited, and how busy all of the machine's processors
were: near all of them, more processes can't answer more there. Ends with 1 when a booking is not exactly what
was wished for. The load comes from this process, on the same machine; what it takes of a processor is told.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bot_conversations import NOW, Wish, wishes
from benchmarks.chaos import Outcome, booked
from benchmarks.running_cluster import UNLIMITED, RunningCluster, running_cluster
from benchmarks.widget_person import Person
from tools.cluster.missing import refuse_missing
from tools.console import Problem

PORTS = 7300
KINDS = ("CLUSTER_API", "CLUSTER_WORKERS", "CLUSTER_ACTIONS", "CLUSTER_BOTS")
CONVERSATIONS_BEFORE = 8
"""They are not counted: every process has to have done its work once."""
HEAD = (
    "| of each | messages/s | times the first | wait, median | 95 % | processors busy | of these the load "
    "| exactly the right booking |\n| ---: |" + " ---: |" * 7
)


@dataclass
class Measured:
    """With so many processes of each kind."""

    count: int
    seconds: float = 0.0
    busy: float = 0.0
    """Processors, of all that the machine has, whoever kept them busy."""
    load: float = 0.0
    """Of these this process."""
    waits: list[float] = field(default_factory=list)
    booked: Outcome = field(default_factory=lambda: Outcome("", 0))

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def row(self, one: float) -> str:
        waits = sorted(self.waits)
        median, late = statistics.median(waits), waits[int(len(waits) * 0.95)]
        return (
            f"| {self.count} | {self.rate:.1f} | {self.rate / one:.2f} | {median:.2f} s | {late:.2f} s "
            f"| {self.busy:.2f} of {os.cpu_count()} | {self.load:.2f} "
            f"| {self.booked.right} of {self.booked.people} |"
        )


def busy_seconds() -> float:
    """Of all processors together, since the machine was started."""
    user, nice, system, _idle, _waiting, *others = (
        Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return sum(map(int, (user, nice, system, *others[:3]))) / os.sysconf("SC_CLK_TCK")


async def talk(cluster: RunningCluster, wish: Wish, found: Measured) -> None:
    """One conversation without a pause."""
    person = Person(cluster.url)
    await person.begin()
    for text in wish.said:
        await person.say(text)
    await person.leave()
    found.waits += person.waits
    found.booked.people += 1
    found.booked.wrong += person.faults
    found.booked.said[wish.mail] = []


async def crowd(cluster: RunningCluster, people: int, seconds: float, found: Measured) -> list[Wish]:
    """So many talk at once, one wish after the other; who has begun in time may end."""
    waiting, wanted = wishes(), []
    unmeasured = Measured(found.count)
    early = list(itertools.islice(waiting, CONVERSATIONS_BEFORE))
    await asyncio.gather(*(talk(cluster, wish, unmeasured) for wish in early))
    until = time.monotonic() + seconds

    async def one() -> None:
        while time.monotonic() < until:
            wanted.append(next(waiting))
            await talk(cluster, wanted[-1], found)

    began, busy, load = time.monotonic(), busy_seconds(), time.process_time()
    await asyncio.gather(*(one() for _ in range(people)))
    found.seconds = time.monotonic() - began
    found.busy = (busy_seconds() - busy) / found.seconds
    found.load = (time.process_time() - load) / found.seconds
    return wanted


def measured(count: int, asked: argparse.Namespace) -> Measured:
    """Start so many of each, have people talk, and stop all."""
    settings = {
        **UNLIMITED,
        **dict.fromkeys(KINDS, str(count)),
        "BOOKINGS_BUSINESS": "benchmarks/practice_of_bots.yaml",
        "BOOKINGS_NOW": NOW.isoformat(),
    }
    found = Measured(count)
    with running_cluster("processes", asked.ports, settings) as cluster:
        for wish in asyncio.run(crowd(cluster, asked.people, asked.seconds, found)):
            booked(cluster, wish, found.booked)
    return found


def rows(asked: argparse.Namespace) -> Iterator[Measured]:
    """One measurement after the other, printed as they come."""
    one = None
    for count in asked.counts:
        found = measured(count, asked)
        one = one or found.rate
        print(found.row(one), flush=True)
        print("".join(f"    {each}\n" for each in found.booked.wrong[:10]), end="", flush=True)
        yield found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--counts", type=int, nargs="+", default=[1, 2, 4], help="processes of each kind")
    options.add_argument("--people", type=int, default=16, help="who talk at once (16)")
    options.add_argument("--seconds", type=float, default=30, help="in which conversations begin (30)")
    options.add_argument("--ports", type=int, default=PORTS, help=f"the first of 42 free ports ({PORTS})")
    asked = options.parse_args()
    try:
        refuse_missing()
    except Problem as problem:
        print(problem)
        return 1
    print(
        f"load of the machine before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores\n\n{HEAD}", flush=True
    )
    wrong = [each for found in rows(asked) for each in found.booked.wrong]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
