# environment: api
"""Processes race for the same slots; afterwards the database itself is asked for double bookings.

    .venv/api/bin/python benchmarks/race.py                  # both databases, 100,000 attempts on each
    .venv/api/bin/python benchmarks/race.py --database sqlite --attempts 2000
    .venv/api/bin/python benchmarks/race.py --control        # without lock and guard: must double-book

Each round all processes go for one slot of one person at the same moment. The yardstick is the same load
without a fight: each process books a person of its own. Ends with 1 if anything was booked twice, if an
attempt ended in anything but "booked" or "taken" (201 and 409 over HTTP), or if a slot went to nobody.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import yaml
from sqlalchemy import text

from bookings.api.threads import tried_again
from bookings.business_file import read_business_file
from bookings.engine.booking import BookingRequest, Contact
from bookings.engine.errors import SlotTaken
from bookings.identifiers import RandomIdentifiers, new_key_id
from bookings.services.apply_business import apply_business
from bookings.services.create_booking import create_booking
from bookings.storage import stock
from bookings.storage.business_queries import BusinessUnit
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.unit import SqlStorage
from bookings.testing import DROP_GUARD
from tools import postgresql

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FIRST = NOW + timedelta(days=1)
LENGTH = timedelta(minutes=5)
DAYS = 120
WARM_UP = 20
"""Rounds at the beginning that are not timed."""
SLOWER, ENOUGH = 3, 10_000
"""How much slower a fight may be, by the 99th percentile, and from how many attempts on that is judged."""
OVERLAPS = text("""
    SELECT count(*) FROM bookings AS one JOIN bookings AS other
    ON one.business_id = other.business_id AND one.staff_id = other.staff_id AND one.id < other.id
    AND one.blocks_from < other.blocks_until AND other.blocks_from < one.blocks_until
    WHERE one.status IN ('pending', 'confirmed') AND other.status IN ('pending', 'confirmed')
