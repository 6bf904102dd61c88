# environment: api
"""Kill the server at random moments under load, again and again, and look at what it has left behind.

    .venv/api/bin/python benchmarks/crash.py                       # both databases, 50 times each
    .venv/api/bin/python benchmarks/crash.py --database sqlite --times 5 --seed 1

Each time `bookings serve` is started on the same database, clients book and cancel as fast as they can, and
at a random moment within a second of the first answer it is killed with SIGKILL. With PostgreSQL every fourth
time it is the database's server that is killed first (all processes but its first), and must recover.
Afterwards:

- every 201 and 200 that a client saw is in the database, as it was said;
- nothing is half-written: each booking has its history, outbox message, reminders and turn, or is not there;
- nothing overlaps, and SQLite's `integrity_check` and `foreign_key_check` find nothing (PostgreSQL: every
  index and every foreign key agrees with its table).

Ends with 1 if any of that is not so.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import Connection, text

from benchmarks import practice
from benchmarks.practice import FIRST_DAY, KEY, NOW
from bookings.storage.database import Database
from bookings.storage.failures import Unreachable
from tools import postgresql

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 6
OVERLAPS = """
    SELECT count(*) FROM bookings AS one JOIN bookings AS other
    ON one.business_id = other.business_id AND one.staff_id = other.staff_id AND one.id < other.id
    AND one.blocks_from < other.blocks_until AND other.blocks_from < one.blocks_until
    WHERE one.status IN ('pending', 'confirmed') AND other.status IN ('pending', 'confirmed')
