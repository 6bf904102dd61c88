"""Calendar spans: this week, next month, the coming weekend, next June, last night."""

from __future__ import annotations

import datetime as dt

from bot.temporal.calendar import DAY, WEEK, add_months, month_start, week_start
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.month_name import plain_month
from bot.temporal.parsers.runs import next_several
from bot.temporal.resolve import Span

_STEP = {"this": 0, "next": 1, "coming": 1, "last": -1}


def unit_span(ctx: Context, unit: str, step: int, which: str = "") -> Span | None:
    """The calendar week, month, weekend or year that lies `step` units from the one of today."""
    if unit == "week":
        start = week_start(ctx.today) + WEEK * step
        return Span(start, start + WEEK, "week")
    if unit == "workweek":
        start = week_start(ctx.today) + WEEK * step
        return Span(start, start + DAY * 5, "week")
    if unit == "fortnight":
        return Span(ctx.today + DAY, ctx.today + DAY * 15, "day")
    if unit == "month":
        start = add_months(month_start(ctx.today), step)
        return Span(start, add_months(start, 1), "month")
    if unit == "weekend":
        if which == "coming":
            step = 0
        start = week_start(ctx.today) + DAY * 5 + WEEK * step
        return Span(start, start + DAY * 2, "day")
    if unit == "day":
        start = ctx.today + DAY * step
        return Span(start, start + DAY, "day")
    if unit == "year":
        start = dt.date(ctx.today.year + step, 1, 1)
        return Span(start, dt.date(start.year + 1, 1, 1), "month")
    return None


def spanning(i: int, j: int, span: Span) -> Item:
    return Item(i, j, Moment(Day(start=span[0], end=span[1], grain=span[2])))


def which_unit(ctx: Context, i: int) -> Item | None:
    """This week, next month, the coming weekend, next 3 days, next June, the week after next."""
    which, j = ctx.tag(i, "which"), i + 1
    if ctx.tag(j, "which"):
        which, j = ctx.tag(j, "which"), j + 1
    listed = _listed_unit(ctx, i, which)
    if listed:
        return listed
    unit = ctx.tag(j, "unit")
    if unit is not None and len(ctx.norm(j)) > 1:
        if unit in ("hour", "minute"):
            return _next_instant(ctx, i, j, which, unit)
        span = unit_span(ctx, unit, _STEP[which], which)
        return span and spanning(i, j + 1, span)
    part = ctx.tag(j, "part")
    if part is not None and which in ("next", "last"):
        start = ctx.today + (DAY if which == "next" else -DAY)
        day = Day(start=start, end=start + DAY, named=True)
        return Item(i, j + 1, Moment(day, part=ctx.part(part)))
    month = ctx.tag(j, "month")
    if month is not None and not ctx.digits(j + 1) and plain_month(ctx, j):
        return Item(i, j + 1, Moment(_which_month(ctx, month, which)))
    return next_several(ctx, i, j, which)


def _listed_unit(ctx: Context, i: int, which: str) -> Item | None:
    """ "This" in "this or next week", "next" in "this week or next"."""
    unit = None
    if (ctx.tag(i + 1, "or") or ctx.tag(i + 1, "and")) and ctx.tag(i + 2, "which"):
        unit = ctx.tag(i + 3, "unit")
    elif (ctx.tag(i - 1, "or") or ctx.tag(i - 1, "and")) and ctx.tag(i - 3, "which"):
        follows = any(
            ctx.tag(i + 1, tag) is not None for tag in ("unit", "weekday", "month", "digit", "number")
        )
        unit = None if follows else ctx.tag(i - 2, "unit")
    span = unit_span(ctx, unit, _STEP[which], which) if unit in ("week", "month", "weekend") else None
    return span and spanning(i, i + 1, span)


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