""")


class Unlocked(Database):
    """The control: a writer locks nothing before it looks, and on SQLite has no transaction either."""

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self.engine.connect() as connection:
            connection = connection.execution_options(begin="SELECT 1" if self.is_sqlite else "BEGIN")
            with connection.begin():
                yield connection

    brief_writing = writing


@dataclass(frozen=True)
class Round:
    """What one kind of race came to."""

    outcomes: Counter[str]
    """How many attempts ended how."""
    seconds: list[float]
    """What each attempt took, sorted."""

    def line(self, name: str) -> str:
        middle, late = (self.percentile(share) * 1000 for share in (0.5, 0.99))
        ended = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return f"  {name}: {ended}; median {middle:.1f} ms, 99th percentile {late:.1f} ms"

    def percentile(self, share: float) -> float:
        return self.seconds[min(int(len(self.seconds) * share), len(self.seconds) - 1)]


def business(processes: int) -> str:
    people = [f"own{number}" for number in range(processes)] + ["shared"]
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    link = {
        "id": "race",
        "slug": "race",
        "title": "Race",
        "duration_minutes": 5,
        "slot_interval_minutes": 5,
        "horizon_days": DAYS + 2,
        "staff": people,
        "windows": dict.fromkeys(days, ["00:00-24:00"]),
    }
    staff = [{"id": person, "name": person} for person in people]
    about = {"id": "race", "name": "Race", "timezone": "UTC"}
    return yaml.safe_dump({"business": about, "staff": staff, "booking_links": [link]})


def prepare(url: str, processes: int, is_control: bool) -> None:
    database = Database(url)
    migrate(database)
    with database.writing() as connection:
        file = read_business_file(business(processes), "race.yaml")
        apply_business(BusinessUnit(connection), file, {}, NOW, new_key_id)
        for statement in DROP_GUARD[database.url.get_backend_name()] if is_control else ():
            connection.execute(text(statement))
    database.close()


def attempt(storage: SqlStorage, staff_id: str, number: int) -> str:
    contact = Contact("Dana", "dana@example.com")
    request = BookingRequest(FIRST + number * LENGTH, contact, link_id="race", staff_id=staff_id)

    def book() -> None:
        with storage.writing() as writing:
            create_booking(writing, "race", request, NOW, RandomIdentifiers())

    try:
        tried_again(book)
    except SlotTaken:
        return "taken"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    return "booked"


def client(url: str, staff_id: str, rounds: int, gate: Any, found: Any, is_control: bool) -> None:
    if is_control:
        stock.lock_staff = lambda *_: None
    database = (Unlocked if is_control else Database)(url)
    storage, outcomes, seconds = SqlStorage(database), Counter[str](), []
    for number in range(rounds):
        gate.wait(60)
        began = time.perf_counter()
        outcomes[attempt(storage, staff_id, number)] += 1
        if number >= min(WARM_UP, rounds // 2):  # before, it connects and words its statements
            seconds.append(time.perf_counter() - began)
    database.close()
    found.put((outcomes, seconds))


def race(url: str, staff: list[str], rounds: int, is_control: bool = False) -> Round:
    """One process for each of `staff`, all starting every round together."""
    context = multiprocessing.get_context("fork")  # to import everything anew takes longer than the race
    gate, found = context.Barrier(len(staff)), context.SimpleQueue()
    arguments = [(url, person, rounds, gate, found, is_control) for person in staff]
    processes = [context.Process(target=client, args=each) for each in arguments]
    for process in processes:
        process.start()
    results = [found.get() for _ in processes]
    for process in processes:
        process.join()
    outcomes = sum((outcome for outcome, _ in results), Counter[str]())
    return Round(outcomes, sorted(taken for _, seconds in results for taken in seconds))


def overlaps(url: str) -> int:
    database = Database(url)
    with database.reading() as connection:
        count: int = connection.execute(OVERLAPS).scalar_one()
    database.close()
    return count


def contest(url: str, processes: int, attempts: int, is_control: bool) -> bool:
    """Whether all went as it must."""
    rounds = min(max(attempts // processes, 1), DAYS * 288)
    prepare(url, processes, is_control)
    if is_control:
        fought = race(url, ["shared"] * processes, rounds, is_control)
        print(fought.line("control"), f"\n  booked twice: {overlaps(url)}", flush=True)
        return overlaps(url) > 0
    alone = race(url, [f"own{number}" for number in range(processes)], max(rounds // 10, 10))
    fought = race(url, ["shared"] * processes, rounds)
    twice, ratio = overlaps(url), fought.percentile(0.99) / alone.percentile(0.99)
    print(alone.line("each their own"), fought.line("all the same  "), sep="\n")
    print(f"  booked twice: {twice}; 99th percentile {ratio:.1f} times the uncontended", flush=True)
    is_quick = ratio <= SLOWER or not url.startswith("postgresql")  # SQLite has one writer at a time anyway
    print(f"  goal {'reached' if is_quick else 'missed'}: at most {SLOWER} times on PostgreSQL", flush=True)
    wanted = Counter(booked=rounds, taken=rounds * (processes - 1))
    went_well = twice == 0 and +fought.outcomes == +wanted and set(alone.outcomes) == {"booked"}
    print(
        f"  goal {'reached' if went_well else 'missed'}: each slot booked once, all others taken", flush=True
    )
    return went_well and (is_quick or attempts < ENOUGH)


@contextmanager
def database_for(name: str) -> Iterator[str]:
    """A database of its own. PostgreSQL keeps what it has committed, as SQLite does."""
    if name == "postgresql":
        with postgresql.running(durable=True) as url:
            yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'race.db'}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--attempts", type=int, default=100_000, help="contended attempts on each database")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--url", help="race in this empty database instead")
    parser.add_argument("--control", action="store_true", help="without lock and guard: must double-book")
    wanted = parser.parse_args()
    went_well = True
    for name in ["sqlite", "postgresql"] if wanted.database == "both" else [wanted.database]:
        if wanted.url:
            return 0 if contest(wanted.url, wanted.processes, wanted.attempts, wanted.control) else 1
        print(f"{name}, {wanted.processes} processes:", flush=True)
        with database_for(name) as url:
            went_well &= contest(url, wanted.processes, wanted.attempts, wanted.control)
    return 0 if went_well else 1


if __name__ == "__main__":
    sys.exit(main())
