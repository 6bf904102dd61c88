"""The database lets as many into a session as there are seats, and nothing else beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bookings.engine.booking import Booking, Contact, Status
from bookings.engine.hold import Hold
from bookings.engine.timerange import TimeRange
from bookings.services.ports import OverlapRefused
from bookings.storage.tables import bookings, holds
from bookings.storage.unit import SqlStorage
from tests.bookings.support import NOW, Api

NINE = NOW + timedelta(days=1)


@pytest.fixture
def store(api: Api, dentist: dict[str, Any]) -> SqlStorage:
    dentist["booking_links"].append(
        dentist["booking_links"][0] | {"id": "link_other", "slug": "other", "title": "Other"}
    )
    api.apply(dentist)
    return api.storage


def at(minutes: int, length: int = 30) -> TimeRange:
    return TimeRange(NINE + timedelta(minutes=minutes), NINE + timedelta(minutes=minutes + length))


def booking(number: int, **changes: Any) -> Booking:
    made = Booking(
        id=f"bk_{number}",
        reference=f"REF{number:05}",
        business_id="dentist",
        link_id="link_checkup",
        slug="",
        link_title="",
        service_id=None,
        staff_id="sarah",
        staff_name="",
        status=Status.CONFIRMED,
        time=at(0),
        contact=Contact("Dana", "dana@example.com"),
        created_at=NOW,
    )
    return replace(made, **changes)


def hold(number: int, **changes: Any) -> Hold:
    made = Hold(
        f"hold_{number}", "dentist", "link_checkup", None, "sarah", at(0), NOW, NOW + timedelta(minutes=9)
    )
    return replace(made, **changes)


def add(store: SqlStorage, *made: Booking | Hold, seats: int = 3, after: int = 0) -> None:
    for one in made:
        blocks = one.time.padded(timedelta(), timedelta(minutes=after))
        with store.writing() as unit:
            if isinstance(one, Booking):
                unit.add_booking(one, blocks, seats)
            else:
                unit.add_hold(one, blocks, seats)


def raw(store: SqlStorage, table: Any, like: str, **changes: Any) -> None:
    """A row written past our code."""
    with store.writing() as unit:
        row = dict(unit.connection.execute(select(table).where(table.c.id == like)).mappings().one())
        unit.connection.execute(insert(table).values(row | changes))


REFUSED = "overlapping_|_seat|\\.seat"


@pytest.mark.parametrize("last", [booking(9), hold(9)])
def test_bookings_and_holds_share_the_seats(store: SqlStorage, last: Booking | Hold) -> None:
    add(store, booking(1), hold(2), booking(3))
    with pytest.raises(OverlapRefused):
        add(store, last)


@pytest.mark.parametrize("table", [bookings, holds])
def test_a_row_past_our_code_gets_no_seat_of_a_full_session(store: SqlStorage, table: Any) -> None:
    add(store, booking(1), hold(1), booking(2))
    like = "bk_1" if table is bookings else "hold_1"
    others = {"reference": "OTHER"} if table is bookings else {}
    for seat in range(4):
        with pytest.raises(Exception, match=REFUSED):
            raw(store, table, like, id="other", seat=seat, **others)


def test_no_seat_is_given_twice_whatever_a_row_says(store: SqlStorage) -> None:
    add(store, booking(1))
    with pytest.raises(Exception, match=REFUSED):
        raw(store, bookings, "bk_1", id="bk_2", reference="OTHER", seat=0)
    with pytest.raises(Exception, match=REFUSED):
        raw(store, bookings, "bk_1", id="bk_2", reference="OTHER", seat=3)
    raw(store, bookings, "bk_1", id="bk_2", reference="OTHER", seat=2)


@pytest.mark.parametrize(
    "changes",
    [
        {"link_id": "link_other"},
        {"service_id": "checkup"},
        {"time": at(10)},
        {"time": at(-20)},
        {"link_id": "link_other", "time": at(10)},
    ],
    ids=str,
)
@pytest.mark.parametrize("is_hold", [False, True])
@pytest.mark.parametrize("other_is_hold", [False, True])
def test_another_session_that_overlaps_is_refused(
    store: SqlStorage, changes: dict[str, Any], is_hold: bool, other_is_hold: bool
) -> None:
    make, other = (hold if one else booking for one in (is_hold, other_is_hold))
    add(store, make(1))
    with pytest.raises(OverlapRefused):
        add(store, other(2, **changes))


def test_other_people_have_sessions_of_their_own(store: SqlStorage) -> None:
    add(store, booking(1), booking(2, staff_id="tom"), booking(3, staff_id="tom"), booking(4))


def test_the_buffers_of_a_session_count_against_others_and_not_within(store: SqlStorage) -> None:
    add(store, booking(1), booking(2), after=15)
    with pytest.raises(OverlapRefused):
        add(store, booking(3, time=at(44)))
    add(store, booking(3, time=at(45)))
    with pytest.raises(OverlapRefused):
        add(store, booking(4), after=20)


def test_a_seat_that_is_given_up_is_the_only_one_that_is_free(store: SqlStorage) -> None:
    add(store, booking(1), booking(2), hold(3))
    with store.writing() as unit:
        unit.cancel(booking(1, status=Status.CANCELLED))
    add(store, booking(4))
    with pytest.raises(OverlapRefused):
        add(store, booking(5))
    with store.writing() as unit:
        unit.end_hold("hold_3", NOW)
    add(store, booking(5))
    with pytest.raises(OverlapRefused):
        add(store, hold(6))


def test_seats_may_be_lowered_and_raised_between(store: SqlStorage) -> None:
    add(store, *map(booking, range(4)), seats=5)
    with store.writing() as unit:
        unit.cancel(booking(0, status=Status.CANCELLED))
    with pytest.raises(OverlapRefused):
        add(store, booking(5), seats=3)
    add(store, booking(5), seats=4)
    add(store, booking(6), seats=9)


@pytest.mark.parametrize("where", [at(0), at(60)])
def test_a_move_into_a_full_session_is_refused_and_one_within_it_is_not(
    store: SqlStorage, where: TimeRange
) -> None:
    add(store, booking(1), booking(2), booking(3, time=at(60)), booking(4, time=at(60)), seats=2)
    moved = booking(1, time=where)
    with store.writing() as unit:
        if where == at(0):
            unit.move(moved, where, 2)
            return
        with pytest.raises(OverlapRefused):
            unit.move(moved, where, 2)


def test_changes_past_our_code_are_guarded_too(store: SqlStorage) -> None:
    add(store, booking(1), booking(3, status=Status.CANCELLED), booking(2), booking(4, time=at(60)), seats=2)
    later: dict[str, datetime] = {"starts_at": NINE, "blocks_from": NINE}
    for number, change in ((3, {"status": "confirmed"}), (4, later)):
        with pytest.raises(Exception, match=REFUSED), store.writing() as unit:
            unit.connection.execute(update(bookings).where(bookings.c.id == f"bk_{number}").values(change))


def test_what_is_written_beside_time_and_seat_is_no_concern_of_the_guard(store: SqlStorage) -> None:
    add(store, booking(1), booking(2), hold(3))
    with store.writing() as unit:
        unit.connection.execute(update(bookings).values(notes="Bring a mat."))
