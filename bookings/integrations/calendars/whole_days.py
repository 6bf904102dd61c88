"""Days and wall-clock times of calendars as instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bookings.engine.timerange import TimeRange


def as_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """A wall-clock time without a zone, in this one. One that a clock change skips is read with the offset
    before it, one that comes twice is the first (RFC 5545, section 3.3.5)."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def days_between(first: date, end: date, zone: ZoneInfo) -> tuple[TimeRange, ...]:
    """The whole days from `first` up to, not including, `end`; 23 or 25 hours where clocks change."""
    if end <= first:
        return ()
    midnights = (as_instant(datetime.combine(each, time()), zone) for each in (first, end))
    return (TimeRange(*midnights),)
