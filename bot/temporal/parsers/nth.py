"""Counted within a span, and edges of a span: first Monday in May, last day of October, end of next week."""

from __future__ import annotations

import datetime as dt

from bot.temporal.calendar import DAY, WEEK, nth_weekday, week_start
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.numbers import number, ordinal, year
from bot.temporal.parsers.period import unit_span
from bot.temporal.resolve import Span, day_span
from bot.temporal.scan import item_at
from bot.temporal.zones import at


def nth_in(ctx: Context, i: int) -> Item | None:
    """An ordinal, a weekday or unit, and the month, week or year it is counted in."""
    read = ordinal(ctx, i)
    if read is None:
        return None
    nth, j = read
    if nth > 0 and ctx.tag(j, "ordinal") == -1:
        nth, j = -nth, j + 1
    several = number(ctx, j)
    if several and nth in (1, -1):
        return _several_in(ctx, i, several[0], several[1], nth)
    weekday, unit = ctx.tag(j, "weekday"), ctx.tag(j, "unit")
    if weekday is None and unit not in ("day", "week", "weekend", "business_day"):
        return None
    within = _container(ctx, j + 1)
    if within is None:
        return None
    span, last = within
    found = _counted(span, nth, weekday, unit)
    if found and found.end <= ctx.today and ctx.tag(last - 2, "the") and ctx.tag(last - 1, "unit"):
        # "The first Monday of the month", when that has passed, is next month's.
        later = unit_span(ctx, ctx.tag(last - 1, "unit"), 1)
        found = _counted(later, nth, weekday, unit) if later else None
    return found and Item(i, last, Moment(Day(start=found.start, end=found.end, grain=found.grain)))


def _several_in(ctx: Context, i: int, count: int, j: int, nth: int) -> Item | None:
    """The first two weeks of June, the last 3 days of the month."""
    days = {"day": 1, "week": 7}.get(ctx.tag(j, "unit") or "", 0) * count
    within = _container(ctx, j + 1) if days else None
    if within is None or not 0 < days <= (within[0].end - within[0].start).days:
        return None
    start, end = within[0].start, within[0].end
    first, last = (start, start + DAY * days) if nth > 0 else (end - DAY * days, end)
    return Item(i, within[1], Moment(Day(start=first, end=last)))


def _container(ctx: Context, j: int) -> tuple[Span, int] | None:
    of = ctx.tag(j, "inside")
    j = ctx.skip(ctx.skip(j, "inside"), "the")
    written = year(ctx, j)
    if written:
        return Span(dt.date(written[0], 1, 1), dt.date(written[0] + 1, 1, 1), "month"), written[1]
    unit = ctx.tag(j, "unit")
    if of and unit in ("month", "year", "week") and not ctx.tag(j + 1, "inside"):
        span = unit_span(ctx, unit, 0)
        return (Span(*span), j + 1) if span else None
    inner = item_at(ctx, j)
    if inner is None or inner.moment.day is None or inner.moment.day.single or inner.until:
        return None
    found = day_span(ctx, inner.moment.day)
    return (found, inner.last) if found else None


def _counted(span: Span, nth: int, weekday: int | None, unit: str | None) -> Span | None:
    if weekday is not None:
        day = nth_weekday(span.start, span.end, weekday, nth)
        return Span(day, day + DAY, "day") if day else None
    if unit == "weekend":
        day = nth_weekday(span.start, span.end, 5, nth)
        return Span(day, day + DAY * 2, "day") if day else None
    if unit == "week":
        # A week belongs to the month or year that holds its Thursday (ISO 8601).
        thursday = nth_weekday(span.start, span.end, 3, nth)
        monday = week_start(thursday) if thursday else None
        return Span(monday, monday + WEEK, "week") if monday else None
    if unit == "business_day":
        days = [span.start + DAY * n for n in range((span.end - span.start).days)]
        working = [day for day in days if day.weekday() < 5]
        index = nth - 1 if nth > 0 else nth
        return (
            Span(working[index], working[index] + DAY, "day")
            if -len(working) <= index < len(working)
            else None
        )
    day = span.start + DAY * (nth - 1) if nth > 0 else span.end + DAY * nth
    return Span(day, day + DAY, "day") if span.start <= day < span.end else None


