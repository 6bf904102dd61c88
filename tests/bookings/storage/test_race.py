"""Two at once after one slot: one gets it. With a control that double-books as soon as the guard is out."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection, text

from bookings.api.threads import tried_again
from bookings.engine.booking import BookingRequest, Contact
from bookings.engine.errors import SlotTaken
from bookings.identifiers import RandomIdentifiers
from bookings.services.create_booking import create_booking
from bookings.storage.database import Database
from bookings.storage.failures import told_when_busy
from bookings.storage.unit import SqlStorage, SqlUnit
from bookings.testing import DROP_GUARD, running_api
from tests.bookings.support import NOW, Api

ROOT = Path(__file__).parents[3]
OVERLAPS = text("""
    SELECT count(*) FROM bookings AS one JOIN bookings AS other
    ON one.business_id = other.business_id AND one.staff_id = other.staff_id AND one.id < other.id
    AND one.blocks_from < other.blocks_until AND other.blocks_from < one.blocks_until
    WHERE one.status IN ('pending', 'confirmed') AND other.status IN ('pending', 'confirmed')
""")
WANTED = BookingRequest(
    starts_at=datetime.fromisoformat("2026-06-02T08:00:00Z"),
    contact=Contact("Dana", "dana@example.com"),
    link_id="link_checkup",
    staff_id="tom",
)


class Unguarded(Database):
    """Nothing is locked before it is read: check and insert are no longer one."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with told_when_busy(), self.engine.connect() as connection:
            connection = connection.execution_options(begin="SELECT 1" if self.is_sqlite else "BEGIN")
            with connection.begin():
                yield connection

    brief_writing = writing


@pytest.fixture
def unguarded(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr("bookings.storage.stock.lock_staff", lambda *_: None)
    database = Unguarded(api.storage.database.url.render_as_string())
    yield database
    database.close()


def race(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two threads that both get between check and insert, if anything lets them."""
    both_have_checked = threading.Barrier(2, timeout=1)
    add = SqlUnit.add_booking

    def wait_and_add(unit: SqlUnit, *arguments: Any) -> None:
        try:
            both_have_checked.wait()
        except threading.BrokenBarrierError:
            pass  # the other one cannot come: it waits for us
        add(unit, *arguments)

    monkeypatch.setattr(SqlUnit, "add_booking", wait_and_add)
    storage = SqlStorage(database)

    def attempt(_: int) -> str:
        def book() -> None:
            with storage.writing() as unit:
                create_booking(unit, "dentist", WANTED, NOW, RandomIdentifiers())

        try:
            tried_again(book)
        except SlotTaken:
            return "taken"
        return "booked"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(attempt, range(2)))


def overlaps(database: Database) -> int:
    with database.reading() as connection:
        count: int = connection.execute(OVERLAPS).scalar_one()
        return count


def drop_guard(database: Database) -> None:
    with database.writing() as connection:
        for statement in DROP_GUARD[database.url.get_backend_name()]:
            connection.execute(text(statement))


def test_one_of_two_gets_the_slot(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    database = api.storage.database
    assert race(database, monkeypatch) == ["booked", "taken"]
    assert overlaps(database) == 0


def test_the_lock_is_enough_without_the_guard(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    database = api.storage.database
    drop_guard(database)
    assert race(database, monkeypatch) == ["booked", "taken"]
    assert overlaps(database) == 0


def test_the_guard_is_enough_without_the_lock(unguarded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(unguarded, monkeypatch) == ["booked", "taken"]
    assert overlaps(unguarded) == 0


def test_control_without_both_the_slot_is_booked_twice(
    unguarded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_guard(unguarded)
    assert race(unguarded, monkeypatch) == ["booked", "booked"]
    assert overlaps(unguarded) == 1


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--attempts", "800"], ["--attempts", "400", "--control"]])
def test_the_race_of_many_processes_in_short(blank_url: str, arguments: list[str]) -> None:
    """`benchmarks/race.py` says itself whether it went as it must; the control must double-book."""
    command = [sys.executable, ROOT / "benchmarks" / "race.py", "--url", blank_url, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_two_servers_and_many_clients_over_http(
    blank_url: str, tmp_path: Path, dentist: dict[str, Any]
) -> None:
    """Eight clients on two processes, all after the same twelve slots of two people."""
    business = yaml.safe_dump(
        dentist | {"api_keys": [dentist["api_keys"][0] | {"key_env": "BOOKINGS_API_KEY"}]}
    )
    one_folder, other_folder = tmp_path / "one", tmp_path / "other"
    one_folder.mkdir()
    other_folder.mkdir()
    now = NOW.isoformat()
    shared = {"BOOKINGS_DATABASE_URL": blank_url}
    with running_api(one_folder, business, now, environment=shared) as one:
        same = shared | {"BOOKINGS_API_KEY": one.environment["BOOKINGS_API_KEY"]}
        with running_api(other_folder, now=now, environment=same) as other:
            path = "/api/v1/availability?slug=check-up&from=2026-06-02&to=2026-06-03"
            starts = [slot["start"] for slot in one.request("GET", path)[1]["data"]["slots"]]
            gate = threading.Barrier(8)

            def client(number: int) -> list[tuple[str, int]]:
                gate.wait()
                server, answers = (one, other)[number % 2], []
                for start in starts:
                    body = {
                        "slug": "check-up",
                        "contact_name": f"C{number}",
                        "contact_email": "c@example.com",
                    }
                    status, _ = server.request("POST", "/api/v1/bookings", body | {"start_time": start})
                    answers.append((start, status))
                return answers

            with ThreadPoolExecutor(8) as pool:
                answers = [answer for found in pool.map(client, range(8)) for answer in found]
            listed = one.request("GET", "/api/v1/bookings?limit=100")[1]["data"]
    assert len(starts) == 12
    assert Counter(answers) == {(start, status): n for start in starts for status, n in ((201, 2), (409, 6))}
    assert Counter(row["start_time"] for row in listed) == dict.fromkeys(starts, 2)
    database = Database(blank_url)
    assert overlaps(database) == 0
    database.close()
