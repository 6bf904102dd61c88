"""Times in words: half past two, quarter to five, two thirty, eleven oh five, noon, right now."""

from __future__ import annotations

from bot.temporal.components import Clock, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.clock import finish, hyphen, minutes_past, relative_to_hour, shift, whole_hour
from bot.temporal.parsers.guards import counted, labelled
from bot.temporal.parsers.hour import hour_alone
from bot.temporal.parsers.numbers import hour_word, number


def clock_word(ctx: Context, i: int) -> Item | None:
    """Noon, midnight."""
    hour, minute = ctx.tag(i, "clockword")
    return Item(i, i + 1, Moment(clock=Clock(hour, minute, certain=True)))


def now(ctx: Context, i: int) -> Item | None:
    """ "Right now" is an instant; "now" alone rather moves a conversation on, unless a range ends there."""
    wordy = len(ctx.norm(i)) > 3 and not ctx.tag(i - 1, "not")
    return Item(i, i + 1, Moment(instant=ctx.now), weak=not (wordy or ctx.lone_word))


def half_and_quarter(ctx: Context, i: int) -> Item | None:
    """Half past two, half two, quarter to five, a quarter past noon."""
    half = ctx.tag(i, "half")
    minutes = half or ctx.tag(i, "quarter")
    j = hyphen(ctx, i + 1)
    past, to = ctx.tag(j, "past"), ctx.tag(j, "to_hour")
    if half and not past and not to:
        read = whole_hour(ctx, i + 1)
        if read is None or read[0].exact or ctx.tag(i + 1, "clockword") or ctx.tag(i + 1, "loose"):
            return None
        return finish(ctx, i, shift(read[0], 30), read[1])
    return relative_to_hour(ctx, i, minutes, i + 1)


def spoken(ctx: Context, i: int) -> Item | None:
    """Two thirty, eleven oh five, fifteen hundred, five (weak), five pm."""
    if labelled(ctx, i):
        return None
    past = minutes_past(ctx, i)
    if past is not None:
        return past
    read = hour_word(ctx, i)
    if read is None:
        larger = number(ctx, i)
        if larger and 20 < larger[0] <= 31 and not counted(ctx, larger[1], False):
            return Item(i, larger[1], number=larger[0], weak=True)
        return None
    hour, j = read
    minute = _spoken_minute(ctx, j)
    if minute is not None:
        clock = Clock(hour, minute[0], certain=hour > 12, exact=True)
        return None if ctx.tag(minute[1], "unit") else finish(ctx, i, clock, minute[1])
    return hour_alone(ctx, i, hour, j)


def _spoken_minute(ctx: Context, j: int) -> tuple[int, int] | None:
    if ctx.tag(j, "oh"):
        read = number(ctx, j + 1)
        return read if read and 1 <= read[0] <= 9 else None
    if ctx.norm(j) == "-":
        j += 1
    read = number(ctx, j)
    if read and 10 <= read[0] < 60 and ctx.tag(j, "loose") is None and (ctx.digits(j) in (0, 2)):
        return read
    return None
