"""Times in words: every zone, over midnight, at clock changes both ways."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.engine.timerange import TimeRange
from bookings.engine.when import day_and_time, days_of, same_wall_clock, when
from bookings.engine.windows import TimeWindow


def half_hour(start: str) -> TimeRange:
    at = datetime.fromisoformat(start)
    return TimeRange(at, at + timedelta(minutes=30))


@pytest.mark.parametrize(
    ("start", "zone", "words"),
    [
        (
            "2026-06-02T08:00:00Z",
            "Europe/London",
            "Tuesday 2 June 2026, 9:00 am to 9:30 am (Europe/London, BST)",
        ),
        (
            "2026-06-02T08:00:00Z",
            "Asia/Kathmandu",
            "Tuesday 2 June 2026, 1:45 pm to 2:15 pm (Asia/Kathmandu, UTC+05:45)",
        ),
        (
            "2026-06-02T08:00:00Z",
            "America/St_Johns",
            "Tuesday 2 June 2026, 5:30 am to 6:00 am (America/St_Johns, NDT)",
        ),
        (
            "2026-01-10T10:30:00Z",
            "America/Sao_Paulo",
            "Saturday 10 January 2026, 7:30 am to 8:00 am (America/Sao_Paulo, UTC-03:00)",
        ),
        (
            "2026-12-31T23:45:00Z",
            "UTC",
            "Thursday 31 December 2026, 11:45 pm to Friday 1 January 2027, 12:15 am (UTC, UTC)",
        ),
        # The clock goes back at 2:00 summer time: 1:30 comes twice, and the name tells which.
        (
            "2026-10-25T00:30:00Z",
            "Europe/London",
            "Sunday 25 October 2026, 1:30 am to 1:00 am (Europe/London, BST)",
        ),
        (
            "2026-10-25T01:30:00Z",
            "Europe/London",
            "Sunday 25 October 2026, 1:30 am to 2:00 am (Europe/London, GMT)",
        ),
        # It goes forward from 1:00 to 2:00.
        (
            "2026-03-29T00:30:00Z",
            "Europe/London",
            "Sunday 29 March 2026, 12:30 am to 2:00 am (Europe/London, GMT)",
        ),
    ],
)
def test_a_time_is_told_in_a_zone_with_its_name(start: str, zone: str, words: str) -> None:
    assert when(half_hour(start), ZoneInfo(zone)) == words


def test_noon_and_midnight_are_twelve() -> None:
    noon = datetime.fromisoformat("2026-06-02T12:05:00Z")
    assert day_and_time(noon, ZoneInfo("UTC")) == "Tuesday 2 June 2026, 12:05 pm"
    assert day_and_time(noon - timedelta(hours=12), ZoneInfo("UTC")) == "Tuesday 2 June 2026, 12:05 am"


def test_zones_of_other_names_may_read_the_same() -> None:
    london, dublin, paris = ZoneInfo("Europe/London"), ZoneInfo("Europe/Dublin"), ZoneInfo("Europe/Paris")
    assert same_wall_clock(half_hour("2026-06-02T08:00:00Z"), london, dublin)
    assert not same_wall_clock(half_hour("2026-06-02T08:00:00Z"), london, paris)


@pytest.mark.parametrize(
    ("last", "window", "words"),
    [
        (2, None, "Tuesday 2 June 2026 (Europe/London)"),
        (5, None, "Tuesday 2 June 2026 to Friday 5 June 2026 (Europe/London)"),
        (2, "09:00-12:30", "Tuesday 2 June 2026, from 9:00 am to 12:30 pm (Europe/London)"),
        (
            5,
            "22:00-24:00",
            "Tuesday 2 June 2026 to Friday 5 June 2026, each from 10:00 pm to 12:00 am (Europe/London)",
        ),
        (2, "22:00-02:00", "Tuesday 2 June 2026, from 10:00 pm to 2:00 am (Europe/London)"),
    ],
)
def test_days_and_a_part_of_each(last: int, window: str | None, words: str) -> None:
    part = TimeWindow.parse(window) if window else None
    assert days_of(date(2026, 6, 2), date(2026, 6, last), part, ZoneInfo("Europe/London")) == words
