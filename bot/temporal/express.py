"""From a refined item to the public `TimeExpression`: instants, kind, grain, alternatives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.temporal.calendar import DAY, valid
from bot.temporal.components import Clock, Day, Item, Moment, Part
from bot.temporal.context import Context
from bot.temporal.expression import Grain, Kind, TimeExpression
from bot.temporal.halves import minutes_of, part_minutes, range_halves, readings
from bot.temporal.resolve import Span, day_spans
from bot.temporal.zones import at, repeated


@dataclass(frozen=True)
class _Point:
    """A resolved moment: an instant, or a span of days or of a part of the day."""

    start: dt.datetime
    end: dt.datetime | None
    date: dt.date | None
    time: dt.time | None
    grain: Grain


def express(ctx: Context, item: Item) -> TimeExpression | None:
    """The expression with its alternatives, or None when the words name no real moment."""
    found: list[TimeExpression] = []
    for each in (item, *item.alternatives):
        for one in _readings(ctx, each):
            if not any(_same(one, other) for other in found):
                found.append(one)
    if not found:
        return None
    own = _placed(ctx, found[0], item)
    return replace(own, alternatives=tuple(found[1:]))


def _placed(ctx: Context, expression: TimeExpression, item: Item) -> TimeExpression:
    start, end = ctx.tokens[item.first].start, ctx.tokens[item.last - 1].end
    return replace(expression, start_char=start, end_char=end, text=ctx.text[start:end])


def _same(a: TimeExpression, b: TimeExpression) -> bool:
    return _identity(a) == _identity(b)


def _identity(expression: TimeExpression) -> tuple[object, ...]:
    """Instants as timestamps: two of one zone compare by wall clock alone, without the fold."""
    instants = (expression.starts_at, expression.ends_at)
    return (expression.kind, expression.open, *(each and each.timestamp() for each in instants))


def _readings(ctx: Context, item: Item) -> list[TimeExpression]:
    made: list[TimeExpression | None] = []
    try:
        if item.until is not None:
            made = _ranges(ctx, item)
        elif item.open is not None:
            made = [_half_open(ctx, item, point) for point in _points(ctx, item.moment)]
        else:
            made = [_closed(ctx, item, point) for point in _points(ctx, item.moment)]
    except (OverflowError, ValueError):
        return []
    return [expression for expression in made if expression is not None]


def _make(
    ctx: Context, item: Item, kind: Kind, grain: Grain, date: dt.date | None, time: dt.time | None,
    starts_at: dt.datetime | None, ends_at: dt.datetime | None,
) -> TimeExpression | None:  # fmt: skip
    if starts_at and ends_at and ends_at.timestamp() <= starts_at.timestamp():
        return None
    start, end = ctx.tokens[item.first].start, ctx.tokens[item.last - 1].end
    return TimeExpression(
        start, end, ctx.text[start:end], kind, date, time, starts_at, ends_at, grain, item.open
    )


def _points(ctx: Context, moment: Moment) -> list[_Point]:
    """Every reading of a moment, best first: each half of the day on the best day, then other days."""
    if moment.instant is not None:
        instant = moment.instant
        return [_Point(instant, None, instant.date(), instant.time().replace(microsecond=0), "minute")]
    spans: list[Span | None] = list(day_spans(ctx, moment.day)) if moment.day else [None]
    if moment.clock is None:
        return [_day_point(ctx, span, moment.part) for span in spans]
    clocks = readings(moment.clock, ctx.hours)
    points = [_clock_point(ctx, spans[0], clock) for clock in clocks] if spans else []
    points += [_clock_point(ctx, span, clocks[0]) for span in spans[1:]]
    if moment.clock.hour == 24 and spans[0] is not None:
        points.append(_clock_point(ctx, spans[0], replace(moment.clock, hour=0)))
    second = repeated(points[0].start) if points else None
    return [*points, replace(points[0], start=second)] if second else points


def _day_point(ctx: Context, span: Span | None, part: Part | None) -> _Point:
    if part is not None:
        day = span.start if span else ctx.today
        stated = span.start if span and (span.end - span.start).days == 1 else None
        first, last = part_minutes(part, ctx.hours)
        start, end = at(day, first, ctx.zone), at(day, last, ctx.zone)
        return _Point(start, end, stated, None, "hour")
    assert span is not None
    single = (span.end - span.start).days == 1
    start, end = at(span.start, 0, ctx.zone), at(span.end, 0, ctx.zone)
    return _Point(start, end, span.start if single else None, None, span.grain)


def _clock_point(ctx: Context, span: Span | None, clock: Clock) -> _Point:
    day = span.start if span else ctx.today
    grain: Grain = "minute" if clock.exact or clock.minute else "hour"
    if clock.offset_minutes is not None:
        offset = dt.timezone(dt.timedelta(minutes=clock.offset_minutes))
        wall = dt.datetime.combine(day, dt.time(clock.hour % 24, clock.minute), offset)
        instant = wall.astimezone(ctx.zone)
        return _Point(instant, None, instant.date() if span else None, instant.time(), grain)
    instant = at(day, minutes_of(clock), ctx.zone)
    time = dt.time(clock.hour % 24, clock.minute)
    return _Point(instant, None, instant.date() if span else None, time, grain)


def _closed(ctx: Context, item: Item, point: _Point) -> TimeExpression | None:
    moment = item.moment
    if point.time is not None:
        kind: Kind = "datetime" if point.date is not None else "time"
        return _make(ctx, item, kind, point.grain, point.date, point.time, point.start, None)
    if moment.part is not None:
        kind = "datetime_range" if moment.day else "time_range"
        return _make(ctx, item, kind, "hour", point.date, None, point.start, point.end)
    if point.date is not None:
        return _make(ctx, item, "date", "day", point.date, None, point.start, None)
    return _make(ctx, item, "date_range", point.grain, None, None, point.start, point.end)


def _half_open(ctx: Context, item: Item, point: _Point) -> TimeExpression | None:
    """The boundary: after a day begins when it ends, unless the words include it; before one ends when it begins."""
    moment = item.moment
    kind: Kind = "date_range"
    if point.time is not None or moment.part is not None:
        kind = "datetime_range" if moment.day or moment.instant else "time_range"
    later = (item.open == "after") != item.inclusive
    edge = point.end if point.end is not None and later else point.start
    if item.open == "after":
        return _make(ctx, item, kind, point.grain, point.date, point.time, edge, None)
    return _make(ctx, item, kind, point.grain, point.date, point.time, None, edge)


def _ranges(ctx: Context, item: Item) -> list[TimeExpression | None]:
    assert item.until is not None
    start, until = item.moment, item.until
    if item.length is not None:
        return [_lasting(ctx, item, point) for point in _points(ctx, start)]
    if start.instant or until.instant:
        return _instants(ctx, item)
    if start.clock and until.clock:
        return _hours(ctx, item, start.clock, until.clock)
    if start.clock or until.clock or start.part or until.part:
        return _parts(ctx, item)
    return _days(ctx, item)


def _lasting(ctx: Context, item: Item, point: _Point) -> TimeExpression | None:
    length = item.length or DAY
    if point.time is None:
        end = at(point.start.date() + dt.timedelta(days=length.days), 0, ctx.zone)
        return _make(ctx, item, "date_range", "day", None, None, point.start, end)
    end = (point.start.astimezone(dt.timezone.utc) + length).astimezone(ctx.zone)
    kind: Kind = "datetime_range" if point.date else "time_range"
    return _make(ctx, item, kind, point.grain, point.date, None, point.start, end)


def _instants(ctx: Context, item: Item) -> list[TimeExpression | None]:
    ends = [_points(ctx, item.moment), _points(ctx, item.until or Moment())]
    return [
        _make(ctx, item, "datetime_range", "minute", None, None, first.start, last.start)
        for first in ends[0][:1]
        for last in ends[1]
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
    start = _clock_point(ctx, span, first)
    day = start.start.date()
    end_day = day
    if item.until.day is not None and item.until.day != item.moment.day:
        ends = day_spans(ctx, item.until.day, after=day)
        if not ends:
            return None
        end_day = ends[0].start
    end = _clock_point(ctx, Span(end_day, end_day + DAY, "day"), last)
    if end.start <= start.start and end_day == day:
        end = _clock_point(ctx, Span(day + DAY, day + DAY * 2, "day"), last)
    kind: Kind = "datetime_range" if span else "time_range"
    grain: Grain = "minute" if "minute" in (start.grain, end.grain) else "hour"
    stated = start.date if end.start.date() == day else None
    return _make(ctx, item, kind, grain, stated, None, start.start, end.start)


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
    return [_make(ctx, item, kind, "hour", stated, None, at(day, starts, ctx.zone), end)]


def _edge_minutes(ctx: Context, moment: Moment, *, first: bool) -> int:
    if moment.part:
        return moment.part.starts if first else moment.part.ends
    if moment.clock:
        return minutes_of(readings(moment.clock, ctx.hours)[0])
    return 0 if first else 1440


def _running(ctx: Context, first: Day, last: Day) -> Span | None:
    """Dates without a year whose start has passed and whose end has not: the range that is running now."""
    if first.year or last.year or not (first.month and first.mday and last.month and last.mday):
        return None
    start = valid(ctx.today.year, first.month, first.mday)
    end = valid(ctx.today.year, last.month, last.mday)
    return Span(start, end + DAY, "day") if start and end and start < ctx.today < end else None


def _days(ctx: Context, item: Item) -> list[TimeExpression | None]:
    assert item.until is not None and item.until.day is not None and item.moment.day is not None
    until, start_day = item.until.day, item.moment.day
    if not start_day.settled and start_day.month is None and until.month and start_day.weekday is None:
        start_day = replace(start_day, month=until.month, year=until.year)
    elif not start_day.settled and start_day.mday and until.settled and until.grain == "month":
        start_day = replace(start_day, month=until.start.month, year=until.start.year)
    elif start_day.month and start_day.year is None and until.year is not None:
        start_day = replace(start_day, year=until.year - ((until.month or 12) < start_day.month))
    running = _running(ctx, start_day, until)
    if running:
        starts_at, ends_at = at(running.start, 0, ctx.zone), at(running.end, 0, ctx.zone)
        return [_make(ctx, item, "date_range", "day", None, None, starts_at, ends_at)]
    made: list[TimeExpression | None] = []
    for span in day_spans(ctx, start_day):
        ends = day_spans(ctx, until, after=span.start)
        if ends:
            end = at(ends[0].end, 0, ctx.zone)
            made.append(_make(ctx, item, "date_range", "day", None, None, at(span.start, 0, ctx.zone), end))
    return made