_ABBREVIATED = {
    "eom": ("month", "end"),
    "bom": ("month", "start"),
    "eow": ("week", "end"),
    "midweek": ("week", "middle"),
}


def edge(ctx: Context, i: int) -> Item | None:
    """The beginning, middle, end, early or late part, or rest of a week, month or day."""
    which = ctx.tag(i, "edge")
    if ctx.tag(i - 1, "article") and not ctx.tag(i - 1, "the"):
        return None
    if which in _ABBREVIATED:
        unit, part = _ABBREVIATED[which]
        span = unit_span(ctx, unit, 0)
        return _edge_item(ctx, i, i + 1, span, part) if span else None
    if which == "rest":
        rest = _rest_of_day(ctx, i)
        if rest:
            return rest
    within = _container(ctx, _past_articles(ctx, i + 1))
    if within is None:
        within = _unit(ctx, i)
    if within is None:
        return _edge_of_day(ctx, i, which)
    return _edge_item(ctx, i, within[1], within[0], which)


def _rest_of_day(ctx: Context, i: int) -> Item | None:
    """From now to the end of today."""
    j = ctx.skip(ctx.skip(i + 1, "the"), "which")
    if ctx.tag(j, "unit") != "day" and ctx.tag(j, "dayword") != 0:
        return None
    return Item(i, j + 1, Moment(instant=ctx.now), until=Moment(instant=at(ctx.today, 1440, ctx.zone)))


def _past_articles(ctx: Context, j: int) -> int:
    return j + 1 if ctx.norm(j) == "-" or ctx.tag(j, "at") else j


def _unit(ctx: Context, i: int) -> tuple[Span, int] | None:
    j = ctx.skip(i + 1, "the")
    unit = ctx.tag(j, "unit")
    if unit not in ("week", "month", "year") or len(ctx.norm(j)) < 4:
        return None
    span = unit_span(ctx, unit, 0)
    return (Span(*span), j + 1) if span else None


def _edge_item(ctx: Context, i: int, j: int, span: Span, which: str) -> Item | None:
    start, end = _edge(ctx, span, which)
    if start >= end:
        return None
    return Item(i, j, Moment(Day(start=start, end=end, closing=which in ("end", "eom", "eow"))))


def _edge(ctx: Context, span: Span, which: str) -> tuple[dt.date, dt.date]:
    """Thirds of a month for its beginning, middle and end; halves for early and late; days of a week."""
    start, end = span.start, span.end
    days = (end - start).days
    if which == "rest":
        return max(start, ctx.today), end
    if which == "later":
        running = start <= ctx.today and ctx.today + DAY < end
        return (
            _edge(ctx, Span(ctx.today + DAY, end, span.grain), "all") if running else _edge(ctx, span, "late")
        )
    if which == "all":
        return start, end
    if days == 7:
        cuts = {"start": (0, 3), "early": (0, 3), "middle": (2, 4), "end": (4, 7), "late": (3, 7)}
    elif days <= 31:
        cuts = {"start": (0, 10), "early": (0, 15), "middle": (10, 20), "end": (20, days), "late": (15, days)}
    else:
        cuts = {
            "start": (0, 59),
            "early": (0, 181),
            "middle": (120, 243),
            "end": (334, days),
            "late": (181, days),
        }
    first, last = cuts[which]
    return start + DAY * first, start + DAY * min(last, days)


def _edge_of_day(ctx: Context, i: int, which: str) -> Item | None:
    """Early on Tuesday, later today, late tonight: a part of that day."""
    inner = item_at(ctx, ctx.skip(i + 1, "inside"))
    if inner is None or inner.weak or inner.moment.day is None or not inner.moment.day.single:
        return None
    if inner.moment.clock is not None or inner.until is not None:
        return None
    if inner.moment.part is not None:
        name = f"{'late' if which == 'later' else which}_{inner.moment.part.name}"
        if name not in ctx.lexicon.parts:
            return None
        return Item(i, inner.last, Moment(inner.moment.day, part=ctx.part(name)))
    if which in ("start", "early"):
        return Item(i, inner.last, Moment(inner.moment.day, part=ctx.part("early_day")))
    if which in ("end", "late"):
        return Item(i, inner.last, Moment(inner.moment.day, part=ctx.part("late_day")))
    # "Later today" states no more than the day.
    return Item(i, inner.last, inner.moment) if which == "later" else None
