"""The database keeps holds and bookings of one person apart, whatever the code does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bookings.engine.booking import Booking, Contact, Status
from bookings.engine.hold import Hold
from bookings.engine.timerange import TimeRange
from bookings.services.ports import OverlapRefused
from bookings.storage.tables import bookings, holds
from bookings.storage.unit import SqlStorage
from tests.bookings.support import NOW, Api

NINE = NOW + timedelta(days=1)


def span(first: int, length: int = 30) -> TimeRange:
    return TimeRange(NINE + timedelta(minutes=first), NINE + timedelta(minutes=first + length))


@pytest.fixture
def store(api: Api) -> SqlStorage:
    return api.storage


def add_hold(store: SqlStorage, name: str, first: int, staff_id: str = "sarah") -> None:
    hold = Hold(
        name, "dentist", "link_checkup", None, staff_id, span(first), NOW, NOW + timedelta(minutes=10)
    )
    with store.writing() as unit:
        unit.add_hold(hold, hold.time.padded(timedelta(), timedelta(minutes=10)))


def add_booking(store: SqlStorage, name: str, first: int, status: Status = Status.CONFIRMED) -> None:
    made = Booking(
        id=name,
        reference=name.upper(),
        business_id="dentist",
        link_id="link_checkup",
        slug="",
        link_title="",
        service_id=None,
        staff_id="sarah",
        staff_name="",
        status=status,
        time=span(first),
        contact=Contact("Dana", "dana@example.com"),
        created_at=NOW,
    )
    with store.writing() as unit:
        unit.add_booking(made, made.time)


@pytest.mark.parametrize("first", [0, -39, 39])
def test_a_hold_refuses_holds_that_overlap_with_buffers(store: SqlStorage, first: int) -> None:
    add_hold(store, "hold_1", 0)
    with pytest.raises(OverlapRefused):
        add_hold(store, "hold_2", first)
    add_hold(store, "hold_3", first, staff_id="tom")


@pytest.mark.parametrize("first", [0, -29, 39])
def test_a_hold_refuses_bookings_that_overlap(store: SqlStorage, first: int) -> None:
    add_hold(store, "hold_1", 0)
    with pytest.raises(OverlapRefused):
        add_booking(store, "bk_1", first)


def test_what_touches_is_fine(store: SqlStorage) -> None:
    add_hold(store, "hold_1", 0)
    add_booking(store, "bk_1", -30)
    add_booking(store, "bk_2", 40)


def test_a_booking_refuses_holds_unless_it_is_over(store: SqlStorage) -> None:
    add_booking(store, "bk_1", 0)
    add_booking(store, "bk_2", 60, Status.CANCELLED)
    with pytest.raises(OverlapRefused):
        add_hold(store, "hold_1", 0)
    add_hold(store, "hold_2", 60)


def test_a_hold_that_has_ended_refuses_nothing(store: SqlStorage) -> None:
    add_hold(store, "hold_1", 0)
    with store.writing() as unit:
        unit.end_hold("hold_1", NOW)
    add_hold(store, "hold_2", 0)
    with store.writing() as unit:
        unit.end_expired_holds("dentist", ["sarah"], NOW + timedelta(minutes=9))
    with pytest.raises(OverlapRefused):
        add_booking(store, "bk_1", 0)
    with store.writing() as unit:
        unit.end_expired_holds("dentist", ["sarah"], NOW + timedelta(minutes=10))
    add_booking(store, "bk_1", 0)


def test_changes_are_guarded_too(store: SqlStorage) -> None:
    add_hold(store, "hold_1", 0)
    add_booking(store, "bk_1", 60)
    add_booking(store, "bk_2", 0, Status.CANCELLED)
    earlier = {"starts_at": NINE, "blocks_from": NINE}
    for table, key, change in (
        (bookings, "bk_1", earlier),
        (bookings, "bk_2", {"status": "confirmed"}),
        (holds, "hold_1", {"ends_at": NINE + timedelta(hours=2), "blocks_until": NINE + timedelta(hours=2)}),
    ):
        with pytest.raises(Exception, match="overlapping_"), store.writing() as unit:
            unit.connection.execute(update(table).where(table.c.id == key).values(change))
