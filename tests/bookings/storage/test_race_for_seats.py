"""Many at once after the seats of one session: exactly as many get in as there are. With a control."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bookings.api.threads import tried_again
from bookings.engine.booking import BookingRequest, Contact
from bookings.engine.errors import SlotTaken
from bookings.engine.hold import HoldRequest
from bookings.identifiers import RandomIdentifiers
from bookings.services.create_booking import create_booking
from bookings.services.hold_slot import hold_slot
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage, SqlUnit
from tests.bookings.storage.test_race import Unguarded, drop_guard
from tests.bookings.support import NOW, Api

SEATS, RACERS = 3, 6
START = datetime.fromisoformat("2026-06-02T08:00:00Z")
WANTED = BookingRequest(START, Contact("Dana", "dana@example.com"), link_id="link_checkup", staff_id="tom")
IN_IT = text("SELECT count(*) FROM bookings WHERE status = 'confirmed'")


@pytest.fixture
def studio(api_with: Callable[..., Api]) -> Api:
    return api_with(seats=SEATS)


@pytest.fixture
def unguarded(studio: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr("bookings.storage.stock.lock_staff", lambda *_: None)
    database = Unguarded(studio.storage.database.url.render_as_string())
    yield database
    database.close()


def book(storage: SqlStorage, **changes: Any) -> None:
    with storage.writing() as unit:
        create_booking(unit, "dentist", replace(WANTED, **changes), NOW, RandomIdentifiers())


def outcomes(attempt: Callable[[int], None], racers: int = RACERS) -> Counter[str]:
    def one(number: int) -> str:
        try:
            tried_again(lambda: attempt(number))
        except SlotTaken:
            return "taken"
        return "booked"

    with ThreadPoolExecutor(racers) as pool:
        return Counter(pool.map(one, range(racers)))


def race(database: Database, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """All get between check and insert, if anything lets them."""
    all_have_checked = threading.Barrier(RACERS, timeout=1)
    add = SqlUnit.add_booking

    def wait_and_add(unit: SqlUnit, *arguments: Any) -> None:
        try:
            all_have_checked.wait()
        except threading.BrokenBarrierError:
            pass  # the others cannot come: they wait for us
        add(unit, *arguments)

    monkeypatch.setattr(SqlUnit, "add_booking", wait_and_add)
    storage = SqlStorage(database)
    return outcomes(lambda _: book(storage))


def in_it(database: Database) -> int:
    with database.reading() as connection:
        count: int = connection.execute(IN_IT).scalar_one()
        return count


def test_as_many_get_in_as_there_are_seats(studio: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    database = studio.storage.database
    assert race(database, monkeypatch) == {"booked": SEATS, "taken": RACERS - SEATS}
    assert in_it(database) == SEATS


def test_the_lock_is_enough_without_the_guard(studio: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    database = studio.storage.database
    drop_guard(database)
    assert race(database, monkeypatch) == {"booked": SEATS, "taken": RACERS - SEATS}
    assert in_it(database) == SEATS


def test_without_the_lock_the_guard_lets_no_more_in(
    unguarded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those who all chose the same seat number may be turned away too early, which the lock prevents."""
    found = race(unguarded, monkeypatch)
    assert 1 <= found["booked"] <= SEATS
    assert in_it(unguarded) == found["booked"]


def test_control_without_both_all_get_in(unguarded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_guard(unguarded)
    assert race(unguarded, monkeypatch) == {"booked": RACERS}
    assert in_it(unguarded) == RACERS


def test_holds_and_bookings_race_for_the_same_seats(studio: Api) -> None:
    """Some book, some hold and book, some only hold. Two people have three seats each."""

    def attempt(number: int) -> None:
        if number % 4 == 0:
            return book(studio.storage, staff_id=None)
        request = HoldRequest(START, timedelta(minutes=5), link_id="link_checkup")
        with studio.storage.writing() as unit:
            held, _ = hold_slot(unit, "dentist", request, NOW, RandomIdentifiers())
        if number % 4 == 1:
            book(studio.storage, staff_id=None, hold_id=held.id)

    assert outcomes(attempt, racers=16) == {"booked": 2 * SEATS, "taken": 16 - 2 * SEATS}
    with studio.storage.database.reading() as connection:
        kept = connection.execute(
            text("""
                SELECT staff_id, count(*), count(DISTINCT seat) FROM (
                SELECT staff_id, seat FROM bookings WHERE status = 'confirmed'
                UNION ALL SELECT staff_id, seat FROM holds WHERE ended_at IS NULL) AS kept
                GROUP BY staff_id ORDER BY staff_id
            """)
        ).all()
    assert kept == [("sarah", SEATS, SEATS), ("tom", SEATS, SEATS)]
