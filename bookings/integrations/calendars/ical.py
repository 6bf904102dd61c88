"""iCalendar (RFC 5545): what makes busy in a calendar's resource, and the event of a booking."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from bookings.engine.timerange import TimeRange
from bookings.integrations.calendars.whole_days import as_instant, days_between
from bookings.services.calendars.model import CalendarEntry

OURS = "X-BOOKINGS-BOOKING-ID"
"""The property that names the booking of an event."""
MAX_OCCURRENCES = 5000
"""More than that of one event within the span are left out."""
_DAYS = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_OFTEN = ("BYHOUR", "BYMINUTE", "BYSECOND")


def busy_in(
    text: str, span: TimeRange, zone: ZoneInfo, own: Collection[str]
) -> tuple[list[TimeRange], str | None]:
    """When the resource makes busy within the span, and the booking that it says it is the event of.

    `zone`: of whole days and floating times. `own`: the person's addresses, by which it is seen what they
    declined. Raises ValueError for what is no iCalendar."""
    parsed = icalendar.Calendar.from_ical(text)
    ours = next((str(each[OURS]) for each in parsed.walk("VEVENT") if OURS in each), None)
    mine = {address.lower() for address in own}
    _tame(parsed)
    return [found for event in _occurrences(parsed, span) for found in _ranges(event, zone, mine)], ours


def _tame(parsed: icalendar.Calendar) -> None:
    """Anybody can send an invitation. Rules that nobody makes by hand, and that take hours to follow, are
    taken off: their first occurrence counts."""
    for event in parsed.walk("VEVENT"):
        if not all(_is_tame(rule) for rule in _listed(event.get("RRULE"))):
            del event["RRULE"]


def _is_tame(rule: Any) -> bool:
    if not isinstance(rule, icalendar.vRecur):
        return False
    frequency = str(rule.get("FREQ", [""])[0]).upper()
    if frequency == "HOURLY":
        return not any(name.startswith("BY") for name in map(str.upper, rule))
    if (
        frequency == "DAILY" and "BYMONTH" in rule and "BYMONTHDAY" in rule
    ):  # the 30th of February, day by day
        return False
    a_day = math.prod(len(rule.get(name) or [0]) for name in _OFTEN)
    return frequency in _DAYS and a_day <= 48


def _occurrences(parsed: icalendar.Calendar, span: TimeRange) -> list[Any]:
    """With a day on both sides: floating times may lie in the span by their zone."""
    query = recurring_ical_events.of(parsed, skip_bad_series=True)
    wide = span.padded(timedelta(days=1), timedelta(days=1))
    found: list[Any] = query.between(wide.starts_at, wide.ends_at)
    return found[:MAX_OCCURRENCES]


def _ranges(event: Any, zone: ZoneInfo, mine: Collection[str]) -> tuple[TimeRange, ...]:
    if not _is_busy(event, mine):
        return ()
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    if not isinstance(start, datetime):
        return days_between(start, end if end > start else start + timedelta(days=1), zone)
    starts_at, ends_at = _instant(start, zone), _instant(end, zone)
    if ends_at <= starts_at and start.tzinfo is None:  # its end is no later only because it begins in a gap
        ends_at = starts_at + (end - start)
    return (TimeRange(starts_at, ends_at),) if starts_at < ends_at else ()


def _instant(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return as_instant(at, zone) if at.tzinfo is None else at.astimezone(UTC)


def _is_busy(event: Any, mine: Collection[str]) -> bool:
    """RFC 5545, sections 3.8.2.7 and 3.8.1.11: opaque unless it says otherwise; tentative counts."""
    if str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT":
        return False
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    return not any(_declined(each, mine) for each in _listed(event.get("ATTENDEE")))


def _declined(attendee: Any, mine: Collection[str]) -> bool:
    address = str(attendee).lower().removeprefix("mailto:")
    return address in mine and str(attendee.params.get("PARTSTAT", "")).upper() == "DECLINED"


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def uid_of(booking_id: str) -> str:
    """The same for the same booking, wherever it is written."""
    return f"{booking_id}@bookings"


def written(entry: CalendarEntry, before: str | None = None) -> str:
    """The resource of a booking. `before`: the one that is there, of which all that is not ours is kept,
    such as an alarm that somebody has set."""
    calendar, event = _found(entry, before) if before else (None, None)
    if calendar is None or event is None:
        calendar, event = _new(entry)
    for name in (
        "DTSTAMP",
        "LAST-MODIFIED",
        "SEQUENCE",
        "SUMMARY",
        "DESCRIPTION",
        "DTSTART",
        "DTEND",
        "DURATION",
    ):
        event.pop(name, None)
    for name in ("STATUS", "TRANSP", OURS):
        event.pop(name, None)
    event.add("DTSTAMP", entry.stamped_at.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.stamped_at.astimezone(UTC))
    event.add("SEQUENCE", entry.version - 1)
    event.add("SUMMARY", entry.title)
    event.add("DESCRIPTION", entry.description)
    event.add("DTSTART", entry.time.starts_at.astimezone(UTC))
    event.add("DTEND", entry.time.ends_at.astimezone(UTC))
    event.add("STATUS", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("TRANSP", "OPAQUE")
    event.add(OURS, entry.booking_id)
    text: str = calendar.to_ical().decode()
    return text


def _new(entry: CalendarEntry) -> tuple[icalendar.Calendar, icalendar.Event]:
    calendar, event = icalendar.Calendar(), icalendar.Event()
    calendar.add("PRODID", "-//Bookings Bot//Bookings//EN")
    calendar.add("VERSION", "2.0")
    event.add("UID", uid_of(entry.booking_id))
    calendar.add_component(event)
    return calendar, event


def _found(entry: CalendarEntry, before: str) -> tuple[Any, Any]:
    try:
        calendar = icalendar.Calendar.from_ical(before)
    except ValueError:
        return None, None
    events = [each for each in calendar.walk("VEVENT") if str(each.get("UID")) == uid_of(entry.booking_id)]
    return (calendar, events[0]) if len(events) == 1 else (None, None)
