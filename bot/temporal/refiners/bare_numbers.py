"""Bare numbers beside a day or a part of the day become hours, beside a month days."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.calendar import WEEK
from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.lexer import Token
from bot.temporal.parsers.weekday import next_after


def as_moments(ctx: Context, a: Item, b: Item, gap: list[Token]) -> tuple[Item, Item]:
    """Bare numbers beside a day or a part of the day become hours."""
    if b.number is not None and b.weak and b.moment.empty and not a.weak:
        b = _hour(ctx, a, b, gap)
    elif a.number is not None and not b.weak and not b.until and _month_follows(b, gap, ctx, a):
        a = replace(a, moment=Moment(Day(mday=a.number)), weak=False, open=None)
    elif a.number is not None and a.weak and a.moment.empty and not b.weak and not b.until:
        a = _hour_before(ctx, a, b, gap)
    elif b.weak and not a.weak and b.moment.clock and _takes_clock(a.moment):
        b = replace(b, weak=False)
    elif a.weak and not b.weak and a.moment.clock and _takes_clock(b.moment):
        a = replace(a, weak=False)
    return a, b


def _takes_clock(moment: Moment) -> bool:
    single = moment.day is not None and moment.day.single
    return (single or moment.part is not None) and moment.clock is None


def _hour(ctx: Context, a: Item, b: Item, gap: list[Token]) -> Item:
    number, day = b.number or 0, a.moment.day
    if ctx.tag(b.first, "pronoun") and not any(token.get("at") for token in gap):
        return b
    if a.moment.clock or a.until or not (day or a.moment.part):
        return b
    if (
        day
        and day.weekday is not None
        and day.mday is None
        and not day.settled
        and not a.moment.part
        and not gap
        and not _until_hour(ctx, b.last)
    ):
        if number > 23 or _near(ctx, day.weekday, number):
            return replace(b, moment=Moment(replace(day, weekday=None, mday=number)), weak=False)
    if day and not day.single and not day.settled and not a.moment.part:
        return b
    if day and not day.single and day.settled and not a.moment.part and not gap:
        return b
    return _clocked(b) if 1 <= number <= 24 else b


def _until_hour(ctx: Context, j: int) -> bool:
    """ "Wed 14-16h", "Wed 2-4pm", "Wed 9-17:30": the number begins a range of hours."""
    if not ctx.tag(j, "to") or not ctx.digits(j + 1):
        return False
    return any(ctx.tag(j + 2, tag) for tag in ("hour_sign", "meridiem", "oclock")) or ctx.norm(j + 2) == ":"


def _month_follows(b: Item, gap: list[Token], ctx: Context, a: Item) -> bool:
    """ "20 of next month", "the 4th to 23 next month": a day of that month."""
    day = b.moment.day
    if day is None or not day.settled or day.grain != "month" or not 1 <= (a.number or 0) <= 31:
        return False
    of = any(token.get("inside") for token in gap)
    return len(gap) <= 2 and (of or (not gap and any(ctx.tag(a.first - 1, tag) for tag in ("to", "the"))))


def _near(ctx: Context, weekday: int, number: int) -> bool:
    """The coming such weekday is that day of the month ("Friday 6")."""

    day = next_after(ctx.today, weekday)
    if number <= 12:
        return day.day == number and number not in (9, 10, 11)
    return any((day + WEEK * weeks).day == number for weeks in range(-1, 27))


def _hour_before(ctx: Context, a: Item, b: Item, gap: list[Token]) -> Item:
    number, moment = a.number or 0, b.moment
    if moment.clock or not (moment.day or moment.part) or not 1 <= number <= 24:
        return a
    if moment.day and not moment.day.single and not moment.part:
        if moment.day.settled and moment.day.grain == "month" and any(token.get("inside") for token in gap):
            return a
        return a
    if ctx.tag(a.first, "pronoun") and (moment.day or not gap or not gap[0].get("in_part")):
        return a
    if ctx.tag(a.first - 1, "which"):
        return a
    if ctx.tag(a.first - 1, "to") and any(token.norm == "," for token in gap):
        return a  # "9-12, Wednesday": the end of a range
    direct = not gap or all(
        token.get("inside") or token.get("at") or token.norm in ("the", "this", ",") for token in gap
    )
    return _clocked(a) if direct else a


def _clocked(item: Item) -> Item:
    number = item.number or 0
    clock = Clock(number, certain=number > 12)
    return replace(item, moment=Moment(clock=clock), weak=False)
