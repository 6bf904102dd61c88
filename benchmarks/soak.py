# environment: api
"""Conversations at a steady rate for half an hour: does a process grow, do answers take longer and longer?

    .venv/api/bin/python benchmarks/soak.py                     # 30 minutes, six conversations begin in each
    .venv/api/bin/python benchmarks/soak.py --minutes 3 --rate 10

Starts `make cluster` (CLUSTER_BOTS and the like say how many of each; one, if nothing does), and has people
book through nginx as the widget does, each with a wish of their own. Prints what each process keeps in memory
after the first conversations, in the middle and at the end, and what people waited in each fifth of the time.
Ends with 1 when a booking is lost or wrong, a confirmation is missing or comes twice, or when the second half
makes a process larger, or the last fifth makes people wait longer, than the bounds allow.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bot_conversations import NOW, Wish, wishes
from benchmarks.chaos import Outcome, booked, confirmed, talk
from benchmarks.running_cluster import UNLIMITED, RunningCluster, running_cluster
from tests.bookings.integrations.email.smtp_server import Postbox, serving

PORTS = 7200
FIFTHS = 5
WARM_SECONDS = 60.0
"""Of conversations before memory is looked at first: by then every program has done its work once."""
GROWTH_MIB = 8.0
"""A process may always grow by so much in the second half: its size goes up and down."""
SLOWER_SECONDS = 0.1
"""Likewise for the median wait."""
ONE_OF_EACH = {"CLUSTER_API": "1", "CLUSTER_WORKERS": "1", "CLUSTER_ACTIONS": "1", "CLUSTER_BOTS": "1"}
Sizes = Mapping[str, float]
"""MiB by process."""


def families() -> dict[int, list[int]]:
    """By process what it has started."""
    found: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            # The name, in brackets, may have anything in it.
            parent = int(stat.read_text().rpartition(") ")[2].split()[1])
            found.setdefault(parent, []).append(int(stat.parent.name))
    return found


def family(pid: int, started: Mapping[int, Sequence[int]]) -> list[int]:
    """The process and all that it has started."""
    found = [pid]
    for each in found:
        found += started.get(each, ())
    return found


def size(pids: Sequence[int]) -> float:
    """MiB in memory, what several share divided among them, without buffers that are shared on purpose."""
    total = 0
    for each in pids:
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):  # a connection of PostgreSQL that has just ended
            continue
        kib = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
        total += kib["Pss:"] - kib["Pss_Shmem:"]
    return total / 1024


def sizes(cluster: RunningCluster) -> Sizes:
    started = families()
    return {name: size(family(pid, started)) for name, pid in sorted(cluster.pids().items())}


@dataclass
class Soak:
    """What came of the run."""

    fifths: list[Outcome] = field(default_factory=list)
    memory: list[Sizes] = field(default_factory=list)
    """After the first conversations, in the middle, at the end."""
    ended: list[str] = field(default_factory=list)
    """Processes that are not the ones that were there at the beginning."""
    people: list[Wish] = field(default_factory=list)


async def steady(cluster: RunningCluster, minutes: float, rate: float) -> Soak:
    """Have a conversation begin every so many seconds, and look at the processes meanwhile."""
    soak = Soak([Outcome(f"{number} of {FIFTHS}", 0) for number in range(1, FIFTHS + 1)])
    first, began, seconds = cluster.pids(), time.monotonic(), minutes * 60
    looks = [min(WARM_SECONDS, seconds / 5), seconds / 2]
    talks = []
    for number, wish in enumerate(itertools.islice(wishes(), round(minutes * rate))):
        await asyncio.sleep(max(0.0, began + number * 60 / rate - time.monotonic()))
        passed = time.monotonic() - began
        if len(soak.memory) < len(looks) and passed >= looks[len(soak.memory)]:
            soak.memory.append(await asyncio.to_thread(sizes, cluster))
        fifth = soak.fifths[min(FIFTHS - 1, int(passed / seconds * FIFTHS))]
        fifth.people += 1
        soak.people.append(wish)
        talks.append((wish, fifth, asyncio.create_task(talk(cluster.url, wish, 0, fifth))))
    await asyncio.gather(*(task for _, _, task in talks))
    soak.memory.append(await asyncio.to_thread(sizes, cluster))
    soak.ended = [name for name, pid in cluster.pids().items() if first[name] != pid]
    for wish, fifth, _ in talks:
        await asyncio.to_thread(booked, cluster, wish, fifth)
    return soak


def grown(memory: Sequence[Sizes], percent: float) -> list[str]:
    """The processes that the second half has made larger than it may."""
    _, middle, end = memory
    return [
        f"{name} grew from {before:.0f} to {end[name]:.0f} MiB"
        for name, before in middle.items()
        if end[name] > before + max(GROWTH_MIB, before * percent / 100)
    ]


def slower(fifths: Sequence[Outcome], percent: float) -> list[str]:
    """Whether the last fifth was slower than it may be."""
    first, last = (statistics.median(each.waits) for each in (fifths[0], fifths[-1]))
    most = first + max(SLOWER_SECONDS, first * percent / 100)
    return [f"the median wait went from {first:.2f} s to {last:.2f} s"] if last > most else []


def tables(soak: Soak) -> str:
    """What the run has shown."""
    lines = ["| process | after the first minute | in the middle | at the end |", "| --- |" + " ---: |" * 3]
    for name in soak.memory[-1]:
        lines.append(f"| {name} |" + "".join(f" {each[name]:.0f} MiB |" for each in soak.memory))
    head = "| fifth | conversations | exactly the right booking | waits, median | 95 % | longest |"
    lines += ["", head, "| --- |" + " ---: |" * 5]
    for each in soak.fifths:
        waits = sorted(each.waits)
        median, late = statistics.median(waits), waits[int(len(waits) * 0.95)]
        counts = f"| {each.fault} | {each.people} | {each.right} |"
        lines.append(f"{counts} {median:.2f} s | {late:.2f} s | {waits[-1]:.2f} s |")
    return "\n".join(lines)


async def soaked(minutes: float, rate: float, ports: int, memory: float, latency: float) -> bool:
    """The whole run; whether all is within the bounds."""
    postbox = Postbox()
    async with serving(postbox) as mail_port:
        settings = {
            **{name: os.environ.get(name, count) for name, count in ONE_OF_EACH.items()},
            **UNLIMITED,
            "BOOKINGS_BUSINESS": "benchmarks/practice_of_bots.yaml",
            "BOOKINGS_NOW": NOW.isoformat(),
            "BOOKINGS_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        }
        starting = running_cluster("soak", ports, settings)
        cluster = await asyncio.to_thread(starting.__enter__)
        try:
            soak = await steady(cluster, minutes, rate)
            wrong = [problem for each in soak.fifths for problem in each.wrong]
            wrong += await confirmed(postbox, soak.people)
        finally:
            await asyncio.to_thread(starting.__exit__, None, None, None)
    wrong += [f"{name} has ended and was started again" for name in soak.ended]
    wrong += grown(soak.memory, memory) + slower(soak.fifths, latency)
    print(f"\n{tables(soak)}\n\n" + "".join(f"    {each}\n" for each in wrong[:20]), end="")
    print(f"goal {'missed' if wrong else 'reached'}")
    return not wrong


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0], formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30, help="how long conversations begin (30)")
    parser.add_argument("--rate", type=float, default=6, help="how many begin in a minute (6)")
    parser.add_argument("--ports", type=int, default=PORTS, help=f"the first of 42 free ports ({PORTS})")
    memory = "by how many percent a process may grow in the second half (10)"
    parser.add_argument("--memory", type=float, default=10, help=memory)
    parser.add_argument(
        "--latency", type=float, default=50, help="by how many percent the median wait may grow (50)"
    )
    wanted = parser.parse_args()
    if wanted.minutes * wanted.rate < 2 * FIFTHS:
        parser.error("too few conversations to tell anything: take more minutes or a higher rate")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores", flush=True)
    fine = asyncio.run(soaked(wanted.minutes, wanted.rate, wanted.ports, wanted.memory, wanted.latency))
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
