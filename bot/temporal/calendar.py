"""Date arithmetic that the standard library lacks. Dates outside year 1 to 9999 raise OverflowError."""

from __future__ import annotations

import calendar
import datetime as dt

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day `count` months on, or the last day of that month when it is shorter."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date value out of range")
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def week_start(day: dt.date) -> dt.date:
    """The Monday on or before `day` (ISO 8601 weeks)."""
    return day - dt.timedelta(days=day.weekday())


def month_start(day: dt.date) -> dt.date:
    return day.replace(day=1)


def valid(year: int, month: int, mday: int) -> dt.date | None:
    """The date, or None when there is no such day."""
    try:
        return dt.date(year, month, mday)
    except ValueError:
        return None


def nth_weekday(first: dt.date, end: dt.date, weekday: int, nth: int) -> dt.date | None:
    """The nth such weekday in [first, end); -1 is the last, -2 the one before it."""
    if nth > 0:
        day = first + dt.timedelta(days=(weekday - first.weekday()) % 7) + WEEK * (nth - 1)
    else:
        final = end - DAY
        day = final - dt.timedelta(days=(final.weekday() - weekday) % 7) + WEEK * (nth + 1)
    return day if first <= day < end else None


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (algorithm of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return dt.date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)
