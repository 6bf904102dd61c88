"""Reminders: due on time, taken once, moved and gone with their booking, caught up after an outage."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bookings.integrations.email.reminders import reminders_job
from bookings.services.send_reminders import queue_reminders
from bookings.storage.tables import outbox, reminders
from tests.bookings.outbox.support import rows
from tests.bookings.support import Api

WEDNESDAY_9 = "2026-06-03T08:00:00Z"
"""Two days ahead: both reminders of the link, a day and an hour before, are still to come."""


def queued(api: Api) -> list[tuple[str, int]]:
    """(booking id, minutes before) of what is in the outbox."""
    return [
        (row["booking_id"], row["payload"]["minutes_before"])
        for row in rows(api)
        if row["kind"] == "reminder"
    ]


def take(api: Api, limit: int = 100) -> int:
    with api.storage.writing() as unit:
        return queue_reminders(unit, api.clock(), limit, "reminder")


def booked(api: Api, start: str = WEDNESDAY_9, **changes: Any) -> str:
    answer = api.book(start, **changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["data"]["id"])


def test_a_reminder_is_due_to_the_second_and_taken_once(api: Api) -> None:
    booking = booked(api)
    api.clock.now = datetime(2026, 6, 2, 7, 59, 59, tzinfo=UTC)
    assert take(api) == 0
    api.clock.step(seconds=1)
    assert take(api) == 1
    assert take(api) == 0
    assert queued(api) == [(booking, 1440)]
    api.clock.step(hours=23)
    assert take(api) == 1
    assert queued(api) == [(booking, 1440), (booking, 60)]


def test_after_an_outage_one_is_sent_instead_of_two_and_none_for_what_has_begun(api: Api) -> None:
    begun = booked(api, WEDNESDAY_9, staff_id="tom")
    to_come = booked(api, "2026-06-03T09:00:00Z", staff_id="tom")
    api.clock.now = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
    assert take(api) == 4
    assert queued(api) == [(to_come, 60)]
    assert begun not in {booking for booking, _ in queued(api)}
    assert take(api) == 0


def test_a_cancelled_booking_reminds_nobody_and_a_moved_one_of_its_new_time(api: Api) -> None:
    cancelled, moved = booked(api, staff_id="tom"), booked(api, staff_id="sarah")
    api.call("PATCH", f"/api/v1/bookings/{cancelled}/cancel")
    api.call("PATCH", f"/api/v1/bookings/{moved}/reschedule", {"start_time": "2026-06-09T08:00:00Z"})
    api.clock.now = datetime(2026, 6, 3, 7, 30, tzinfo=UTC)
    assert take(api) == 0
    api.clock.now = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
    assert take(api) == 1
    assert queued(api) == [(moved, 1440)]


def test_who_was_reminded_before_a_move_is_reminded_again_of_the_new_time(api: Api) -> None:
    booking = booked(api)
    api.clock.now = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
    take(api)
    api.call("PATCH", f"/api/v1/bookings/{booking}/reschedule", {"start_time": "2026-06-09T08:00:00Z"})
    api.clock.now = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
    take(api)
    assert queued(api) == [(booking, 1440), (booking, 1440)]


def test_a_booking_made_an_hour_and_a_half_before_is_reminded_of_once(api: Api) -> None:
    api.clock.now = datetime(2026, 6, 3, 6, 30, tzinfo=UTC)
    booking = booked(api)
    api.clock.now = datetime(2026, 6, 3, 7, 30, tzinfo=UTC)
    assert take(api) == 1
    assert queued(api) == [(booking, 60)]


@pytest.mark.parametrize(
    ("today", "start", "zone", "due"),
    [
        # The day before the clock goes forward, and back: a day is 24 hours, so the wall clock differs.
        ("2026-03-20", "2026-03-29T09:00:00+01:00", "Europe/London", "2026-03-28T08:00:00+00:00"),
        ("2026-10-20", "2026-10-25T09:00:00+00:00", "Europe/London", "2026-10-24T10:00:00+01:00"),
        # A zone whose clock changes by half an hour.
        ("2026-10-01", "2026-10-04T09:00:00+11:00", "Australia/Lord_Howe", "2026-10-03T08:30:00+10:30"),
        # Over midnight: it is due on the day before the day before.
        ("2026-06-01", "2026-06-03T00:30:00+05:45", "Asia/Kathmandu", "2026-06-02T00:30:00+05:45"),
    ],
)
def test_a_day_before_is_twenty_four_hours_before_across_every_clock_change(
    empty_api: Api, dentist: dict[str, Any], today: str, start: str, zone: str, due: str
) -> None:
    dentist["business"]["timezone"] = zone
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    dentist["booking_links"][0] |= {
        "windows": {day: ["00:00-24:00"] for day in days},
        "reminders_minutes_before": [1440],
    }
    empty_api.clock.now = datetime.fromisoformat(f"{today}T00:00:00Z")
    empty_api.apply(dentist)
    booking = booked(empty_api, start)
    empty_api.clock.now = datetime.fromisoformat(due).astimezone(UTC) - timedelta(seconds=1)
    assert take(empty_api) == 0
    empty_api.clock.step(seconds=1)
    assert take(empty_api) == 1
    assert queued(empty_api) == [(booking, 1440)]


def test_many_are_taken_in_portions_and_those_of_one_booking_together(
    api_with: Callable[..., Api],
) -> None:
    api = api_with(reminders_minutes_before=[2880, 1440, 60], horizon_days=60)
    made = [booked(api, f"2026-06-{day:02}T08:00:00Z") for day in (8, 9, 10, 15, 16)]
    api.clock.now = datetime(2026, 6, 7, 8, 0, tzinfo=UTC)
    portions = []
    while taken := take(api, limit=2):
        portions.append(taken)
    assert sum(portions) == 3
    assert sorted(queued(api)) == sorted([(made[0], 1440), (made[1], 2880)])


def test_workers_at_the_same_time_take_each_reminder_once(api_with: Callable[..., Api]) -> None:
    api = api_with(slot_interval_minutes=5, duration_minutes=5, reminders_minutes_before=[1440, 60])
    made = [
        booked(api, f"2026-06-03T{8 + n // 12:02}:{n % 12 * 5:02}:00Z", service_id=None, staff_id=staff)
        for n in range(24)
        for staff in ("sarah", "tom")
    ]
    api.clock.now = datetime(2026, 6, 3, 7, 59, tzinfo=UTC)
    start = threading.Barrier(4)

    def race(_: int) -> int:
        start.wait()
        taken = 0
        for _ in range(40):
            taken += take(api, limit=3)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = sum(pool.map(race, range(4)))
    while more := take(api):
        taken += more
    due = len(made) + sum(1 for booking in made if starts(api, booking) <= "2026-06-03T08:59")
    assert taken == due
    assert len(queued(api)) == len(set(queued(api))) == len(made)


def starts(api: Api, booking: str) -> str:
    return str(api.get(f"/api/v1/bookings/{booking}").json()["data"]["start_time"])


def test_a_booking_that_somebody_is_just_changing_waits_for_the_next_time(api: Api) -> None:
    """On SQLite the change and the reminders simply come one after the other."""
    booking = booked(api)
    api.clock.now = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
    with api.storage.writing() as changing:
        assert changing.booking("dentist", booking) is not None  # locked
        if not api.storage.database.is_sqlite:
            assert take(api) == 0
    assert take(api) == 1


async def test_the_workers_job_looks_before_it_writes_and_takes_all(api: Api) -> None:
    booking = booked(api)
    job = reminders_job(api.storage, api.clock)
    assert await job.run() is False
    api.clock.now = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
    assert await job.run() is True
    assert await job.run() is False
    with api.storage.database.reading() as connection:
        sent = connection.execute(select(outbox.c.lane).where(outbox.c.kind == "email.reminder")).scalars()
        assert list(sent) == [f"email:{booking}"]
        left = select(reminders.c.minutes_before).where(reminders.c.sent_at.is_(None))
        assert connection.execute(left).scalars().all() == [60]
