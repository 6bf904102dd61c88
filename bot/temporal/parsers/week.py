"""Weeks and weekends found by a day or number: the week of May 3rd, the week after Easter, week 3 of 2027."""

from __future__ import annotations

import datetime as dt

from bot.temporal.calendar import DAY, WEEK, add_months, month_start, week_start
from bot.temporal.components import Item
from bot.temporal.context import Context
from bot.temporal.parsers.numbers import year
from bot.temporal.parsers.period import spanning, unit_span
from bot.temporal.parsers.weekday import anchored
from bot.temporal.resolve import Span, day_span
from bot.temporal.scan import item_at


def unit_alone(ctx: Context, i: int) -> Item | None:
    """A week, weekend or month that what stands behind it tells, or the weekend by itself."""
    unit = ctx.tag(i, "unit")
    if unit == "day":
        return _beside_day(ctx, i, unit) if ctx.tag(i - 1, "the") else None
    if unit not in ("week", "month", "weekend", "workweek"):
        return None
    found = _beside_day(ctx, i, unit) or _beside_another(ctx, i, unit)
    if found is None and unit in ("week", "weekend") and ctx.tag(i + 1, "of"):
        found = _period_of(ctx, i, unit)
    if found:
        return found
    if unit == "weekend" or (ctx.tag(i - 1, "the") and ctx.tag(i - 2, "for")):
        span = unit_span(ctx, unit, 0)
        return span and spanning(i, i + 1, span)
    return _week_number(ctx, i) if unit == "week" else None


def _beside_another(ctx: Context, i: int, unit: str) -> Item | None:
    """The week after next, the weekend before last."""
    j = ctx.skip(i + 2, "the")
    if ctx.tag(j + 1, "unit"):
        return None
    steps = {(1, "next"): 2, (-1, "last"): -2}
    step = steps.get((ctx.tag(i + 1, "after_day") or 0, ctx.tag(j, "which") or ""))
    span = unit_span(ctx, unit, step) if step else None
    return span and spanning(i, j + 1, span)


def _beside_day(ctx: Context, i: int, unit: str) -> Item | None:
    """The day after Christmas, the week after the 24th, the weekend before Easter."""
    found = anchored(ctx, i + 1)
    if found is None or unit not in ("day", "week", "weekend", "month"):
        return None
    span, direction, last = found
    if unit == "day":
        start = span.end if direction > 0 else span.start - DAY
        return spanning(i, last, Span(start, start + DAY, "day"))
    if unit == "month":
        start = add_months(month_start(span.start), direction)
        return spanning(i, last, Span(start, add_months(start, 1), "month"))
    monday = week_start(span.end - DAY if direction > 0 else span.start)
    if unit == "week":
        return spanning(i, last, Span(monday + WEEK * direction, monday + WEEK * (direction + 1), "week"))
    saturday = monday + DAY * 5
    saturday += WEEK * direction if direction < 0 or saturday <= span.start else DAY * 0
    return spanning(i, last, Span(saturday, saturday + DAY * 2, "day"))


def _period_of(ctx: Context, i: int, unit: str) -> Item | None:
    """The week of (starting, beginning, with) a day."""
    j = i + 1
    while j < i + 4 and any(ctx.tag(j, tag) for tag in ("of", "open", "the", "on")):
        j += 1
    if j == i + 1 and unit == "weekend":
        return None
    inner = item_at(ctx, j)
    if inner is None or inner.moment.day is None or not inner.moment.day.single:
        return None
    dated = item_at(ctx, ctx.skip(ctx.skip(inner.last, "sign"), "the"))
    if inner.moment.day.weekday is not None and dated and dated.moment.day and dated.moment.day.mday:
        inner = dated  # "the week of Monday 30 November"
    span = day_span(ctx, inner.moment.day) if inner.moment.day else None
    if span is None:
        return None
    monday = week_start(span.start)
    if unit == "week":
        return spanning(i, inner.last, Span(monday, monday + WEEK, "week"))
    if unit == "weekend":
        return spanning(i, inner.last, Span(monday + DAY * 5, monday + WEEK, "day"))
    return None


def week_of(ctx: Context, i: int) -> Item | None:
    """The week that holds a day: the week of April 10th, w/c 4 February."""
    return _period_of(ctx, i, "week")


def _week_number(ctx: Context, i: int) -> Item | None:
    """ISO 8601 week numbers."""
    week = ctx.num(i + 1)
    if week is None or not 1 <= week <= 53 or ctx.digits(i + 1) > 2:
        return None
    written = year(ctx, ctx.skip(i + 2, "of"))
    in_year = written[0] if written else ctx.today.year
    start = dt.date.fromisocalendar(in_year, 1, 1) + WEEK * (week - 1)
    if not written and start + WEEK <= ctx.today:
        start = dt.date.fromisocalendar(in_year + 1, 1, 1) + WEEK * (week - 1)
    return spanning(i, written[1] if written else i + 2, Span(start, start + WEEK, "week"))
