"""How dates, times and zones are worded for people: the one place.

English, day before month, twelve-hour clock: "Tuesday 24 November at 2:00 pm". The dates library reads
each of these wordings back (tests/actions/dialogue/test_wording.py), so people can type what they see.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January February March April May June July August September October November December").split()


def clock(value: time) -> str:
    """A time of day: "2:00 pm"."""
    return f"{value.hour % 12 or 12}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"


def day(value: date, with_year: bool = False) -> str:
    """A day: "Tuesday 24 November", with the year where asked."""
    year = f" {value.year}" if with_year else ""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]}{year}"


def short_day(value: date) -> str:
    """A day for a button: "Tue 24 Nov"."""
    return f"{_DAYS[value.weekday()][:3]} {value.day} {_MONTHS[value.month - 1][:3]}"


def days(first: date, last: date) -> str:
    """A range of days: "Monday 23 November to Sunday 29 November"."""
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def moment(start: datetime, zone: str, with_year: bool = False) -> str:
    """A start in the person's zone: "Tuesday 24 November at 2:00 pm"."""
    local = start.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), with_year)} at {clock(local.time())}"


def short_moment(start: datetime, zone: str) -> str:
    """A start for a button: "Tue 24 Nov, 2:00 pm"."""
    local = start.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date())}, {clock(local.time())}"


def zone_label(zone: str) -> str:
    """A zone as people say it: "London time", "UTC"."""
    return f"{zone.split('/')[-1].replace('_', ' ')} time" if "/" in zone else zone


def either(items: Sequence[str]) -> str:
    """A choice: "a, b or c"."""
    return _joined(items, "or")


def both(items: Sequence[str]) -> str:
    """A list: "a, b and c"."""
    return _joined(items, "and")


def duration(minutes: int) -> str:
    """A length: "30 minutes", "1 hour", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' if hours > 1 else ''}"] if hours else []
    parts += [f"{rest} minute{'s' if rest > 1 else ''}"] if rest else []
    return " ".join(parts)


def bounds(low: float | None, high: float | None) -> str:
    """A range of numbers: "from 0 to 10", "at least 18", "at most 6"."""
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"


def week(windows: dict[str, Sequence[str]]) -> str:
    """Opening hours: "Monday to Thursday 9:00 am to 5:00 pm, Friday 9:00 am to 1:00 pm"."""
    runs: list[tuple[int, int, tuple[str, ...]]] = []
    for number, name in enumerate(_DAYS):
        hours = tuple(windows.get(name[:3].lower(), ()))
        if not hours:
            continue
        if runs and runs[-1][1] == number - 1 and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], number, hours)
        else:
            runs.append((number, number, hours))
    return ", ".join(
        f"{_run(first, last)} {both([_window(h) for h in hours])}" for first, last, hours in runs
    )


def _run(first: int, last: int) -> str:
    if first == last:
        return _DAYS[first]
    return f"{_DAYS[first]} {'and' if last == first + 1 else 'to'} {_DAYS[last]}"


def _window(hours: str) -> str:
    if hours == "00:00-24:00":
        return "all day"
    start, end = hours.split("-")
    return f"{_wall(start)} to {_wall(end)}"


def _wall(text: str) -> str:
    hour, minute = map(int, text.split(":"))
    return "midnight" if hour == 24 else clock(time(hour, minute))


def _joined(items: Sequence[str], word: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
