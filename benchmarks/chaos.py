# environment: api
"""Everything that can die dies, one after the other, while people book: what do they notice?

    .venv/api/bin/python benchmarks/chaos.py                    # 32 people for each fault; some ten minutes
    .venv/api/bin/python benchmarks/chaos.py --people 8 --faults bot,postgresql

Starts `make cluster` with two of each program behind nginx. For each fault so many people talk with the bot
through nginx, as the widget does, each with a wish of their own, and in the middle of it the fault happens.
Afterwards each has to have exactly the booking that was wished for, nothing may have been said twice, lost or
told out of order, and nobody may have waited for longer than --patience; at the end each booking has its
confirmation, by a real mail server, under exactly one Message-ID. Prints a table; ends with 1 if anything of
that is not so.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bot_conversations import NOW, Wish, wishes
from benchmarks.running_cluster import UNLIMITED, RunningCluster, running_cluster
from benchmarks.widget_person import NoAnswer, Person
from tests.bookings.integrations.email.smtp_server import Postbox, serving
from tools.paths import ROOT

PORTS = 7100
BEGIN_OVER_SECONDS = 6.0
"""In which everybody comes."""
FAULT_AFTER_SECONDS = 5.0
THINKING_SECONDS = 0.5
MAIL_SECONDS = 240
"""A worker's claim to a mail holds for two minutes after it was killed."""
Fault = Callable[[RunningCluster], None]


def killed(name: str) -> Fault:
    """kill -9; the cluster starts it again."""
    return lambda cluster: cluster.signal(name, signal.SIGKILL)


def restarted(name: str, number: int) -> Fault:
    """A server told to stop; the cluster starts it again."""
    return lambda cluster: cluster.signal(name, number)


