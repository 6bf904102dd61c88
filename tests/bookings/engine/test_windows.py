"""Wall-clock windows and the instants they stand for."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bookings.engine.windows import TimeWindow, instant, parse_weekly, weekly_as_data
from bookings.engine.wording import iso

LONDON = ZoneInfo("Europe/London")
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)  # London's clock changes at 01:00 UTC


def on(window: str, day: date, zone: str = "Europe/London") -> tuple[str, str] | None:
    found = TimeWindow.parse(window).on(day, ZoneInfo(zone))
    return found and (iso(found.starts_at), iso(found.ends_at))


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("09:00-17:30", 540, 1050),
        ("00:00-24:00", 0, 1440),
        ("22:00-02:00", 1320, 1560),
        ("23:59-00:00", 1439, 1440),
    ],
)
def test_a_window_is_read(text: str, starts: int, ends: int) -> None:
    assert TimeWindow.parse(text) == TimeWindow(starts, ends)


@pytest.mark.parametrize("text", ["09:00-17:00", "00:00-24:00", "22:00-02:00", "23:30-23:29"])
def test_a_window_is_written_as_it_is_read(text: str) -> None:
    assert str(TimeWindow.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9-17", "write it like"),
        ("9:00-17:00", "write it like"),
        ("09:00", "write it like"),
        ("09:00 - 17:00", "write it like"),
        ("09:00-17:00-18:00", "write it like"),
        ("٠٩:٠٠-١٧:٠٠", "write it like"),
        ("", "write it like"),
        ("25:00-26:00", "not on the clock"),
        ("09:60-10:00", "not on the clock"),
        ("24:00-24:00", "not on the clock"),
        ("09:00-24:01", "not on the clock"),
        ("09:00-09:00", "empty"),
    ],
)
def test_what_is_no_window_is_refused_with_what_would_be(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        TimeWindow.parse(text)


def test_a_week_is_read_and_written() -> None:
    data = {"sun": ["00:00-24:00"], "mon": ["09:00-12:30", "13:30-17:00"], "tue": []}
    assert weekly_as_data(parse_weekly(data)) == {
        "mon": ["09:00-12:30", "13:30-17:00"],
        "sun": ["00:00-24:00"],
    }


def test_an_unknown_weekday_is_refused() -> None:
    with pytest.raises(ValueError, match='"monday" is no weekday'):
        parse_weekly({"monday": ["09:00-17:00"]})


def test_a_window_in_the_afternoon_stays_there_through_a_clock_change() -> None:
    assert on("13:00-17:00", date(2026, 3, 28)) == ("2026-03-28T13:00:00Z", "2026-03-28T17:00:00Z")
    assert on("13:00-17:00", FORWARD) == ("2026-03-29T12:00:00Z", "2026-03-29T16:00:00Z")
    assert on("13:00-17:00", date(2026, 10, 24)) == ("2026-10-24T12:00:00Z", "2026-10-24T16:00:00Z")
    assert on("13:00-17:00", BACK) == ("2026-10-25T13:00:00Z", "2026-10-25T17:00:00Z")


def test_a_whole_day_has_23_or_25_hours_when_the_clock_changes() -> None:
    assert on("00:00-24:00", FORWARD) == ("2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z")
    assert on("00:00-24:00", BACK) == ("2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z")


def test_a_time_that_is_skipped_is_read_with_the_offset_before_the_change() -> None:
    assert on("01:30-03:00", FORWARD) == ("2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z")
    assert on("01:15-01:45", FORWARD) == ("2026-03-29T01:15:00Z", "2026-03-29T01:45:00Z")


def test_a_window_of_which_the_clock_change_leaves_nothing_is_none() -> None:
    assert on("01:30-02:15", FORWARD) is None


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    assert on("00:30-01:30", BACK) == ("2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z")
    assert on("01:30-03:00", BACK) == ("2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z")


def test_a_window_over_midnight_into_a_clock_change() -> None:
    assert on("22:00-04:00", date(2026, 3, 28)) == ("2026-03-28T22:00:00Z", "2026-03-29T03:00:00Z")
    assert on("22:00-04:00", date(2026, 10, 24)) == ("2026-10-24T21:00:00Z", "2026-10-25T04:00:00Z")


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Kathmandu", ("2026-06-02T03:15:00Z", "2026-06-02T11:15:00Z")),
        ("Asia/Kolkata", ("2026-06-02T03:30:00Z", "2026-06-02T11:30:00Z")),
        ("Pacific/Kiritimati", ("2026-06-01T19:00:00Z", "2026-06-02T03:00:00Z")),
        ("America/St_Johns", ("2026-06-02T11:30:00Z", "2026-06-02T19:30:00Z")),
    ],
)
def test_zones_that_are_no_whole_hours_away(zone: str, expected: tuple[str, str]) -> None:
    assert on("09:00-17:00", date(2026, 6, 2), zone) == expected


def test_lord_howes_clock_changes_by_half_an_hour() -> None:
    assert on("00:00-24:00", date(2026, 4, 5), "Australia/Lord_Howe") == (
        "2026-04-04T13:00:00Z",
        "2026-04-05T13:30:00Z",
    )
    assert on("00:00-24:00", date(2026, 10, 4), "Australia/Lord_Howe") == (
        "2026-10-03T13:30:00Z",
        "2026-10-04T13:00:00Z",
    )


def test_the_29th_of_february() -> None:
    assert on("23:00-01:00", date(2028, 2, 29)) == ("2028-02-29T23:00:00Z", "2028-03-01T01:00:00Z")


@pytest.mark.parametrize(
    "zone",
    ["Europe/London", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu",
     "Africa/Casablanca", "Pacific/Apia", "Asia/Gaza", "America/Santiago", "Pacific/Chatham"],
)  # fmt: skip
def test_the_days_of_five_years_join_without_gap_or_overlap(zone: str) -> None:
    whole, ends_at = TimeWindow(0, 1440), None
    for ordinal in range(date(2026, 1, 1).toordinal(), date(2031, 1, 1).toordinal()):
        found = whole.on(date.fromordinal(ordinal), ZoneInfo(zone))
        assert found is not None
        assert ends_at in (None, found.starts_at)
        ends_at = found.ends_at


def test_an_instant_is_the_wall_clocks() -> None:
    assert iso(instant(date(2026, 6, 2), 9 * 60, LONDON)) == "2026-06-02T08:00:00Z"
    assert iso(instant(date(2026, 6, 2), 33 * 60, LONDON)) == "2026-06-03T08:00:00Z"
