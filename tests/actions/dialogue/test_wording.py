"""How dates and times are worded, and that the wording can be typed back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.dialogue import wording
from bot.temporal import parse

ZONES = ["Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]
REFERENCE = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)


@given(minutes=st.integers(2 * 24 * 60, 60 * 24 * 60), zone=st.sampled_from(ZONES))
def test_every_wording_of_a_start_is_read_back_as_that_start(minutes: int, zone: str) -> None:
    start = REFERENCE + timedelta(minutes=minutes)
    local = start.astimezone(ZoneInfo(zone))
    for text in (
        wording.moment(start, zone),
        wording.moment(start, zone, with_year=True),
        wording.short_moment(start, zone),
    ):
        found = parse(text, REFERENCE.astimezone(ZoneInfo(zone)), zone)
        assert [(e.date, e.time) for e in found] == [(local.date(), local.time())], text


@given(st.dates(date(2026, 11, 25), date(2027, 1, 30)))
def test_every_wording_of_a_day_is_read_back_as_that_day(day: date) -> None:
    for text in (wording.day(day), wording.day(day, with_year=True), wording.short_day(day)):
        assert [e.date for e in parse(text, REFERENCE, "UTC")] == [day], text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (time(0, 0), "12:00 am"),
        (time(0, 5), "12:05 am"),
        (time(9, 30), "9:30 am"),
        (time(12, 0), "12:00 pm"),
        (time(23, 45), "11:45 pm"),
    ],
)
def test_times_of_day_are_told_with_am_and_pm(value: time, text: str) -> None:
    assert wording.clock(value) == text


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Europe/London", "London time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
    ],
)
def test_zones_are_told_by_their_city(zone: str, label: str) -> None:
    assert wording.zone_label(zone) == label


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (1, "1 minute"),
        (30, "30 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (90, "1 hour 30 minutes"),
        (120, "2 hours"),
    ],
)
def test_lengths_are_told_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert wording.duration(minutes) == text


def test_days_with_the_same_hours_are_told_together() -> None:
    windows = {
        "mon": ("09:00-12:30", "13:30-17:00"),
        "tue": ("09:00-12:30", "13:30-17:00"),
        "wed": ("09:00-17:00",),
        "thu": ("09:00-17:00",),
        "fri": ("09:00-17:00",),
        "sun": ("00:00-24:00",),
    }
    assert wording.week(windows) == (
        "Monday and Tuesday 9:00 am to 12:30 pm and 1:30 pm to 5:00 pm, "
        "Wednesday to Friday 9:00 am to 5:00 pm, Sunday all day"
    )
    assert wording.week({"sat": ("18:00-24:00",)}) == "Saturday 6:00 pm to midnight"


@pytest.mark.parametrize(
    ("low", "high", "text"), [(0, 10, "from 0 to 10"), (18, None, "at least 18"), (None, 6, "at most 6")]
)
def test_bounds_of_a_number_are_told(low: int | None, high: int | None, text: str) -> None:
    assert wording.bounds(low, high) == text


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_choices_are_told_with_or(items: list[str], text: str) -> None:
    assert wording.either(items) == text