def rolled(cluster: RunningCluster) -> None:
    """`make roll`: every program is replaced."""
    done = subprocess.run(
        ["make", "roll"], cwd=ROOT, env=dict(cluster.env), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


FAULTS: Mapping[str, tuple[str, Fault, str]] = {
    "nothing": ("nothing", lambda _: None, ""),
    "api": ("API, kill -9", killed("api-1"), "api-1"),
    "worker": ("worker, kill -9", killed("worker-1"), "worker-1"),
    "actions": ("action server, kill -9", killed("actions-1"), "actions-1"),
    "bot": ("Rasa, kill -9", killed("bot-1"), "bot-1"),
    "nginx": ("nginx, kill -9", killed("nginx"), "nginx"),
    "postgresql": ("PostgreSQL restarted", restarted("postgresql", signal.SIGINT), "postgresql"),
    "postgresql-killed": ("PostgreSQL, kill -9", killed("postgresql"), "postgresql"),
    "redis": ("Redis restarted", restarted("redis", signal.SIGTERM), "redis"),
    "redis-killed": ("Redis, kill -9", killed("redis"), "redis"),
    "roll": ("every program replaced (`make roll`)", rolled, ""),
}
"""By name: what the table says, what is done, and which process has to be another afterwards."""


@dataclass
class Outcome:
    """What came of one fault."""

    fault: str
    people: int
    waits: list[float] = field(default_factory=list)
    repeats: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    """What was not as it must be."""
    said: dict[str, list[str]] = field(default_factory=dict)
    """What the bot answered, by the person's address."""

    def row(self) -> str:
        waits = sorted(self.waits) or [0.0]
        return (
            f"| {self.fault} | {self.people} | {self.right} | {len(self.wrong)} | {self.repeats} "
            f"| {waits[len(waits) // 2]:.2f} s | {waits[int(len(waits) * 0.99)]:.1f} s | {waits[-1]:.1f} s |"
        )


HEAD = (
    '| fault | conversations | exactly the right booking | wrong, lost or twice | had to say "try again" '
    "| wait for an answer, median | 99 % | longest |\n| --- |" + " ---: |" * 7
)


async def talk(url: str, wish: Wish, after: float, outcome: Outcome) -> None:
    """One conversation, from the first word to the last."""
    await asyncio.sleep(after)
    person = Person(url)
    answers: list[str] = []
    try:
        await person.begin()
        for text in wish.said:
            answers.append(await person.say(text))
            await asyncio.sleep(THINKING_SECONDS)
        await person.leave()
    except NoAnswer as problem:
        outcome.wrong.append(f"{wish.mail}: {problem}")
    outcome.waits += person.waits
    outcome.repeats += person.repeats
    outcome.wrong += [f"{wish.mail}: {fault}" for fault in person.faults]
    outcome.said[wish.mail] = answers


def booked(cluster: RunningCluster, wish: Wish, outcome: Outcome) -> None:
    """Compare what was wished for with what is in the database."""
    found = [(row["start_time"], row["staff_name"], row["status"]) for row in cluster.bookings(wish.mail)]
    if found == [(wish.starts_at, wish.staff, "confirmed")]:
        outcome.right += 1
    else:
        said = outcome.said.get(wish.mail)
        outcome.wrong.append(
            f"{wish.mail} wanted {wish.starts_at} with {wish.staff} and has {found}: {wish.said}, {said}"
        )


async def suffer(cluster: RunningCluster, name: str, people: Sequence[Wish]) -> Outcome:
    """Have them talk while the fault happens."""
    title, fault, replaced = FAULTS[name]
    outcome = Outcome(title, len(people))
    before = cluster.life(replaced) if replaced else (0, 0)
    talks = [
        asyncio.create_task(talk(cluster.url, wish, BEGIN_OVER_SECONDS * place / len(people), outcome))
        for place, wish in enumerate(people)
    ]
    await asyncio.sleep(FAULT_AFTER_SECONDS)
    await asyncio.to_thread(fault, cluster)
    await asyncio.gather(*talks)
    if replaced:
        await asyncio.to_thread(cluster.wait_until_replaced, replaced, before)
    for wish in people:
        await asyncio.to_thread(booked, cluster, wish, outcome)
    return outcome


@asynccontextmanager
async def mail_server(postbox: Postbox) -> Any:
    async with serving(postbox) as port:
        yield port


async def confirmed(postbox: Postbox, people: Sequence[Wish]) -> list[str]:
    """Wait for everybody's confirmation; what is missing or was sent as two mails."""
    until = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < until:
        if {wish.mail for wish in people} <= set(postbox.recipients):
            break
        await asyncio.sleep(1)
    await asyncio.sleep(5)
    wrong = []
    for wish in people:
        ids = {str(mail["Message-ID"]) for mail in postbox.mails if wish.mail in str(mail["To"])}
        if len(ids) != 1:
            wrong.append(f"{wish.mail} got {len(ids)} confirmations")
    return wrong


async def chaos(names: Sequence[str], people: int, ports: int, patience: float) -> bool:
    """All faults one after the other; whether all went well."""
    postbox, talkers = Postbox(), wishes()
    everybody: list[Wish] = []
    outcomes = []
    async with mail_server(postbox) as mail_port:
        settings = UNLIMITED | {
            "BOOKINGS_BUSINESS": "benchmarks/practice_of_bots.yaml",
            "BOOKINGS_NOW": NOW.isoformat(),
            "BOOKINGS_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        }
        starting = running_cluster("chaos", ports, settings)
        cluster = await asyncio.to_thread(starting.__enter__)
        try:
            for name in names:
                wanted = list(itertools.islice(talkers, people))
                everybody += wanted
                outcomes.append(await suffer(cluster, name, wanted))
                print(f"{outcomes[-1].row()}", flush=True)
                print("".join(f"    {each}\n" for each in outcomes[-1].wrong[:10]), end="", flush=True)
            mails = await confirmed(postbox, everybody)
            total = await asyncio.to_thread(cluster.booking_count)
        finally:
            await asyncio.to_thread(starting.__exit__, None, None, None)
    return report(outcomes, everybody, postbox, mails, total, patience)


def report(
    outcomes: Sequence[Outcome],
    everybody: Sequence[Wish],
    postbox: Postbox,
    mails: Sequence[str],
    total: int,
    patience: float,
) -> bool:
    """Print the table and what is wrong."""
    print("\n" + "\n".join([HEAD, *(outcome.row() for outcome in outcomes)]))
    longest = max(max(outcome.waits, default=0.0) for outcome in outcomes)
    again = len(postbox.mails) - len({str(mail["Message-ID"]) for mail in postbox.mails})
    print(f"\n{total} bookings for {len(everybody)} conversations; longest wait {longest:.1f} s")
    print(
        f"{len(everybody) - len(mails)} of {len(everybody)} have one confirmation; "
        f"{again} mails were handed over again under the same Message-ID"
    )
    print("".join(f"    {each}\n" for each in mails[:10]), end="")
    went_well = not mails and total == len(everybody) and longest <= patience
    went_well &= all(not outcome.wrong and outcome.right == outcome.people for outcome in outcomes)
    print(f"goal {'reached' if went_well else 'missed'}")
    return went_well


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0], formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, default=32, help="how many talk during each fault (32)")
    parser.add_argument("--faults", default=",".join(FAULTS), help=f"of {','.join(FAULTS)} (all)")
    parser.add_argument("--ports", type=int, default=PORTS, help=f"the first of 42 free ports ({PORTS})")
    parser.add_argument("--patience", type=float, default=15, help="seconds that nobody may wait longer (15)")
    wanted = parser.parse_args()
    names = wanted.faults.split(",")
    if unknown := set(names) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores", flush=True)
    went_well = asyncio.run(chaos(names, wanted.people, wanted.ports, wanted.patience))
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")
    return 0 if went_well else 1


if __name__ == "__main__":
    sys.exit(main())
