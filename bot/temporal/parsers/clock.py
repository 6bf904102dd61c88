"""Times of the day: 2pm, 14:30, 14h30, 1430, half past two, ten to three, two thirty, noon."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.guards import counted, labelled, prompted
from bot.temporal.parsers.numbers import hour_word, number

Read = tuple[Clock, int]


def clock_word(ctx: Context, i: int) -> Item | None:
    """Noon, midnight."""
    hour, minute = ctx.tag(i, "clockword")
    return Item(i, i + 1, Moment(clock=Clock(hour, minute, certain=True)))


def now(ctx: Context, i: int) -> Item | None:
    """ "Right now" is an instant; "now" alone rather moves a conversation on, unless a range ends there."""
    wordy = len(ctx.norm(i)) > 3 and not ctx.tag(i - 1, "not")
    alone = sum(token.norm[0].isalnum() for token in ctx.tokens) == 1
    return Item(i, i + 1, Moment(instant=ctx.now), weak=not (wordy or alone))


def half_and_quarter(ctx: Context, i: int) -> Item | None:
    """Half past two, half two, quarter to five, a quarter past noon."""
    half = ctx.tag(i, "half")
    minutes = half or ctx.tag(i, "quarter")
    past, to = ctx.tag(i + 1, "past"), ctx.tag(i + 1, "to_hour")
    if half and not past and not to:
        read = _whole_hour(ctx, i + 1)
        if read is None or read[0].exact or ctx.tag(i + 1, "clockword") or ctx.tag(i + 1, "loose"):
            return None
        return _finish(ctx, i, shift(read[0], 30), read[1])
    return _relative_to_hour(ctx, i, minutes, i + 1)


def _relative_to_hour(ctx: Context, i: int, minutes: int, j: int) -> Item | None:
    past, to = ctx.tag(j, "past"), ctx.tag(j, "to_hour")
    if not (past or to) or not 0 < minutes < 60:
        return None
    read = _whole_hour(ctx, j + 1)
    if read is None:
        return None
    return _finish(ctx, i, shift(read[0], minutes if past else -minutes), read[1])


def _whole_hour(ctx: Context, i: int) -> Read | None:
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


def figures(ctx: Context, i: int) -> Item | None:
    """A time that begins with digits."""
    if labelled(ctx, i):
        return None
    past = _minutes_past(ctx, i)
    if past is not None:
        return past
    return _with_minutes(ctx, i) or _compact(ctx, i) or _bare(ctx, i)


def _minutes_past(ctx: Context, i: int) -> Item | None:
    """15 past 3, 20 minutes to four; "10 to 3" only after "at", else it is a range."""
    read = number(ctx, i)
    if read is None or not 0 < read[0] < 60 or ctx.tag(i, "loose"):
        return None
    minutes, j = read
    spelled = ctx.tag(j, "unit") == "minute"
    j += spelled
    if ctx.tag(j, "to_hour") and not spelled and not _clock_minutes(ctx, i, minutes):
        return None
    if ctx.tag(j, "past") and not spelled and ctx.norm(j) != "past" and minutes % 5:
        return None
    return _relative_to_hour(ctx, i, minutes, j)


def _clock_minutes(ctx: Context, i: int, minutes: int) -> bool:
    if minutes not in (5, 10, 20, 25) or ctx.tag(i - 1, "from"):
        return False
    if minutes > 12:
        return True
    return ctx.digits(i) == 0 and minutes != 5 or ctx.tag(i - 1, "at") is not None


def _with_minutes(ctx: Context, i: int) -> Item | None:
    """14:30, 2.30, 14h30, 14:30:00, 12 15."""
    hour, sign = ctx.num(i), ctx.norm(i + 1)
    if hour is None or ctx.digits(i) > 2 or hour > 24:
        return None
    if ctx.digits(i + 1) == 2 and not ctx.glued(i + 1):
        return _spaced(ctx, i, hour)
    colon = sign == ":" and ctx.digits(i + 2) == 2
    point = sign in (".", "h", "-") and ctx.digits(i + 2) == 2 and ctx.glued(i + 1) and ctx.glued(i + 2)
    minute = ctx.num(i + 2)
    if not (colon or point) or minute is None or minute > 59 or (hour == 24 and minute):
        return None
    last = i + 3
    if colon and ctx.norm(last) == ":" and ctx.digits(last + 1) == 2:
        last += 2
        if ctx.norm(last) == "." and ctx.digits(last + 1) and ctx.glued(last):
            last += 2
    certain = hour > 12 or hour == 0 or (ctx.digits(i) == 2 and ctx.tokens[i].text[0] == "0")
    item = _finish(ctx, i, Clock(hour, minute, certain=certain, exact=True), last)
    if sign in (".", "-") and item and not _half(item):
        if not prompted(ctx, i) and sign == "." and not (i == 0 and last == len(ctx.tokens)):
            return Item(i, item.last, item.moment, weak=True)
        return item if sign == "." else None
    return item


def _spaced(ctx: Context, i: int, hour: int) -> Item | None:
    minute = ctx.num(i + 1)
    if minute is None or minute > 59 or hour == 0 or ctx.norm(i + 2) in ("-", "/", ":", "."):
        return None
    item = _finish(ctx, i, Clock(hour, minute, certain=hour > 12, exact=True), i + 2)
    if item is None or (not _half(item) and (ctx.tag(i - 1, "at") is None or counted(ctx, i + 2, True))):
        return None
    return item


def _half(item: Item) -> bool:
    return item.moment.clock is not None and item.moment.clock.half is not None


def _compact(ctx: Context, i: int) -> Item | None:
    """1430, 230pm: weak unless something says that it is a time."""
    value, digits = ctx.num(i), ctx.digits(i)
    if value is None or digits not in (3, 4):
        return None
    hour, minute = divmod(value, 100)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    item = _finish(
        ctx, i, Clock(hour, minute, certain=hour > 12 or digits == 4 and hour < 10, exact=True), i + 1
    )
    if item is None:
        return None
    j = item.last
    if _half(item) or ctx.tag(i + 1, "ish"):
        return item
    if ctx.tag(j, "hours") and digits == 4:
        return Item(i, j + 1, item.moment)
    alone = len(ctx.tokens) == 1
    yearlike = 1900 <= value <= 2100
    sure = (
        (prompted(ctx, i) and not yearlike)
        or ctx.tag(i - 1, "at")
        or (alone and digits == 4 and not yearlike)
    )
    if sure and not counted(ctx, j, True):
        return item
    return Item(i, item.last, item.moment, weak=True)


def _bare(ctx: Context, i: int) -> Item | None:
    """2pm, 2 o'clock, 15h, and the bare number that may be an hour or a day of the month."""
    value, digits = ctx.num(i), ctx.digits(i)
    if value is None or digits > 2 or value > 31:
        return None
    return _hour_alone(ctx, i, value, i + 1)


