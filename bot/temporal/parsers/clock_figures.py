"""Times that begin with digits: 2pm, 14:30, 2.30, 14h30, 1430, 12 15, and the bare number."""

from __future__ import annotations

from bot.temporal.components import Clock, Item
from bot.temporal.context import Context
from bot.temporal.parsers.clock import finish, has_half, minutes_past
from bot.temporal.parsers.guards import counted, labelled, prompted
from bot.temporal.parsers.hour import hour_alone


def figures(ctx: Context, i: int) -> Item | None:
    """A time that begins with digits."""
    if labelled(ctx, i):
        return None
    past = minutes_past(ctx, i)
    if past is not None:
        return past
    return _with_minutes(ctx, i) or _compact(ctx, i) or _bare(ctx, i)


def _with_minutes(ctx: Context, i: int) -> Item | None:
    """14:30, 2.30, 14h30, 14:30:00, 12 15."""
    hour, sign = ctx.num(i), ctx.norm(i + 1)
    if hour is None or ctx.digits(i) > 2 or hour > 24:
        return None
    if ctx.digits(i + 1) == 2 and not ctx.glued(i + 1):
        return _spaced(ctx, i, hour)
    colon = sign == ":" and ctx.digits(i + 2) == 2
    point = sign in (".", "h") and ctx.digits(i + 2) == 2 and ctx.glued(i + 1) and ctx.glued(i + 2)
    minute = ctx.num(i + 2)
    if not (colon or point) or minute is None or minute > 59 or (hour == 24 and minute):
        return None
    last = i + 3
    if colon and ctx.norm(last) == ":" and ctx.digits(last + 1) == 2:
        last += 2
        if ctx.norm(last) == "." and ctx.digits(last + 1) and ctx.glued(last):
            last += 2
    last += ctx.glued(last) and ctx.tag(last, "hour_sign") is not None and sign == ":"
    certain = hour > 12 or hour == 0 or (ctx.digits(i) == 2 and ctx.tokens[i].text[0] == "0")
    item = finish(ctx, i, Clock(hour, minute, certain=certain, exact=True), last)
    alone = i == 0 and last == len(ctx.tokens)
    if sign == "." and item and not (has_half(item) or prompted(ctx, i) or alone):
        return Item(i, item.last, item.moment, weak=True)
    return item


def _spaced(ctx: Context, i: int, hour: int) -> Item | None:
    minute = ctx.num(i + 1)
    if minute is None or minute > 59 or hour == 0 or ctx.norm(i + 2) in ("-", "/", ":", "."):
        return None
    item = finish(ctx, i, Clock(hour, minute, certain=hour > 12, exact=True), i + 2)
    alone = i == 0 and len(ctx.tokens) == 2
    if item is None or alone:
        return item
    if not has_half(item) and (ctx.tag(i - 1, "at") is None or counted(ctx, i + 2, True)):
        return None
    return item


def _compact(ctx: Context, i: int) -> Item | None:
    """1430, 230pm: weak unless something says that it is a time."""
    value, digits = ctx.num(i), ctx.digits(i)
    if value is None or digits not in (3, 4) or _phone_number(ctx, i):
        return None
    hour, minute = divmod(value, 100)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    certain = hour > 12 or (digits == 4 and hour < 10)
    item = finish(ctx, i, Clock(hour, minute, certain=certain, exact=True), i + 1)
    if item is None or has_half(item) or ctx.tag(i + 1, "ish"):
        return item
    if ctx.tag(item.last, "hours") and digits == 4:
        return Item(i, item.last + 1, item.moment)
    if _surely_compact(ctx, i, value) and not counted(ctx, item.last, digits == 4):
        return item
    return Item(i, item.last, item.moment, weak=True)


def _phone_number(ctx: Context, i: int) -> bool:
    return ctx.norm(i + 1) == "-" and ctx.digits(i + 2) > 2 and ctx.digits(i + 2) != ctx.digits(i)


def _surely_compact(ctx: Context, i: int, value: int) -> bool:
    """After "at"; after "by" or alone unless it may be a year."""
    if ctx.tag(i - 1, "at"):
        return True
    alone = len(ctx.tokens) == 1 and ctx.digits(i) == 4
    return (alone or prompted(ctx, i)) and not 1900 <= value <= 2100


def _bare(ctx: Context, i: int) -> Item | None:
    """2pm, 2 o'clock, 15h, and the bare number that may be an hour or a day of the month."""
    value, digits = ctx.num(i), ctx.digits(i)
    if value is None or digits > 2 or value > 31:
        return None
    return hour_alone(ctx, i, value, i + 1)
