"""Times in words, for people: in their own zone, with its name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookings.engine.timerange import TimeRange
from bookings.engine.windows import MINUTES_A_DAY, TimeWindow


def when(time: TimeRange, zone: ZoneInfo) -> str:
    """ "Tuesday 2 June 2026, 9:00 am to 9:30 am (Europe/London, BST)"; over midnight both days are named."""
    starts_at, ends_at = time.starts_at.astimezone(zone), time.ends_at.astimezone(zone)
    end = clock_time(ends_at) if ends_at.date() == starts_at.date() else _day_and_time(ends_at)
    return f"{_day_and_time(starts_at)} to {end} ({zone.key}, {short_name(starts_at)})"


def day_and_time(at: datetime, zone: ZoneInfo) -> str:
    """ "Tuesday 2 June 2026, 9:00 am"."""
    return _day_and_time(at.astimezone(zone))


def same_wall_clock(time: TimeRange, one: ZoneInfo, other: ZoneInfo) -> bool:
    """Whether the range reads the same in both zones."""
    return all(
        at.astimezone(one).replace(tzinfo=None) == at.astimezone(other).replace(tzinfo=None)
        for at in (time.starts_at, time.ends_at)
    )


def days_of(first: date, last: date, window: TimeWindow | None, zone: ZoneInfo) -> str:
    """ "Tuesday 2 June 2026 to Friday 5 June 2026, each from 9:00 am to 12:00 pm (Europe/London)"."""
    days = day(first) if first == last else f"{day(first)} to {day(last)}"
    if window is None:
        return f"{days} ({zone.key})"
    starts, ends = (time(*divmod(at % MINUTES_A_DAY, 60)) for at in (window.starts, window.ends))
    each = ", from" if first == last else ", each from"
    return f"{days}{each} {clock_time(starts)} to {clock_time(ends)} ({zone.key})"


def clock_time(local: datetime | time) -> str:
    """ "9:00 am" of a local time."""
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


def day(local: date) -> str:
    """ "Tuesday 2 June 2026" of a local day; English whatever the system speaks."""
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"


def month_of(local: date) -> str:
    """ "June 2026" of a local day."""
    return f"{_MONTHS[local.month - 1]} {local.year}"


def _day_and_time(local: datetime) -> str:
    return f"{day(local)}, {clock_time(local)}"


def short_name(local: datetime) -> str:
    """ "BST"; "UTC+05:45" where the zone has no letters of its own. Twice an hour at a clock change: it tells
    which of the two."""
    name = local.tzname() or ""
    if name[:1] not in ("+", "-"):
        return name
    offset = local.utcoffset() or timedelta(0)
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"UTC{'-' if offset < timedelta(0) else '+'}{hours:02}:{minutes:02}"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
