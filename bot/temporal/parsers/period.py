"""Spans of days: this week, next month, the weekend, the week after next, next 3 days, end of next week."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from bot.temporal.calendar import DAY, WEEK, add_months, month_start, week_start
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.month_name import plain_month
from bot.temporal.parsers.relative import Length, length
from bot.temporal.parsers.weekday import anchored

_STEP = {"this": 0, "next": 1, "coming": 1, "last": -1}
Span = tuple[dt.date, dt.date, Literal["day", "week", "month"]]


def unit_span(ctx: Context, unit: str, step: int, which: str = "") -> Span | None:
    """The calendar week, month, weekend or year that lies `step` units from the one of today."""
    if unit == "week":
        start = week_start(ctx.today) + WEEK * step
        return start, start + WEEK, "week"
    if unit == "workweek":
        start = week_start(ctx.today) + WEEK * step
        return start, start + DAY * 5, "week"
    if unit == "fortnight":
        return ctx.today + DAY, ctx.today + DAY * 15, "day"
    if unit == "month":
        start = add_months(month_start(ctx.today), step)
        return start, add_months(start, 1), "month"
    if unit == "weekend":
        if which == "coming":
            step = 0
        start = week_start(ctx.today) + DAY * 5 + WEEK * step
        return start, start + DAY * 2, "day"
    if unit == "day":
        start = ctx.today + DAY * step
        return start, start + DAY, "day"
    if unit == "year":
        start = dt.date(ctx.today.year + step, 1, 1)
        return start, dt.date(start.year + 1, 1, 1), "month"
    return None


def _item(i: int, j: int, span: Span) -> Item:
    return Item(i, j, Moment(Day(start=span[0], end=span[1], grain=span[2])))


def which_unit(ctx: Context, i: int) -> Item | None:
    """This week, next month, the coming weekend, next 3 days, next June, the week after next."""
    which, j = ctx.tag(i, "which"), i + 1
    if ctx.tag(j, "which"):
        which, j = ctx.tag(j, "which"), j + 1
    unit = ctx.tag(j, "unit")
    if unit is not None and len(ctx.norm(j)) > 1:
        if unit in ("hour", "minute"):
            return _next_instant(ctx, i, j, which, unit)
        span = unit_span(ctx, unit, _STEP[which], which)
        return span and _item(i, j + 1, span)
    part = ctx.tag(j, "part")
    if part is not None and which in ("next", "last"):
        start = ctx.today + (DAY if which == "next" else -DAY)
        day = Day(start=start, end=start + DAY, named=True)
        return Item(i, j + 1, Moment(day, part=ctx.part(part)))
    month = ctx.tag(j, "month")
    if month is not None and not ctx.digits(j + 1) and plain_month(ctx, j):
        return Item(i, j + 1, Moment(_which_month(ctx, month, which)))
    return _next_several(ctx, i, j, which)


def _which_month(ctx: Context, month: int, which: str) -> Day:
    year = ctx.today.year
    if which == "last":
        year -= month >= ctx.today.month
    elif which == "this":
        year += 0
    else:
        year += month <= ctx.today.month
    return Day(year=year, month=month, grain="month")


def _next_instant(ctx: Context, i: int, j: int, which: str, unit: str) -> Item | None:
    if which == "last":
        return None
    step = dt.timedelta(hours=1) if unit == "hour" else dt.timedelta(minutes=1)
    return Item(i, j + 1, Moment(instant=ctx.now + step)) if which in ("next", "coming") else None


def _next_several(ctx: Context, i: int, j: int, which: str) -> Item | None:
    """Next 3 days: the days after today; next 2 hours: from now."""
    read = length(ctx, j)
    if read is None or which == "this":
        return None
    return several(ctx, i, read[1], read[0], backwards=which == "last")


def several(ctx: Context, i: int, last: int, how_long: Length, *, backwards: bool) -> Item:
    """A run of days or hours that begins (or ends) at the reference."""
    if not how_long.daily:
        other = how_long.from_instant(ctx.now, -1 if backwards else 1)
        ends = (other, ctx.now) if backwards else (ctx.now, other)
        return Item(i, last, Moment(instant=ends[0]), until=Moment(instant=ends[1]))
    if backwards:
        start, end = how_long.from_day(ctx.today, -1), ctx.today
    else:
        start, end = ctx.today + DAY, how_long.from_day(ctx.today) + DAY
        if how_long.business_days:
            start = Length(business_days=1).from_day(ctx.today)
    return Item(i, last, Moment(Day(start=start, end=end)))


def amount_first(ctx: Context, i: int) -> Item | None:
    """3 next weeks, two upcoming days."""
    from bot.temporal.parsers.numbers import number

    read = number(ctx, i)
    if read is None:
        return None
    which, j = ctx.tag(read[1], "which"), read[1] + 1
    if ctx.tag(i - 1, "to") and which == "next":
        return None
    if which not in ("next", "coming", "last") or ctx.tag(j, "unit") is None:
        return None
    whole = _counted(ctx, read[0], j)
    return several(ctx, i, j + 1, whole, backwards=which == "last") if whole else None


def _counted(ctx: Context, count: int, j: int) -> Length | None:
    from bot.temporal.parsers.relative import _UNITS

    one = _UNITS.get(ctx.tag(j, "unit"))
    if one is None:
        return None
    return Length(
        one.months * count, one.days * count, one.minutes * count, one.business_days * count, one.daily
    )


def unit_alone(ctx: Context, i: int) -> Item | None:
    """The week after next, the weekend, the week of April 10th, week 3 of 2027."""
    unit = ctx.tag(i, "unit")
    beside = _beside_day(ctx, i, unit) if ctx.tag(i - 1, "the") else None
    if beside:
        return beside
    next_after = ctx.skip(i + 2, "the")
    after_next = ctx.tag(i + 1, "after_day") == 1 and ctx.tag(next_after, "which") == "next"
    if (
        unit in ("week", "month", "weekend", "workweek")
        and after_next
        and not ctx.tag(next_after + 1, "unit")
    ):
        span = unit_span(ctx, unit, 2)
        return span and _item(i, next_after + 1, span)
    if unit in ("week", "weekend") and ctx.tag(i + 1, "of"):
        held = _period_of(ctx, i, unit)
        if held:
            return held
    if unit in ("week", "month", "workweek") and ctx.tag(i - 1, "the") and ctx.tag(i - 2, "for"):
        span = unit_span(ctx, unit, 0)
        return span and _item(i, i + 1, span)
    if unit == "weekend":
        span = unit_span(ctx, unit, 0)
        return span and _item(i, i + 1, span)
    if unit == "week":
        return _week_number(ctx, i)
    return None


def _beside_day(ctx: Context, i: int, unit: str) -> Item | None:
    """The day after Christmas, the week after the 24th, the weekend before Easter."""
    found = anchored(ctx, i + 1)
    if found is None or unit not in ("day", "week", "weekend", "month"):
        return None
    span, direction, last = found
    if unit == "day":
        start = span.end if direction > 0 else span.start - DAY
        return _item(i, last, (start, start + DAY, "day"))
    if unit == "month":
        start = add_months(month_start(span.start), direction)
        return _item(i, last, (start, add_months(start, 1), "month"))
    monday = week_start(span.end - DAY if direction > 0 else span.start)
    if unit == "week":
        return _item(i, last, (monday + WEEK * direction, monday + WEEK * (direction + 1), "week"))
    saturday = monday + DAY * 5
    saturday += WEEK * direction if direction < 0 or saturday <= span.start else DAY * 0
    return _item(i, last, (saturday, saturday + DAY * 2, "day"))


def _period_of(ctx: Context, i: int, unit: str) -> Item | None:
    """The week of (starting, beginning, with) a day."""
    from bot.temporal.resolve import day_span
    from bot.temporal.scan import item_at

    j = i + 1
    while j < i + 4 and any(ctx.tag(j, tag) for tag in ("of", "open", "the", "on")):
        j += 1
    if j == i + 1 and unit == "weekend":
        return None
    inner = item_at(ctx, j)
    if inner is None or inner.moment.day is None or not inner.moment.day.single:
        return None
    span = day_span(ctx, inner.moment.day)
    if span is None:
        return None
    monday = week_start(span.start)
    if unit == "week":
        return _item(i, inner.last, (monday, monday + WEEK, "week"))
    if unit == "weekend":
        return _item(i, inner.last, (monday + DAY * 5, monday + WEEK, "day"))
    return None


def week_of(ctx: Context, i: int) -> Item | None:
    """The week that holds a day: the week of April 10th, w/c 4 February."""
    return _period_of(ctx, i, "week")


def _week_number(ctx: Context, i: int) -> Item | None:
    """ISO 8601 week numbers."""
    from bot.temporal.parsers.numbers import year

    week = ctx.num(i + 1)
    if week is None or not 1 <= week <= 53 or ctx.digits(i + 1) > 2:
        return None
    written = year(ctx, ctx.skip(i + 2, "of"))
    in_year = written[0] if written else ctx.today.year
    start = dt.date.fromisocalendar(in_year, 1, 1) + WEEK * (week - 1)
    if not written and start + WEEK <= ctx.today:
        start = dt.date.fromisocalendar(in_year + 1, 1, 1) + WEEK * (week - 1)
    return _item(i, written[1] if written else i + 2, (start, start + WEEK, "week"))
