"""A whole hour by itself: 2pm, 2 o'clock, 15h, at 5; else a bare number that may become an hour or a day."""

from __future__ import annotations

import datetime as dt

from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.clock import finish, has_half
from bot.temporal.parsers.guards import counted, prompted


def hour_alone(ctx: Context, i: int, value: int, j: int) -> Item | None:
    if ctx.digits(i) and _after_on(ctx, i) and value <= 31:
        return None if counted(ctx, j, True) else Item(i, j, Moment(Day(mday=value)), number=value)
    if value > 24:
        return None if counted(ctx, j, False) else Item(i, j, number=value, weak=True)
    clock = Clock(value, certain=value > 12 or value == 0)
    oclock = ctx.tag(j, "oclock") is not None
    item = finish(ctx, i, clock, j + oclock)
    if item is None:
        return None
    if (
        oclock
        or has_half(item)
        or (ctx.tag(item.last - 1, "ish") and value > 0 and not counted(ctx, item.last, True))
    ):
        return item
    if ctx.tag(j, "hour_sign") and ctx.glued(j) and ctx.digits(i):
        weak = not prompted(ctx, i) and value < 13
        item = finish(ctx, i, clock, j + 1) or item
        return Item(
            i,
            max(j + 1, item.last),
            item.moment,
            weak=weak,
            length=dt.timedelta(hours=value) if weak else None,
        )
    if ctx.tag(j, "unit") or ctx.tag(j, "suffix") and ctx.glued(j):
        return None
    sure = prompted(ctx, i) and value > 0 and not counted(ctx, j, _strongly(ctx, i))
    if ctx.tag(i, "pronoun") and (not ctx.tag(i - 1, "at") or ctx.tag(j, "glue") or ctx.tag(j, "which")):
        sure = False
    if not ctx.digits(i) and (ctx.tag(j, "number") or 0) >= 100:
        return None
    if not sure and counted(ctx, j, False):
        return None
    moment = item.moment if sure else Moment()
    return Item(i, item.last if sure else max(j, item.last), moment, number=value, weak=not sure)


def _strongly(ctx: Context, i: int) -> bool:
    return ctx.tag(i - 1, "at") is not None or ctx.tag(i - 1, "part") is not None


def _after_on(ctx: Context, i: int) -> bool:
    """ "On 15", "on the 15": a day of the month."""
    k = i - 2 if ctx.tag(i - 1, "the") else i - 1
    if ctx.tag(i + 3, "part") and (ctx.num(i) or 0) <= 12 and not ctx.tag(i - 1, "the"):
        return False
    return ctx.tag(k, "on_day") is not None and not any(
        ctx.tag(i + 1, tag)
        for tag in ("meridiem", "oclock", "past", "month", "suffix", "hour_sign", "part", "ish")
    )
