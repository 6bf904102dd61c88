"""Moments as instants: every reading of a moment, best first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.temporal.components import Clock, Moment, Part
from bot.temporal.context import Context
from bot.temporal.expression import Grain
from bot.temporal.halves import minutes_of, part_minutes, readings
from bot.temporal.resolve import Span, day_spans
from bot.temporal.zones import at, repeated


@dataclass(frozen=True)
class Point:
    """A resolved moment: an instant, or a span of days or of a part of the day."""

    start: dt.datetime
    end: dt.datetime | None
    date: dt.date | None
    time: dt.time | None
    grain: Grain


def points(ctx: Context, moment: Moment) -> list[Point]:
    """Every reading of a moment, best first: each half of the day on the best day, then other days."""
    if moment.instant is not None:
        instant = moment.instant
        return [Point(instant, None, instant.date(), instant.time().replace(microsecond=0), "minute")]
    spans: list[Span | None] = list(day_spans(ctx, moment.day)) if moment.day else [None]
    if moment.clock is None:
        return [_day_point(ctx, span, moment.part) for span in spans]
    clocks = readings(moment.clock, ctx.hours)
    if not spans:
        return []
    found = [clock_point(ctx, spans[0], clock) for clock in clocks]
    found += [clock_point(ctx, span, clocks[0]) for span in spans[1:]]
    if moment.clock.hour == 24 and spans[0] is not None:
        found.append(clock_point(ctx, spans[0], replace(moment.clock, hour=0)))
    second = repeated(found[0].start)
    return [*found, replace(found[0], start=second)] if second else found


def _day_point(ctx: Context, span: Span | None, part: Part | None) -> Point:
    if part is not None:
        day = span.start if span else ctx.today
        stated = span.start if span and (span.end - span.start).days == 1 else None
        first, last = part_minutes(part, ctx.hours)
        start, end = at(day, first, ctx.zone), at(day, last, ctx.zone)
        return Point(start, end, stated, None, "hour")
    assert span is not None
    single = (span.end - span.start).days == 1
    start, end = at(span.start, 0, ctx.zone), at(span.end, 0, ctx.zone)
    return Point(start, end, span.start if single else None, None, span.grain)


def clock_point(ctx: Context, span: Span | None, clock: Clock) -> Point:
    day = span.start if span else ctx.today
    grain: Grain = "minute" if clock.exact or clock.minute else "hour"
    if clock.offset_minutes is not None:
        offset = dt.timezone(dt.timedelta(minutes=clock.offset_minutes))
        wall = dt.datetime.combine(day, dt.time(clock.hour % 24, clock.minute), offset)
        instant = wall.astimezone(ctx.zone)
        return Point(instant, None, instant.date() if span else None, instant.time(), grain)
    instant = at(day, minutes_of(clock), ctx.zone)
    time = dt.time(clock.hour % 24, clock.minute)
    return Point(instant, None, instant.date() if span else None, time, grain)
