"""Choosing among free times."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.dialogue.times import Free, around, iso, local_start, nearest, of_staff, one_a_day, spread

START = datetime(2026, 11, 24, 9, 0, tzinfo=timezone.utc)


def every_quarter(count: int, start: datetime = START) -> list[Free]:
    return [Free(start + timedelta(minutes=15 * i), ("sarah",)) for i in range(count)]


def hours(slots: list[Free]) -> list[str]:
    return [slot.start.strftime("%H:%M") for slot in slots]


def test_times_are_spread_over_the_day_on_full_hours_where_possible() -> None:
    assert hours(spread(every_quarter(32))) == ["09:00", "11:00", "12:00", "13:00", "15:00", "16:00"]
    assert hours(spread(every_quarter(3))) == ["09:00", "09:15", "09:30"]
    assert spread([]) == []


def test_the_nearest_times_come_in_order() -> None:
    assert hours(nearest(every_quarter(32), START + timedelta(minutes=70), 3)) == ["10:00", "10:15", "10:30"]


def test_the_days_before_and_after_a_closed_one_are_offered() -> None:
    friday, monday = every_quarter(8, START + timedelta(3)), every_quarter(8, START + timedelta(6))
    saturday = (START + timedelta(4)).date()
    offered = around([*friday, *monday], saturday, "UTC")
    assert [slot.start.strftime("%a") for slot in offered] == ["Fri"] * 3 + ["Mon"] * 3


def test_one_time_a_day_is_the_first_of_each() -> None:
    days = one_a_day([*every_quarter(4), *every_quarter(4, START + timedelta(1))], "UTC")
    assert [iso(slot.start) for slot in days] == ["2026-11-24T09:00:00Z", "2026-11-25T09:00:00Z"]


def test_times_of_somebody_wanted_name_only_them() -> None:
    both = [Free(START, ("sarah", "tom")), Free(START + timedelta(hours=1), ("tom",))]
    assert of_staff(both, ("sarah",)) == [Free(START, ("sarah",))]
    assert of_staff(both, ()) == both


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-03-28T13:00", "Europe/London", "2026-03-28T13:00:00Z"),
        ("2026-03-29T13:00", "Europe/London", "2026-03-29T12:00:00Z"),
        ("2026-10-25T13:00", "Europe/London", "2026-10-25T13:00:00Z"),
        ("2026-11-24T09:00", "Asia/Kathmandu", "2026-11-24T03:15:00Z"),
        ("2026-04-05T13:00", "Australia/Lord_Howe", "2026-04-05T02:30:00Z"),
    ],
)
def test_wall_clock_times_keep_their_hour_through_clock_changes(
    wall: datetime, zone: str, instant: str
) -> None:
    assert iso(local_start(datetime.fromisoformat(wall), zone)) == instant
