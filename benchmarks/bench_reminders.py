# environment: api
"""10,000 due reminders: how many a second, against one commit for each row.

    .venv/api/bin/python benchmarks/bench_reminders.py                    # both databases
    .venv/api/bin/python benchmarks/bench_reminders.py --database sqlite --reminders 2000

The worker takes them, writes them to its outbox, claims each, delivers it and notes it. The yardstick, in the
same run on the same database, is the least that a sender must do who marks each row by itself: find the next
due row, mark it, commit, deliver. Once with a delivery that does nothing, and once with mails put together
(texts, invitation, signed links) for a mail server that answers at once; that takes the same time in both.
Ends with 1 if a reminder was not delivered exactly once.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import yaml
from sqlalchemy import func, insert, select, update

from bookings.business_file import read_business_file
from bookings.identifiers import new_key_id
from bookings.integrations.email.addresses import Sender
from bookings.integrations.email.handler import email_plug
from bookings.integrations.email.kinds import REMINDER
from bookings.integrations.email.reminders import reminders_job
from bookings.integrations.email.rendering import Templates
from bookings.integrations.email.writing import Writer
from bookings.outbox.routes import Routes
from bookings.outbox.worker import Worker
from bookings.services.apply_business import apply_business
from bookings.services.messages import Message, Plug, RetryPolicy
from bookings.signed_links import SignedLinks
from bookings.storage.business_queries import BusinessUnit
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.outbox import SqlOutbox
from bookings.storage.tables import bookings, reminders
from bookings.storage.tables import outbox as outbox_table
from bookings.storage.unit import SqlStorage
from tools import postgresql

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
LENGTH = timedelta(minutes=5)
PEOPLE = 50
BUSINESS = {
    "business": {"id": "clinic", "name": "The Clinic", "timezone": "Europe/London"},
    "staff": [{"id": f"p{n}", "name": f"Person {n}"} for n in range(PEOPLE)],
    "booking_links": [
        {
            "id": "link",
            "slug": "visit",
            "title": "Visit",
            "duration_minutes": 5,
            "slot_interval_minutes": 5,
            "staff": [f"p{n}" for n in range(PEOPLE)],
            "windows": {"mon": ["00:00-24:00"]},
            "reminders_minutes_before": [1440],
        }
    ],
}


class Bare:
    """A handler that does nothing but count."""

    kinds = frozenset({REMINDER})
    at_once = 16
    policy = RetryPolicy()

    def __init__(self, _: SqlStorage) -> None:
        self.delivered: Counter[str] = Counter()

    async def deliver(self, message: Message) -> None:
        self.delivered[str(message.booking_id)] += 1

    def plug(self, storage: SqlStorage) -> Plug:
        return Plug(handlers=[self], jobs=[reminders_job(storage, lambda: NOW)])


class Mails:
    """The real handler, and a mail server that takes everything at once."""

    def __init__(self, storage: SqlStorage) -> None:
        self.delivered: Counter[str] = Counter()
        links = SignedLinks("a secret of the benchmark, not of anybody", "http://127.0.0.1:8000")
        writer = Writer(Sender("bookings@clinic.example"), Templates(), links, lambda: NOW)
        self._plug = email_plug(storage, writer, self)
        self.deliver = self._plug.handlers[0].deliver

    async def send(self, mail: EmailMessage) -> None:
        self.delivered[mail["Message-ID"]] += len(mail.as_bytes()) > 0

    def plug(self, _: SqlStorage) -> Plug:
        return self._plug


def fill(storage: SqlStorage, count: int) -> None:
    """So many bookings, a reminder each, all due."""
    file = read_business_file(yaml.safe_dump(BUSINESS), "business.yaml")
    with storage.database.writing() as connection:
        apply_business(BusinessUnit(connection), file, {}, NOW, new_key_id)
        connection.execute(insert(bookings), [_booking(n) for n in range(count)])
        due = [{"booking_id": f"bk_{n}", "minutes_before": 1440, "due_at": NOW} for n in range(count)]
        connection.execute(insert(reminders), due)


def _booking(number: int) -> dict[str, Any]:
    starts_at = NOW + timedelta(days=1) + LENGTH * (number // PEOPLE)
    until = starts_at + LENGTH
    return {
        "id": f"bk_{number}",
        "business_id": "clinic",
        "reference": f"{number:08}",
        "link_id": "link",
        "staff_id": f"p{number % PEOPLE}",
        "status": "confirmed",
        "starts_at": starts_at,
        "ends_at": until,
        "blocks_from": starts_at,
        "blocks_until": until,
        "contact_name": f"Dana Cole {number}",
        "contact_email": f"dana{number}@example.com",
        "created_at": NOW,
    }


async def by_the_worker(storage: SqlStorage, count: int, handler: Any) -> float:
    """Seconds until the last is noted as delivered."""
    stop = asyncio.Event()
    outbox = SqlOutbox(storage.database)
    worker = Worker(storage, outbox, Routes([handler.plug(storage)]), lambda: NOW, "bench")
    began = time.perf_counter()
    running = asyncio.create_task(worker.run(stop))
    while len(handler.delivered) < count:
        await asyncio.sleep(0.02)
    stop.set()
    await running  # what became of the last ones is noted by then
    return time.perf_counter() - began


async def row_by_row(storage: SqlStorage, count: int, handler: Any) -> float:
    """The yardstick."""
    query = select(reminders.c.booking_id).where(reminders.c.sent_at.is_(None), reminders.c.due_at <= NOW)
    said = {"version": 1, "minutes_before": 1440}
    began = time.perf_counter()
    while True:
        with storage.database.writing() as connection:
            booking_id = connection.execute(query.limit(1)).scalar()
            if booking_id is None:
                return time.perf_counter() - began
            mine = update(reminders).where(reminders.c.booking_id == booking_id)
            connection.execute(mine.values(sent_at=NOW))
        await handler.deliver(Message(1, "clinic", booking_id, REMINDER, said, NOW, 1))


@contextmanager
def databases(names: list[str]) -> Iterator[list[tuple[str, Any]]]:
    """(name, function that makes the address of a new database)."""
    with tempfile.TemporaryDirectory() as folder:
        made: list[tuple[str, Any]] = []
        if "sqlite" in names:
            made.append(("sqlite", lambda run: f"sqlite:///{folder}/{run}.db"))
        if "postgresql" not in names or postgresql.binaries() is None:
            yield made
            return
        with postgresql.running() as server:
            import psycopg

            def new(run: str) -> str:
                with psycopg.connect(server, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {run}".encode())
                return postgresql.address_of(server, run)

            yield [*made, ("postgresql", new)]


def measure(url: str, count: int, send: Any, kind: Any) -> float:
    """Reminders a second. Raises SystemExit if one was not delivered exactly once."""
    database = Database(url)
    migrate(database)
    storage = SqlStorage(database)
    fill(storage, count)
    handler = kind(storage)
    seconds = asyncio.run(send(storage, count, handler))
    with database.reading() as connection:
        open_ = select(func.count()).select_from(reminders).where(reminders.c.sent_at.is_(None))
        waiting = select(func.count()).select_from(outbox_table).where(outbox_table.c.delivered_at.is_(None))
        left = connection.execute(open_).scalar_one() + connection.execute(waiting).scalar_one()
    database.close()
    if left or len(handler.delivered) != count or set(handler.delivered.values()) != {1}:
        raise SystemExit(f"{len(handler.delivered)} of {count} were delivered, {left} are left")
    return count / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--reminders", type=int, default=10_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    arguments = parser.parse_args()
    count = arguments.reminders
    with databases(arguments.database or ["sqlite", "postgresql"]) as found:
        print(f"reminders: {count} due, reminders a second")
        print(f"{'':20}{'worker':>10}{'row by row':>12}{'ratio':>8}")
        for name, new in found:
            for kind in (Bare, Mails):
                what = kind.__name__.lower()
                yardstick = measure(new(f"yardstick_{what}"), count, row_by_row, kind)
                ours = measure(new(f"worker_{what}"), count, by_the_worker, kind)
                print(
                    f"{name + ', ' + what:20}{ours:10.0f}{yardstick:12.0f}{ours / yardstick:8.2f}", flush=True
                )


if __name__ == "__main__":
    main()
