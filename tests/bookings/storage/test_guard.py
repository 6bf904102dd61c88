"""The database refuses a double booking whatever the code does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from bookings.engine.booking import Booking, Contact, Status
from bookings.engine.timerange import TimeRange
from bookings.services.ports import IdentifierTaken, OverlapRefused
from bookings.storage.tables import bookings
from bookings.storage.unit import SqlStorage
from bookings.testing import DROP_GUARD
from tests.bookings.support import Api

NINE = datetime(2026, 6, 2, 9, tzinfo=UTC)


def booking(number: int, first: int = 0, length: int = 30, **changes: Any) -> Booking:
    """From `first` minutes after nine."""
    starts_at = NINE + timedelta(minutes=first)
    return replace(
        Booking(
            id=f"bk_{number}",
            reference=f"REF{number:05}",
            business_id="dentist",
            link_id="link_checkup",
            slug="check-up",
            link_title="",
            service_id=None,
            staff_id="sarah",
            staff_name="",
            status=Status.CONFIRMED,
            time=TimeRange(starts_at, starts_at + timedelta(minutes=length)),
            contact=Contact("Dana", "dana@example.com"),
            created_at=NINE,
        ),
        **changes,
    )


@pytest.fixture
def store(api: Api) -> SqlStorage:
    return api.storage


@pytest.fixture
def add(store: SqlStorage) -> Callable[..., None]:
    def add_one(made: Booking, before: int = 0, after: int = 0) -> None:
        with store.writing() as unit:
            unit.add_booking(made, made.time.padded(timedelta(minutes=before), timedelta(minutes=after)))

    return add_one


@pytest.mark.parametrize(("first", "length"), [(0, 30), (-10, 11), (29, 5), (5, 5), (-60, 120)])
def test_an_overlap_is_refused_on_insert(add: Callable[..., None], first: int, length: int) -> None:
    add(booking(1))
    with pytest.raises(OverlapRefused):
        add(booking(2, first, length))


@pytest.mark.parametrize("first", [-30, 30])
def test_bookings_may_touch(add: Callable[..., None], first: int) -> None:
    add(booking(1))
    add(booking(2, first))


def test_buffers_count_on_both_sides(add: Callable[..., None]) -> None:
    add(booking(1), after=10)
    with pytest.raises(OverlapRefused):
        add(booking(2, 39))
    with pytest.raises(OverlapRefused):
        add(booking(3, 45), before=10)
    add(booking(4, 45), before=5)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW, Status.COMPLETED])
def test_only_live_bookings_are_in_the_way(add: Callable[..., None], status: Status) -> None:
    add(booking(1, status=status))
    add(booking(2))
    add(booking(3, status=status))


def test_pending_bookings_are_in_the_way(add: Callable[..., None]) -> None:
    add(booking(1, status=Status.PENDING))
    with pytest.raises(OverlapRefused):
        add(booking(2))


def test_other_people_are_not_in_the_way(add: Callable[..., None]) -> None:
    add(booking(1))
    add(booking(2, staff_id="tom"))


def test_an_overlap_is_refused_on_update(store: SqlStorage, add: Callable[..., None]) -> None:
    add(booking(1))
    add(booking(2, 60))
    add(booking(3, 0, status=Status.CANCELLED))
    moved = {"starts_at": NINE, "blocks_from": NINE}
    for number, change in ((2, moved), (3, {"status": "confirmed"})):
        with pytest.raises(Exception, match="overlapping_booking"), store.writing() as unit:
            unit.connection.execute(update(bookings).where(bookings.c.id == f"bk_{number}").values(change))


def test_a_booking_is_not_in_its_own_way(store: SqlStorage, add: Callable[..., None]) -> None:
    add(booking(1))
    with store.writing() as unit:
        later = NINE + timedelta(minutes=40)
        unit.connection.execute(update(bookings).values(ends_at=later, blocks_until=later))


def test_a_row_written_past_our_code_is_refused_too(store: SqlStorage, add: Callable[..., None]) -> None:
    add(booking(1))
    with store.reading() as view:
        row = dict(view.connection.execute(select(bookings)).mappings().one())
    with pytest.raises(Exception, match="overlapping_booking"), store.writing() as unit:
        unit.connection.execute(insert(bookings).values(row | {"id": "bk_2", "reference": "OTHER"}))


def test_without_the_guard_it_would_be_accepted(store: SqlStorage, add: Callable[..., None]) -> None:
    with store.writing() as unit:
        for statement in DROP_GUARD[store.database.url.get_backend_name()]:
            unit.connection.execute(text(statement))
    add(booking(1))
    add(booking(2))


@pytest.mark.parametrize("changes", [{"id": "bk_1"}, {"reference": "REF00001"}])
def test_an_id_or_reference_in_use_is_told_apart(add: Callable[..., None], changes: dict[str, str]) -> None:
    add(booking(1))
    with pytest.raises(IdentifierTaken):
        add(booking(2, 60, **changes))


def test_the_triggers_use_the_index(store: SqlStorage) -> None:
    if not store.database.is_sqlite:
        return  # the constraint of PostgreSQL is an index itself
    others = (
        "EXPLAIN QUERY PLAN SELECT 1 FROM bookings AS other "
        "WHERE other.business_id = 'a' AND other.staff_id = 'b' AND other.id <> 'c' "
        "AND other.status IN ('pending', 'confirmed') "
    )
    overlapping = "AND other.blocks_from < 5 AND 4 < other.blocks_until"
    same = "AND other.starts_at = 4 AND other.link_id = 'd' AND coalesce(other.service_id, '') = ''"
    with store.reading() as view:
        assert "ix_bookings_live" in str(view.connection.execute(text(others + overlapping)).all())
        assert "uq_bookings_seat" in str(view.connection.execute(text(others + same)).all())
