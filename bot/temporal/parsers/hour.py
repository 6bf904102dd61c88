"""A whole hour by itself: 2pm, 2 o'clock, 15h, at 5; else a bare number that may become an hour or a day."""

from __future__ import annotations

import datetime as dt

from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.clock import finish, has_half
from bot.temporal.parsers.guards import counted, prompted


def hour_alone(ctx: Context, i: int, value: int, j: int) -> Item | None:
    """The number `value`, read from token `i` up to `j`, as an hour or as a number that may become one."""
    if ctx.digits(i) and value <= 31 and _after_on(ctx, i):
        return None if counted(ctx, j, True) else Item(i, j, Moment(Day(mday=value)), number=value)
    if value > 24:
        return None if counted(ctx, j, False) else Item(i, j, number=value, weak=True)
    clock = Clock(value, certain=value > 12 or value == 0)
    item = finish(ctx, i, clock, j)
    if item is None or _marked(ctx, item, value, j):
        return item
    if ctx.tag(j, "hour_sign") and ctx.glued(j) and ctx.digits(i):
        return _with_sign(ctx, i, clock, j + 1)
    return _bare(ctx, item, value, j)


def _marked(ctx: Context, item: Item, value: int, j: int) -> bool:
    """O'clock, am, pm or "ish" say by themselves that it is an hour."""
    if ctx.tag(j, "oclock") or has_half(item):
        return True
    return bool(ctx.tag(item.last - 1, "ish")) and value > 0 and not counted(ctx, item.last, True)


def _with_sign(ctx: Context, i: int, clock: Clock, j: int) -> Item | None:
    """ "15h" is a time; "2h" may be a duration as well."""
    alone = len(ctx.tokens) == 2 and clock.hour >= 7
    weak = not (prompted(ctx, i) or alone) and clock.hour < 13
    item = finish(ctx, i, clock, j)
    length = dt.timedelta(hours=clock.hour) if weak else None
    return item and Item(i, item.last, item.moment, weak=weak, length=length)


def _bare(ctx: Context, item: Item, value: int, j: int) -> Item | None:
    i = item.first
    if ctx.tag(j, "unit") or ctx.tag(j, "suffix") and ctx.glued(j):
        return None
    if not ctx.digits(i) and (ctx.tag(j, "number") or 0) >= 100:
        return None
    sure = prompted(ctx, i) and value > 0 and not counted(ctx, j, _strongly(ctx, i))
    if ctx.tag(i, "pronoun") and (not ctx.tag(i - 1, "at") or ctx.tag(j, "glue") or ctx.tag(j, "which")):
        sure = False
    if sure:
        return Item(i, item.last, item.moment, number=value)
    return None if counted(ctx, j, False) else Item(i, max(j, item.last), number=value, weak=True)


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
