"""Choosing among free times."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.dialogue.times import Free, around, iso, local_start, nearest, of_staff, one_a_day, spread
from tests.actions.dialogue.talking import Talk, titles

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


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("after half past 3 on Wednesday", "3:30 pm"),
        ("by 4 in the afternoon on Wednesday", "4:00 pm"),
        ("before 4 pm on Wednesday", "3:45 pm"),
    ],
)
def test_the_time_at_the_bound_is_among_those_offered(words: str, bound: str) -> None:
    talk = Talk()
    offered = titles(talk.say(f"with Sarah {words}", "ask_availability"))
    assert bound in offered
    assert len(offered) <= 6


@pytest.mark.parametrize(
    ("words", "day", "clock"),
    [
        ("with Sarah, mornings are best, about ten am, on Wednesday", "2026-11-25", "10:00"),
        ("with Sarah next week at 2pm, on Tuesday 1 December", "2026-12-01", "14:00"),
    ],
)
def test_what_is_said_more_exactly_counts(words: str, day: str, clock: str) -> None:
    talk = Talk()
    talk.say(words, "book_appointment")
    assert talk.memory.wish.exact is not None
    assert talk.memory.wish.exact.strftime("%Y-%m-%d %H:%M") == f"{day} {clock}"
