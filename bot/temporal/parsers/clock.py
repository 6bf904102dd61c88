"""What all readers of times share: minutes before and after an hour, and what may follow a time."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Clock, Half, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.numbers import hour_word, number

Read = tuple[Clock, int]


def relative_to_hour(ctx: Context, i: int, minutes: int, j: int) -> Item | None:
    j = hyphen(ctx, j)
    past, to = ctx.tag(j, "past"), ctx.tag(j, "to_hour")
    if not (past or to) or not 0 < minutes < 60:
        return None
    read = whole_hour(ctx, hyphen(ctx, j + 1))
    if read is None:
        return None
    return finish(ctx, i, shift(read[0], minutes if past else -minutes), read[1])


def hyphen(ctx: Context, j: int) -> int:
    """ "Half-past-two": the index behind a hyphen between two words."""
    hyphen = ctx.norm(j) == "-" and ctx.glued(j) and ctx.glued(j + 1) and ctx.norm(j + 1).isalpha()
    return j + 1 if hyphen and (not ctx.digits(j - 1) or ctx.tag(j + 1, "past")) else j


def whole_hour(ctx: Context, i: int) -> Read | None:
    word = ctx.tag(i, "clockword")
    if word:
        return Clock(word[0], word[1], certain=True), i + 1
    spoken = hour_word(ctx, i)
    if spoken:
        return Clock(spoken[0], certain=spoken[0] > 12), spoken[1]
    value = ctx.num(i)
    if value is None or ctx.digits(i) > 2 or value > 24 or ctx.norm(i + 1) in (":", "/"):
        return None
    return Clock(value, certain=value > 12 or value == 0), i + 1


def shift(clock: Clock, minutes: int) -> Clock:
    """The time so many minutes on; one on the 12-hour dial stays there."""
    total = (clock.hour * 60 + clock.minute + minutes) % 1440
    hour = total // 60
    if not clock.certain and hour == 0:
        hour = 12
    if not clock.certain and hour > 12:
        hour -= 12
    return replace(clock, hour=hour, minute=total % 60, exact=True)


def minutes_past(ctx: Context, i: int) -> Item | None:
    """15 past 3, 20 minutes to four; "10 to 3" only after "at", else it is a range."""
    read = number(ctx, i)
    if read is None or not 0 < read[0] < 60 or ctx.tag(i, "loose"):
        return None
    minutes, j = read
    spelled = ctx.tag(j, "unit") == "minute"
    j = hyphen(ctx, j + spelled)
    if ctx.tag(j, "to_hour") and not spelled and not _clock_minutes(ctx, i, j, minutes):
        return None
    if ctx.tag(j, "past") and not spelled and ctx.tag(j, "past") != "sure" and minutes % 5:
        return None
    return relative_to_hour(ctx, i, minutes, j)


def _clock_minutes(ctx: Context, i: int, j: int, minutes: int) -> bool:
    if minutes not in (5, 10, 15, 20, 25) or ctx.tag(i - 1, "from"):
        return False
    if minutes > 12 or ctx.tag(j, "open") == "before":
        return True
    return ctx.digits(i) == 0 and minutes != 5 or ctx.tag(i - 1, "at") is not None


def finish(ctx: Context, i: int, clock: Clock, j: int) -> Item | None:
    """Reads what may follow a time: o'clock, ish, am or pm, a time zone."""
    j = ctx.skip(j, "oclock")
    j = _ish(ctx, j)
    half, j = _stated_half(ctx, j)
    if half == "pm" and clock.hour == 0:
        return None
    j = _ish(ctx, j)
    certain = clock.certain or half is not None
    offset, j = _stated_offset(ctx, j, certain)
    certain = certain or (offset is not None and ctx.digits(j - 1) == 4)
    made = Clock(clock.hour, clock.minute, half, certain, clock.exact, offset)
    return Item(i, j, Moment(clock=made))


def _stated_half(ctx: Context, j: int) -> tuple[Half | None, int]:
    """Am or pm, also "9 .am", and one letter glued to the number."""
    dotted = j + (ctx.norm(j) == ".")
    half: Half | None = ctx.tag(dotted, "meridiem")
    if half is not None:
        return half, dotted + 1
    letter: Half | None = ctx.tag(j, "meridiem_letter") if ctx.glued(j) else None
    if letter is None or (ctx.glued(j + 1) and ctx.norm(j + 1)[0].isalnum()):
        return None, j
    return letter, j + 1


def _stated_offset(ctx: Context, j: int, certain: bool) -> tuple[int | None, int]:
    """A time zone behind a time: CET, (BST), GMT+1, +0300; minutes from UTC."""
    if ctx.norm(j) == "(" and ctx.norm(j + 2) == ")" and ctx.tag(j + 1, "offset") is not None:
        return ctx.tag(j + 1, "offset"), j + 3
    named = ctx.tag(j, "offset")
    if named is not None and (ctx.tag(j, "number") or not (certain or ctx.tokens[j].text.isupper())):
        return None, j
    k = j if named is None else j + 1
    shift = _numeric_offset(ctx, k, named is not None)
    if shift is not None:
        return (named or 0) + shift[0], shift[1]
    return named, k


def _numeric_offset(ctx: Context, k: int, named: bool) -> tuple[int, int] | None:
    """+0300, and behind the name of a zone also +1 and -05:00."""
    sign = {"+": 1, "-": -1}.get(ctx.norm(k))
    value, digits = ctx.num(k + 1), ctx.digits(k + 1)
    if sign is None or value is None or not ctx.glued(k + 1) or not (named or (sign > 0 and digits == 4)):
        return None
    if digits == 4:
        return sign * (value // 100 * 60 + value % 100), k + 2
    if digits > 2 or value > 14:
        return None
    minutes = ctx.num(k + 3) if ctx.norm(k + 2) == ":" and ctx.digits(k + 3) == 2 else None
    return sign * (value * 60 + (minutes or 0)), k + 2 if minutes is None else k + 4


def _ish(ctx: Context, j: int) -> int:
    return ctx.skip(j, "ish")


def has_half(item: Item) -> bool:
    return item.moment.clock is not None and item.moment.clock.half is not None
