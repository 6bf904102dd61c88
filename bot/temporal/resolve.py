"""Turns what the words state into days and instants: implied parts come from the reference, in one place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NamedTuple

from bot.temporal.calendar import DAY, WEEK, add_months, month_start, nth_weekday, valid, week_start
from bot.temporal.components import Day, DayGrain
from bot.temporal.context import Context


class Span(NamedTuple):
    """Days from `start` to `end` (exclusive)."""

    start: dt.date
    end: dt.date
    grain: DayGrain


_YEARS_AHEAD = 9  # enough for 29 February across a century without it
_MONTHS_AHEAD = 60


def day_span(ctx: Context, day: Day, *, after: dt.date | None = None) -> Span | None:
    """The best reading of a day; `after`: the first such day from there on instead of from today."""
    spans = day_spans(ctx, day, after=after)
    return spans[0] if spans else None


def day_spans(ctx: Context, day: Day, *, after: dt.date | None = None) -> list[Span]:
    """All usual readings, best first; empty when there is no such day."""
    if day.start is not None and day.end is not None:
        found = [Span(day.start, day.end, day.grain)]
        return found + [Span(start, end, day.grain) for start, end in day.others]
    start = after or ctx.today
    if day.month is not None:
        return _in_month(day, start) if day.mday else _month(day, start)
    if day.mday is not None:
        return _day_of_month(day, start)
    if day.weekday is not None:
        return _weekday(ctx, day, after)
    return []


def _one(day: dt.date) -> Span:
    return Span(day, day + DAY, "day")


def _in_month(day: Day, start: dt.date) -> list[Span]:
    month, mday = day.month or 1, day.mday or 1
    if day.year is not None:
        date = valid(day.year, month, mday)
        return [_one(date)] if date else []
    dates = [valid(start.year + n, month, mday) for n in range(-1, _YEARS_AHEAD)]
    ahead = [date for date in dates if date and date >= start]
    if not ahead:
        return []
    found = [_one(ahead[0])]
    if day.weekday is not None and ahead[0].weekday() != day.weekday:
        # The words disagree; the date is the more deliberate, but both stay on offer.
        matching = [date for date in ahead if date.weekday() == day.weekday]
        found += [_one(date) for date in matching[:1]]
    elif dates[0] or dates[1]:
        behind = [date for date in dates if date and date < start]
        if behind and (start - behind[-1]).days <= 60:
            found.append(_one(behind[-1]))
    return found


def _month(day: Day, start: dt.date) -> list[Span]:
    month = day.month or 1
    year = day.year if day.year is not None else start.year + (month < start.month)
    first = dt.date(year, month, 1)
    end = add_months(first, 1)
    if day.weekday is not None:
        days = [nth_weekday(first, end, day.weekday, nth) for nth in range(1, 6)]
        return [_one(each) for each in days if each and (each >= start or day.year is not None)]
    return [Span(first, end, "month")]


def _day_of_month(day: Day, start: dt.date) -> list[Span]:
    first = month_start(start)
    for ahead in range(_MONTHS_AHEAD):
        month = add_months(first, ahead)
        date = valid(month.year, month.month, day.mday or 1)
        if date and date >= start and (day.weekday is None or date.weekday() == day.weekday):
            return [_one(date), *_near_misses(day, start, date)]
    return []


def _near_misses(day: Day, start: dt.date, found: dt.date) -> list[Span]:
    """ "Monday 24" months away: more likely the weekday or the number was a slip."""
    if day.weekday is None or (found - start).days <= 31:
        return []
    by_number = _day_of_month(replace(day, weekday=None), start)
    by_weekday = start + dt.timedelta(days=(day.weekday - start.weekday()) % 7)
    return [*by_number, _one(by_weekday)]


def _weekday(ctx: Context, day: Day, after: dt.date | None) -> list[Span]:
    weekday = day.weekday or 0
    if after is not None and day.which is not None:
        own = _weekday(ctx, day, None)
        if own and own[0].start >= after:
            return own
    if after is not None:
        return [_one(after + dt.timedelta(days=(weekday - after.weekday()) % 7))]
    today = ctx.today
    coming = today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if day.which == "next":
        return _next_weekday(today, weekday, coming)
    if day.which == "last":
        before = today - dt.timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
        return [_one(before)]
    if day.which == "this":
        this_week = week_start(today) + DAY * weekday
        return [_one(this_week if this_week >= today else coming)]
    if coming - today == WEEK:
        # Said on that very weekday: people then say "today" for today.
        return [_one(coming), _one(today)] if day.which is None else [_one(coming)]
    return [_one(coming)]


def _next_weekday(today: dt.date, weekday: int, coming: dt.date) -> list[Span]:
    """ "Next Friday" is the one in next week; the coming one is the other reading where that differs."""
    next_week = week_start(today) + WEEK + DAY * weekday
    return [_one(next_week)] + ([_one(coming)] if coming != next_week else [])


def combine(ctx: Context, a: Day, b: Day) -> Day | None:
    """One day that both describe ("Tuesday" and "next week"), or None when they describe two."""
    if a.settled and b.settled:
        return _inside(a, b) or _inside(b, a)
    if a.settled or b.settled:
        settled, partial = (a, b) if a.settled else (b, a)
        return _pick(settled, partial)
    for name in ("year", "month", "mday", "weekday"):
        if getattr(a, name) is not None and getattr(b, name) is not None:
            return None
    if (a.year and not (a.month or b.month)) or (b.year and not (a.month or b.month)):
        return None
    return Day(
        year=a.year if a.year is not None else b.year,
        month=a.month if a.month is not None else b.month,
        mday=a.mday if a.mday is not None else b.mday,
        weekday=a.weekday if a.weekday is not None else b.weekday,
        which=a.which or b.which,
        grain="day" if "day" in (a.grain, b.grain) else "month",
    )


def _inside(outer: Day, inner: Day) -> Day | None:
    if outer.start and outer.end and inner.start and inner.end and not outer.single:
        if outer.start <= inner.start and inner.end <= outer.end:
            return inner
    return None


def _pick(settled: Day, partial: Day) -> Day | None:
    """The day inside a settled span that the partial one names."""
    if settled.start is None or settled.end is None or partial.year:
        return None
    if settled.in_weeks and partial.weekday is not None and not partial.mday and not partial.month:
        start = week_start(settled.start) + DAY * partial.weekday
        return Day(start=start, end=start + DAY)
    count = (settled.end - settled.start).days
    if count > 31:
        return None
    if partial.month and not partial.mday:
        return None
    for n in range(count):
        date = settled.start + DAY * n
        if partial.weekday not in (None, date.weekday()) or partial.mday not in (None, date.day):
            continue
        if partial.month in (None, date.month):
            week = (settled.start, settled.end) if settled.grain == "week" else None
            return Day(start=date, end=date + DAY, week=week)
    return None
