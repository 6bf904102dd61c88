"""From a refined item to the public `TimeExpression`: instants, kind, grain, alternatives."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Item
from bot.temporal.context import Context
from bot.temporal.express_ranges import make, ranges
from bot.temporal.expression import Kind, TimeExpression
from bot.temporal.points import Point, points


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
    if item.moment.empty:
        return []
    try:
        if item.until is not None:
            made = ranges(ctx, item)
        elif item.open is not None:
            made = [_half_open(ctx, item, point) for point in points(ctx, item.moment)]
        else:
            made = [_closed(ctx, item, point) for point in points(ctx, item.moment)]
    except (OverflowError, ValueError):
        return []
    return [expression for expression in made if expression is not None]


def _closed(ctx: Context, item: Item, point: Point) -> TimeExpression | None:
    moment = item.moment
    if point.time is not None:
        kind: Kind = "datetime" if point.date is not None else "time"
        return make(ctx, item, kind, point.grain, point.date, point.time, point.start, None)
    if moment.part is not None:
        kind = "datetime_range" if moment.day else "time_range"
        return make(ctx, item, kind, "hour", point.date, None, point.start, point.end)
    if point.date is not None:
        return make(ctx, item, "date", "day", point.date, None, point.start, None)
    return make(ctx, item, "date_range", point.grain, None, None, point.start, point.end)


def _half_open(ctx: Context, item: Item, point: Point) -> TimeExpression | None:
    """After a day begins when it ends, unless the words include it; before one ends when it begins."""
    moment = item.moment
    kind: Kind = "date_range"
    if point.time is not None or moment.part is not None:
        kind = "datetime_range" if moment.day or moment.instant else "time_range"
    later = (item.open == "after") != item.inclusive
    edge = point.end if point.end is not None and later else point.start
    if item.open == "after":
        return make(ctx, item, kind, point.grain, point.date, point.time, edge, None)
    return make(ctx, item, kind, point.grain, point.date, point.time, None, edge)