def _hour_alone(ctx: Context, i: int, value: int, j: int) -> Item | None:
    if ctx.digits(i) and _after_on(ctx, i) and value <= 31:
        return None if counted(ctx, j, True) else Item(i, j, Moment(Day(mday=value)), number=value)
    if value > 24:
        return None if counted(ctx, j, False) else Item(i, j, number=value, weak=True)
    clock = Clock(value, certain=value > 12 or value == 0)
    oclock = ctx.tag(j, "oclock") is not None
    item = _finish(ctx, i, clock, j + oclock)
    if item is None:
        return None
    if (
        oclock
        or _half(item)
        or (ctx.tag(item.last - 1, "ish") and value > 0 and not counted(ctx, item.last, True))
    ):
        return item
    if ctx.tag(j, "hour_sign") and ctx.glued(j) and ctx.digits(i):
        weak = not prompted(ctx, i) and value < 13
        item = _finish(ctx, i, clock, j + 1) or item
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


def spoken(ctx: Context, i: int) -> Item | None:
    """Two thirty, eleven oh five, fifteen hundred, five (weak), five pm."""
    if labelled(ctx, i):
        return None
    past = _minutes_past(ctx, i)
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
        return None if ctx.tag(minute[1], "unit") else _finish(ctx, i, clock, minute[1])
    return _hour_alone(ctx, i, hour, j)


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


def _finish(ctx: Context, i: int, clock: Clock, j: int) -> Item | None:
    """Reads what may follow a time: o'clock, ish, am or pm, a time zone."""
    j = ctx.skip(j, "oclock")
    j = _ish(ctx, j)
    half = ctx.tag(j, "meridiem")
    if half is None and ctx.norm(j) == "." and ctx.tag(j + 1, "meridiem"):
        j += 1
        half = ctx.tag(j, "meridiem")
    if half is None and ctx.glued(j):
        half = ctx.tag(j, "meridiem_letter")
        if half is not None and ctx.glued(j + 1) and ctx.norm(j + 1)[0].isalnum():
            half = None
    if half is not None:
        if clock.hour == 0 and half == "pm":
            return None
        j = _ish(ctx, j + 1)
    certain = clock.certain or half is not None
    bracket = ctx.norm(j) == "(" and ctx.norm(j + 2) == ")" and ctx.tag(j + 1, "offset") is not None
    j += bracket
    offset = ctx.tag(j, "offset")
    if offset is not None and not (ctx.tag(j, "number") or certain is False and ctx.tokens[j].text.islower()):
        j += 1 + bracket
    else:
        offset = None
    made = Clock(clock.hour, clock.minute, half, certain, clock.exact, offset)
    return Item(i, j, Moment(clock=made))


def _ish(ctx: Context, j: int) -> int:
    return ctx.skip(j, "ish")
