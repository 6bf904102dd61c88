"""How much time one appointment can block is known: no more is looked through, and nothing is overlooked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bookings.engine.timerange import TimeRange
from bookings.storage.migrate import migrate
from bookings.storage.occupancy_queries import occupied
from bookings.storage.tables import bookings
from tests.bookings.support import Api

MINUTE = timedelta(minutes=1)
HALF_PAST_EIGHT = TimeRange(datetime(2026, 6, 2, 8, 0, tzinfo=UTC), datetime(2026, 6, 2, 8, 30, tzinfo=UTC))


@pytest.fixture
def changed(api: Api, dentist: dict[str, Any], link: dict[str, Any]) -> Callable[..., None]:
    """The business file applied with the link's keys changed."""

    def make(**changes: Any) -> None:
        link.update(changes)
        api.apply(dentist)

    return make


def longest(api: Api) -> timedelta:
    with api.storage.reading() as view:
        found = view.configuration("dentist")
    assert found is not None
    return found.business.longest_block


def seen(api: Api) -> set[str]:
    """Whose time is taken in that half an hour."""
    with api.storage.reading() as view:
        view.configuration("dentist")
        return set(view.occupied("dentist", ["sarah", "tom"], HALF_PAST_EIGHT))


def test_it_is_the_longest_service_or_link_with_the_greatest_buffers(
    api: Api, changed: Callable[..., None]
) -> None:
    assert longest(api) == 60 * MINUTE, "the filling's"
    changed(buffer_before_minutes=5, buffer_after_minutes=10)
    assert longest(api) == 75 * MINUTE
    changed(duration_minutes=90)
    assert longest(api) == 105 * MINUTE


def test_it_stays_when_appointments_become_shorter(api: Api, changed: Callable[..., None]) -> None:
    changed(duration_minutes=180, buffer_after_minutes=20)
    changed(duration_minutes=30, buffer_after_minutes=0)
    assert longest(api) == 200 * MINUTE


def test_a_booking_longer_than_any_can_be_today_is_still_in_the_way(
    api: Api, changed: Callable[..., None]
) -> None:
    changed(duration_minutes=180)
    assert api.book("2026-06-02T08:00:00Z", staff_id="sarah").status_code == 201
    changed(duration_minutes=30)
    assert seen(api) == {"sarah"}
    with api.storage.reading() as view:
        of_today = occupied(view.quick, "dentist", ["sarah"], HALF_PAST_EIGHT, longest_block=60 * MINUTE)
        assert not of_today, "what is looked through does depend on it"


def test_a_long_booking_that_is_moved_under_greater_buffers_is_still_in_the_way(
    api: Api, changed: Callable[..., None]
) -> None:
    changed(duration_minutes=120)
    made = api.book("2026-06-03T08:00:00Z", staff_id="sarah").json()["data"]
    changed(duration_minutes=30, buffer_after_minutes=60)
    path = f"/api/v1/bookings/{made['id']}/reschedule"
    moved = api.call("PATCH", path, {"start_time": "2026-06-02T08:00:00Z"})
    assert moved.status_code == 200, moved.text
    assert longest(api) == 180 * MINUTE
    assert seen(api) == {"sarah"}


def test_the_migration_finds_it_in_what_is_set_up_and_in_what_is_booked(
    api: Api, changed: Callable[..., None]
) -> None:
    changed(buffer_after_minutes=10)
    assert api.book("2026-06-02T08:00:00Z", staff_id="sarah").status_code == 201
    with api.storage.database.writing() as connection:
        until = bookings.c.ends_at
        longer = HALF_PAST_EIGHT.starts_at + timedelta(minutes=150)
        connection.execute(update(bookings).values({until: longer, bookings.c.blocks_until: longer + MINUTE}))
    migrate(api.storage.database, "0018")
    migrate(api.storage.database)
    api.storage._known.clear()
    assert longest(api) == 160 * MINUTE
    assert seen(api) == {"sarah"}