"""
HALF_WRITTEN = {
    "bookings without their history": """
        SELECT count(*) FROM bookings WHERE version <>
        (SELECT count(*) FROM booking_history WHERE booking_id = bookings.id)""",
    "history of nothing": """
        SELECT count(*) FROM booking_history WHERE booking_id NOT IN (SELECT id FROM bookings)""",
    "bookings without their outbox messages": """
        SELECT count(*) FROM bookings WHERE version <>
        (SELECT count(*) FROM outbox WHERE booking_id = bookings.id AND kind LIKE 'booking.%')""",
    "live bookings without both reminders": """
        SELECT count(*) FROM bookings WHERE status = 'confirmed' AND 2 <>
        (SELECT count(*) FROM reminders WHERE booking_id = bookings.id)""",
    "cancelled bookings with reminders": """
        SELECT count(*) FROM bookings WHERE status = 'cancelled' AND EXISTS
        (SELECT 1 FROM reminders WHERE booking_id = bookings.id)""",
    "answers under an Idempotency-Key without a booking": """
        SELECT count(*) FROM idempotency_keys WHERE body IS NULL""",
    "turns half-taken, as what everybody has earned does not add up to nothing": """
        SELECT abs(coalesce(sum(credit), 0)) FROM assignment_turns WHERE link_id = 'fresh'""",
}


@dataclass
class Seen:
    """What clients were told."""

    made: dict[str, str] = field(default_factory=dict)
    """Start by booking id, of every 201."""
    cancelled: set[str] = field(default_factory=set)
    """Booking ids, of every 200 of a cancellation."""
    others: dict[str, int] = field(default_factory=dict)
    """How many other answers, by status; there should be none but 503 while the database is gone."""


class Clients:
    """Threads that book one start after another, and cancel every third booking, until the server is gone."""

    def __init__(self, port: int, seen: Seen, numbers: Iterator[int]) -> None:
        self.port, self.seen, self.numbers = port, seen, numbers
        self.is_over = False
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def wait_for_first(self) -> None:
        """Until it goes: a server that has just started is slow, and one that is idle is no test."""
        before, until = len(self.seen.made), time.monotonic() + 60
        while len(self.seen.made) == before and time.monotonic() < until:
            time.sleep(0.005)

    def stop(self) -> None:
        self.is_over = True
        for thread in self.threads:
            thread.join()

    def _work(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            while not self.is_over:
                self._book(connection)
        except (OSError, http.client.HTTPException):
            pass  # killed in the middle of a request: what came of it nobody knows
        finally:
            connection.close()

    def _book(self, connection: http.client.HTTPConnection) -> None:
        with self.lock:
            number = next(self.numbers)
        start = f"{FIRST_DAY + timedelta(days=1, minutes=5 * number):%Y-%m-%dT%H:%M:%SZ}"
        body = {
            "slug": "fresh",
            "contact_name": "Dana",
            "contact_email": "d@example.com",
            "start_time": start,
        }
        status, made = self._ask(connection, "POST", "/api/v1/bookings", body, f"crash-{number}")
        if status != 201:
            return
        booking_id = made["data"]["id"] if "data" in made else made["id"]
        self.seen.made[booking_id] = start
        if number % 3 == 0:
            path = f"/api/v1/bookings/{booking_id}/cancel"
            if self._ask(connection, "PATCH", path, {"reason": "test"}, f"cancel-{number}")[0] == 200:
                self.seen.cancelled.add(booking_id)

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: object, key: str
    ) -> tuple[int, Any]:
        headers = {
            "Authorization": f"Bearer {KEY}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        connection.request(method, path, json.dumps(body), headers)
        answer = connection.getresponse()
        content = json.loads(answer.read())
        if answer.status not in (200, 201):
            with self.lock:
                self.seen.others[str(answer.status)] = self.seen.others.get(str(answer.status), 0) + 1
        return answer.status, content


def start(url: str) -> tuple[subprocess.Popen[str], int]:
    settings = {
        "BOOKINGS_DATABASE_URL": url,
        "BOOKINGS_HOST": "127.0.0.1",
        "BOOKINGS_PORT": "0",
        "BOOKINGS_NOW": NOW.isoformat(),
        "BOOKINGS_WRITE_RATE_LIMIT": "none",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bookings", "serve"],
        env=os.environ | settings,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    told = process.stdout.readline() if process.stdout else ""
    match = re.search(r":(\d+) ", told)
    if not match:
        raise RuntimeError(f"the server did not start again: {told}")
    return process, int(match[1])


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def wait_for(url: str) -> None:
    """Until the database has recovered."""
    database, until = Database(url), time.monotonic() + 60
    while True:
        try:
            with database.reading() as connection:
                connection.execute(text("SELECT 1"))
            return database.close()
        except Unreachable:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def wrong(url: str, seen: Seen) -> list[str]:
    """What is not as it must be."""
    database = Database(url)
    try:
        with database.reading() as connection:
            return [*_lost(connection, seen), *_half_written(connection), *_damaged(connection)]
    finally:
        database.close()


def _lost(connection: Connection, seen: Seen) -> list[str]:
    rows = connection.execute(text("SELECT id, status FROM bookings WHERE link_id = 'fresh'"))
    stored = dict(tuple(row) for row in rows)
    found = [f"{key} was answered 201 and is gone" for key in seen.made if key not in stored]
    found += [
        f"{key} was cancelled and is {stored.get(key)}"
        for key in seen.cancelled
        if stored.get(key) != "cancelled"
    ]
    return found


def _half_written(connection: Connection) -> list[str]:
    counts = {what: connection.execute(text(query)).scalar_one() for what, query in HALF_WRITTEN.items()}
    counts["overlaps"] = connection.execute(text(OVERLAPS)).scalar_one()
    return [f"{what}: {count}" for what, count in counts.items() if count]


def _damaged(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        found = [row[0] for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
        return found + [str(tuple(row)) for row in connection.execute(text("PRAGMA foreign_key_check"))]
    by_table, by_index = (
        connection.execute(text(f"SET LOCAL enable_{off} = off")) and _count(connection)
        for off in ("indexscan", "seqscan")
    )
    return [] if by_table == by_index else [f"{by_table} bookings in the table, {by_index} in an index"]


def _count(connection: Connection) -> int:
    query = "SELECT count(*) FROM bookings WHERE business_id = 'bench' AND starts_at > '2000-01-01'"
    return int(connection.execute(text(query)).scalar_one())


def kill_postgresql(url: str) -> None:
    """All its processes but the first, which then recovers from the log as after any crash."""
    folder = Path(url.partition("host=")[2])
    pid = int((folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
    children = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    for each in children:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            pass


def contest(name: str, url: str, times: int, chance: random.Random) -> bool:
    practice.fill(url, 0, 10)
    seen, numbers = Seen(), iter(range(10**6))
    for number in range(1, times + 1):
        process, port = start(url)
        clients = Clients(port, seen, numbers)
        clients.wait_for_first()
        time.sleep(chance.uniform(0, 1))
        if name == "postgresql" and number % 4 == 0:
            kill_postgresql(url)
            time.sleep(chance.uniform(0.5, 2))
        kill(process)
        clients.stop()
        wait_for(url)
        if found := wrong(url, seen):
            print(f"  after the kill number {number}: " + "; ".join(found[:10]), flush=True)
            return False
        if number % 10 == 0 or number == times:
            print(f"  {number} kills: {len(seen.made)} bookings answered 201, all there", flush=True)
    unexpected = {status: count for status, count in seen.others.items() if status != "503"}
    print(f"  other answers: {seen.others or 'none'}; cancelled: {len(seen.cancelled)}")
    enough = len(seen.made) >= times
    print(
        f"  goal {'reached' if enough and not unexpected else 'missed'}: "
        f"{times} kills, nothing lost, nothing half-written"
    )
    return enough and not unexpected


@contextmanager
def database_for(name: str) -> Iterator[str]:
    if name == "postgresql":
        with postgresql.running(durable=True) as url:
            yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'crash.db'}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=50, help="how often, on each database")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--url", help="in this empty database instead")
    parser.add_argument("--seed", type=int, help="for the moments; without it, others each time")
    wanted = parser.parse_args()
    seed = wanted.seed if wanted.seed is not None else random.randrange(10**6)
    went_well = True
    for name in ["sqlite", "postgresql"] if wanted.database == "both" else [wanted.database]:
        print(f"{name}, seed {seed}:", flush=True)
        chance = random.Random(seed)
        if wanted.url:
            return 0 if contest("given", wanted.url, wanted.times, chance) else 1
        with database_for(name) as url:
            went_well &= contest(name, url, wanted.times, chance)
    return 0 if went_well else 1


if __name__ == "__main__":
    sys.exit(main())
