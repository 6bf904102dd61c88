"""Zones and clock changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.temporal import parse
from tests.bot.temporal.reading import TUESDAY


def starts(text, reference, timezone):
    return [each.starts_at.isoformat() for each in parse(text, reference, timezone)]


@pytest.mark.parametrize(
    ("text", "timezone", "expected"),
    [
        ("29 March 2026 at 00:30", "Europe/London", "2026-03-29T00:30:00+00:00"),
        ("29 March 2026 at 1:30 am", "Europe/London", "2026-03-29T02:30:00+01:00"),
        ("29 March 2026 at 3pm", "Europe/London", "2026-03-29T15:00:00+01:00"),
        ("25 October 2026 at 1:30 am", "Europe/London", "2026-10-25T01:30:00+01:00"),
        ("25 October 2026 at 3pm", "Europe/London", "2026-10-25T15:00:00+00:00"),
        ("4 October 2026 at 2:15 am", "Australia/Lord_Howe", "2026-10-04T02:45:00+11:00"),
        ("tomorrow at 9:15", "Asia/Kathmandu", "2026-11-18T09:15:00+05:45"),
    ],
)
def test_a_wall_clock_time_stays_on_the_wall_through_a_clock_change(text, timezone, expected):
    assert starts(text, TUESDAY, timezone) == [expected]


def test_a_repeated_hour_is_told_twice():
    (expression,) = parse("25 October 2026 at 1:30 am", TUESDAY, "Europe/London")
    assert [each.starts_at.utcoffset() for each in expression.alternatives] == [dt.timedelta(0)]


def test_hours_from_now_are_elapsed_hours():
    before = dt.datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("Europe/London"))
    assert starts("in 2 hours", before, "Europe/London") == ["2026-10-25T01:30:00+00:00"]


def test_a_day_across_a_clock_change_is_a_calendar_day():
    reference = dt.datetime(2026, 10, 24, 23, 30, tzinfo=ZoneInfo("Europe/London"))
    (expression,) = parse("tomorrow afternoon", reference, "Europe/London")
    assert expression.starts_at.isoformat() == "2026-10-25T12:00:00+00:00"


def test_today_is_the_day_of_the_zone_asked_for():
    reference = dt.datetime(2026, 11, 17, 23, 30, tzinfo=dt.timezone.utc)
    assert starts("today", reference, "UTC") == ["2026-11-17T00:00:00+00:00"]
    assert starts("today", reference, "Asia/Tokyo") == ["2026-11-18T00:00:00+09:00"]


@pytest.mark.parametrize(
    "text",
    [
        "20 Nov 2026 11:30 +0300",
        "Fri Nov 20 2026 11:30:00 GMT+0300",
        "Friday 11:30 am UTC+3",
        "2026-11-20T11:30+03:00",
    ],
)
def test_a_numeric_offset_is_read(text):
    assert starts(text, TUESDAY, "UTC") == ["2026-11-20T08:30:00+00:00"]


def test_a_stated_zone_is_moved_to_the_zone_asked_for():
    assert starts("Friday 9am UTC", TUESDAY, "America/New_York") == ["2026-11-20T04:00:00-05:00"]
