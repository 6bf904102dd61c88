"""Runs of units that begin or end at the reference: the next 3 days, 2 upcoming weeks, the last 4 hours."""

from __future__ import annotations

from bot.temporal.calendar import DAY
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.lengths import UNITS, Length, length
from bot.temporal.parsers.numbers import number


def next_several(ctx: Context, i: int, j: int, which: str) -> Item | None:
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

    one = UNITS.get(ctx.tag(j, "unit"))
    if one is None:
        return None
    return Length(
        one.months * count, one.days * count, one.minutes * count, one.business_days * count, one.daily
    )
