"""Ranges with two ends as expressions, every reading, best first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.temporal.calendar import DAY, valid
from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.expression import Grain, Kind, TimeExpression
from bot.temporal.halves import minutes_of, range_halves, readings
from bot.temporal.points import Point, clock_point, points
from bot.temporal.resolve import Span, day_spans
from bot.temporal.zones import at


def ranges(ctx: Context, item: Item) -> list[TimeExpression | None]:
    assert item.until is not None
    start, until = item.moment, item.until
    if item.length is not None:
        return [_lasting(ctx, item, point) for point in points(ctx, start)]
    if start.instant or until.instant:
        return _instants(ctx, item)
    if start.clock and until.clock:
        return _hours(ctx, item, start.clock, until.clock)
    if start.clock or until.clock or start.part or until.part:
        return _parts(ctx, item)
    return _days(ctx, item)


def _lasting(ctx: Context, item: Item, point: Point) -> TimeExpression | None:
    length = item.length or DAY
    if point.time is None:
        end = at(point.start.date() + dt.timedelta(days=length.days), 0, ctx.zone)
        return make(ctx, item, "date_range", "day", None, None, point.start, end)
    end = (point.start.astimezone(dt.timezone.utc) + length).astimezone(ctx.zone)
    kind: Kind = "datetime_range" if point.date else "time_range"
    return make(ctx, item, kind, point.grain, point.date, None, point.start, end)


def _instants(ctx: Context, item: Item) -> list[TimeExpression | None]:
    """ "Between now and 5", "from 8 o'clock to now": the reading whose end comes after its start."""
    firsts, lasts = points(ctx, item.moment), points(ctx, item.until or Moment())
    pairs = [(first, last) for first in firsts for last in lasts if first.start < last.start]
    return [
        make(ctx, item, "datetime_range", "minute", None, None, first.start, last.start)
        for first, last in pairs[:1]
    ]


def _hours(ctx: Context, item: Item, first: Clock, last: Clock) -> list[TimeExpression | None]:
    assert item.until is not None
    spans: list[Span | None] = list(day_spans(ctx, item.moment.day)) if item.moment.day else [None]
    last_day = item.until.day if item.until.day != item.moment.day else None
    made: list[TimeExpression | None] = []
    pairs = range_halves(first, last, ctx.hours, same_day=last_day is None)
    for span in spans:
        for one, other in pairs if span is spans[0] else pairs[:1]:
            made.append(_hours_on(ctx, item, span, one, other))
    return made


def _hours_on(
    ctx: Context, item: Item, span: Span | None, first: Clock, last: Clock
) -> TimeExpression | None:
    assert item.until is not None
    start = clock_point(ctx, span, first)
    day = start.start.date()
    end_day = day
    if item.until.day is not None and item.until.day != item.moment.day:
        ends = day_spans(ctx, item.until.day, after=day)
        if not ends:
            return None
        end_day = ends[0].start
    end = clock_point(ctx, Span(end_day, end_day + DAY, "day"), last)
    if end.start <= start.start and end_day == day:
        end = clock_point(ctx, Span(day + DAY, day + DAY * 2, "day"), last)
    kind: Kind = "datetime_range" if span else "time_range"
    grain: Grain = "minute" if "minute" in (start.grain, end.grain) else "hour"
    stated = start.date if end.start.date() == day else None
    return make(ctx, item, kind, grain, stated, None, start.start, end.start)


def _parts(ctx: Context, item: Item) -> list[TimeExpression | None]:
    """ "From 3 till the evening", "morning to noon": the part gives its first or last minute."""
    assert item.until is not None
    spans = day_spans(ctx, item.moment.day) if item.moment.day else []
    span = spans[0] if spans else None
    day = span.start if span else ctx.today
    starts = _edge_minutes(ctx, item.moment, first=True)
    ends = _edge_minutes(ctx, item.until, first=item.until.part is None)
    last_day = day_spans(ctx, item.until.day, after=day) if item.until.day else []
    end_day = last_day[0].start if last_day else day
    end = at(end_day, ends, ctx.zone)
    kind: Kind = "datetime_range" if span else "time_range"
    stated = day if span and end_day == day else None
    return [make(ctx, item, kind, "hour", stated, None, at(day, starts, ctx.zone), end)]


def _edge_minutes(ctx: Context, moment: Moment, *, first: bool) -> int:
    if moment.part:
        return moment.part.starts if first else moment.part.ends
    if moment.clock:
        return minutes_of(readings(moment.clock, ctx.hours)[0])
    return 0 if first else 1440


def _shared(first: Day, last: Day) -> tuple[Day, Day]:
    """ "13 to 15 July 2027": the first day takes the month and year that only the last states."""
    if first.settled:
        return first, last
    if first.month is None and last.month and first.weekday is None:
        return replace(first, month=last.month, year=last.year), last
    if first.mday and last.start is not None and last.grain == "month":
        return replace(first, month=last.start.month, year=last.start.year), last
    if first.month and first.year is None and last.year is not None:
        return replace(first, year=last.year - ((last.month or 12) < first.month)), last
    return first, last


def _running(ctx: Context, first: Day, last: Day) -> Span | None:
    """Dates without a year whose start has passed and whose end has not: the range that is running now."""
    if first.year or last.year or not (first.month and first.mday and last.month and last.mday):
        return None
    start = valid(ctx.today.year, first.month, first.mday)
    end = valid(ctx.today.year, last.month, last.mday)
    return Span(start, end + DAY, "day") if start and end and start < ctx.today < end else None


def _days(ctx: Context, item: Item) -> list[TimeExpression | None]:
    if item.until is None or item.until.day is None or item.moment.day is None:
        return []
    start_day, until = _shared(item.moment.day, item.until.day)
    running = _running(ctx, start_day, until)
    if running:
        starts_at, ends_at = at(running.start, 0, ctx.zone), at(running.end, 0, ctx.zone)
        return [make(ctx, item, "date_range", "day", None, None, starts_at, ends_at)]
    made: list[TimeExpression | None] = []
    for span in day_spans(ctx, start_day):
        ends = day_spans(ctx, until, after=span.start)
        if ends:
            end = at(ends[0].end, 0, ctx.zone)
            made.append(make(ctx, item, "date_range", "day", None, None, at(span.start, 0, ctx.zone), end))
    return made


def make(
    ctx: Context, item: Item, kind: Kind, grain: Grain, date: dt.date | None, time: dt.time | None,
    starts_at: dt.datetime | None, ends_at: dt.datetime | None,
) -> TimeExpression | None:  # fmt: skip
    if starts_at and ends_at and ends_at.timestamp() <= starts_at.timestamp():
        return None
    start, end = ctx.tokens[item.first].start, ctx.tokens[item.last - 1].end
    return TimeExpression(
        start, end, ctx.text[start:end], kind, date, time, starts_at, ends_at, grain, item.open
    )
