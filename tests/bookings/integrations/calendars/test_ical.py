"""Reading and writing iCalendar."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from bookings.engine.timerange import TimeRange
from bookings.integrations.calendars.ical import busy_in, written
from tests.bookings.integrations.calendars.places import LONDON, SPAN, at, entry
from tests.bookings.integrations.calendars.radicale import event_text

WHEN = ("DTSTART:20260602T090000Z", "DTEND:20260602T100000Z")
BUSY = TimeRange(at(2, 9), at(2, 10))


def busy(*lines: str, zone: ZoneInfo = LONDON, span: TimeRange = SPAN) -> list[TimeRange]:
    return busy_in(event_text("x", *lines), span, zone, {"Sarah@Dentist.example"})[0]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("TRANSP:OPAQUE",),
        ("STATUS:TENTATIVE",),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:sarah@dentist.example",),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:sarah@dentist.example",),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:tom@dentist.example",),
    ],
)
def test_what_makes_busy(lines: tuple[str, ...]) -> None:
    assert busy(*WHEN, *lines) == [BUSY]


@pytest.mark.parametrize(
    "lines",
    [
        ("TRANSP:TRANSPARENT",),
        ("transp:transparent",),
        ("STATUS:CANCELLED",),
        ("ATTENDEE;PARTSTAT=DECLINED:MAILTO:sarah@dentist.example",),
        ("ATTENDEE:mailto:tom@dentist.example", "ATTENDEE;PARTSTAT=declined:mailto:sarah@dentist.example"),
    ],
)
def test_what_does_not(lines: tuple[str, ...]) -> None:
    assert busy(*WHEN, *lines) == []


@pytest.mark.parametrize(
    ("zone", "hour", "minute"), [("Europe/London", 8, 0), ("Asia/Kolkata", 3, 30), ("UTC", 9, 0)]
)
def test_a_time_without_a_zone_is_the_persons(zone: str, hour: int, minute: int) -> None:
    (found,) = busy("DTSTART:20260602T090000", "DTEND:20260602T100000", zone=ZoneInfo(zone))
    assert found.starts_at == at(2, hour, minute)


def test_times_without_a_zone_stay_where_they_are_through_a_clock_change() -> None:
    span = TimeRange(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    found = busy("DTSTART:20261024T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", span=span)
    assert [each.starts_at.hour for each in found] == [8, 9, 9]


def test_a_skipped_time_without_a_zone_is_read_with_the_offset_before() -> None:
    span = TimeRange(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    (found,) = busy("DTSTART:20260329T013000", "DURATION:PT1H", span=span)
    skipped = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert found == TimeRange(skipped, skipped + timedelta(hours=1))


def test_whole_days_are_the_persons() -> None:
    assert busy("DTSTART;VALUE=DATE:20260602", zone=ZoneInfo("Asia/Kolkata")) == [
        TimeRange(at(1, 18, 30), at(2, 18, 30))
    ]
    assert busy("DTSTART;VALUE=DATE:20260602", "DTEND;VALUE=DATE:20260604") == [
        TimeRange(at(1, 23), at(3, 23))
    ]


def test_an_event_over_midnight_is_one() -> None:
    assert busy("DTSTART:20260602T220000Z", "DTEND:20260603T020000Z") == [TimeRange(at(2, 22), at(3, 2))]


def test_what_takes_no_time_makes_nobody_busy() -> None:
    assert busy("DTSTART:20260602T090000Z") == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
        "FREQ=NONSENSE",
    ],
)
def test_a_rule_made_to_hurt_counts_once(rule: str) -> None:
    started = time.monotonic()
    assert busy(*WHEN, f"RRULE:{rule}") == [BUSY]
    assert time.monotonic() - started < 5


def test_a_long_running_series_is_followed() -> None:
    lines = ("DTSTART:20160601T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    assert len(busy(*lines)) == 32  # with a day before and after the span


def test_what_is_no_calendar_is_told() -> None:
    with pytest.raises(ValueError, match=r"."):
        busy_in("BEGIN:VCALENDAR\r\nhalf", SPAN, LONDON, ())


def test_a_booking_is_written_and_known_again() -> None:
    text = written(entry(version=3, is_tentative=True))
    event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        "bk_0123456789abcdef@bookings",
        2,
        "TENTATIVE",
    )
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at(2, 9), at(2, 9, 30))
    assert busy_in(text, SPAN, LONDON, ()) == ([TimeRange(at(2, 9), at(2, 9, 30))], "bk_0123456789abcdef")


def test_texts_cannot_leave_their_lines() -> None:
    text = written(
        entry(title="Dana\r\nATTACH:http://evil.example", description="a\r\nRRULE:FREQ=DAILY\n;,\\")
    )
    event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert "ATTACH" not in event
    assert "RRULE" not in event
    assert "RRULE:FREQ=DAILY" in event["DESCRIPTION"]


def test_what_somebody_has_added_is_kept() -> None:
    before = written(entry()).replace(
        "END:VEVENT",
        "CATEGORIES:Blue\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT",
    )
    after = written(entry(version=2, time=TimeRange(at(3, 9), at(3, 10))), before)
    event = icalendar.Calendar.from_ical(after).walk("VEVENT")[0]
    assert "CATEGORIES" in event
    assert len(event.walk("VALARM")) == 1
    assert event["DTSTART"].dt == at(3, 9)


@pytest.mark.parametrize("before", ["", "no calendar", event_text("another", *WHEN)])
def test_what_is_not_the_bookings_event_is_replaced(before: str) -> None:
    assert written(entry(), before) == written(entry())
