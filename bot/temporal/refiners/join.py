"""A day and a time, a weekday and a week, a time and a part of the day that stand side by side."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.calendar import WEEK
from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.lexer import Token
from bot.temporal.refiners.moments import merge

_LONGEST_GAP = 5


def join(ctx: Context, items: list[Item]) -> list[Item]:
    joined: list[Item] = []
    for item in items:
        while joined:
            both = _together(ctx, joined[-1], item)
            if both is None:
                break
            joined.pop()
            item = both
        joined.append(item)
    return joined


def _together(ctx: Context, a: Item, b: Item) -> Item | None:
    gap = ctx.gap(a, b)
    if len(gap) > _LONGEST_GAP or _only_length(a) or _only_length(b) or a.open and b.open:
        return None
    opened = _gap_opens(gap, a, b)
    if not all(token.get("glue") or (opened and token.get("open")) for token in gap):
        return None
    if any(token.norm in ("-", "–") for token in gap) and not _dash_joins(a, b):
        return None
    a, b = _as_moment(ctx, a, b, gap)
    if a.moment.empty or b.moment.empty:
        return None
    return _merged(ctx, a, b, opened)


def _only_length(item: Item) -> bool:
    return item.length is not None and item.moment.empty


def _gap_opens(gap: list[Token], a: Item, b: Item) -> tuple[str, bool] | None:
    """ "Thursday before 5pm": the word between makes the whole half-open."""
    for token in gap:
        found = token.get("open")
        if found and a.moment.day and not b.moment.day:
            side, _, inclusive = str(found).partition("_")
            return side, bool(inclusive)
    return None


def _dash_joins(a: Item, b: Item) -> bool:
    """ "6 Jan 2017 - 6:37am" is one moment; "Monday - Friday" and "3 - 4" are ranges."""
    if a.until or b.until or a.weak or b.weak:
        return bool(b.until and a.moment.day and not a.moment.clock and b.moment.clock and not b.moment.day)
    return bool(a.moment.day and not a.moment.clock and b.moment.clock and not b.moment.day)


def _as_moment(ctx: Context, a: Item, b: Item, gap: list[Token]) -> tuple[Item, Item]:
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
    if a.moment.clock or a.until or not (day or a.moment.part):
        return b
    if (
        day
        and day.weekday is not None
        and day.mday is None
        and not day.settled
        and not a.moment.part
        and not gap
    ):
        if number > 23 or _near(ctx, day.weekday, number):
            return replace(b, moment=Moment(replace(day, weekday=None, mday=number)), weak=False)
    if day and not day.single and not day.settled and not a.moment.part:
        return b
    if day and not day.single and day.settled and not a.moment.part and not gap:
        return b
    return _clocked(b) if 1 <= number <= 24 else b


def _month_follows(b: Item, gap: list[Token], ctx: Context, a: Item) -> bool:
    """ "20 of next month", "the 4th to 23 next month": a day of that month."""
    day = b.moment.day
    if day is None or not day.settled or day.grain != "month" or not 1 <= (a.number or 0) <= 31:
        return False
    of = any(token.get("inside") for token in gap)
    return len(gap) <= 2 and (of or (not gap and any(ctx.tag(a.first - 1, tag) for tag in ("to", "the"))))


def _near(ctx: Context, weekday: int, number: int) -> bool:
    """The coming such weekday is that day of the month ("Friday 6")."""
    from bot.temporal.parsers.weekday import next_after

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
    direct = not gap or all(
        token.get("inside") or token.get("at") or token.norm in ("the", "this", ",") for token in gap
    )
    return _clocked(a) if direct else a


def _clocked(item: Item) -> Item:
    number = item.number or 0
    clock = Clock(number, certain=number > 12)
    return replace(item, moment=Moment(clock=clock), weak=False)


def _merged(ctx: Context, a: Item, b: Item, opened: tuple[str, bool] | None) -> Item | None:
    if a.until or b.until:
        return _with_range(ctx, a, b)
    if a.weak != b.weak and not (a.moment.day and b.moment.day):
        return None
    moment = merge(ctx, a.moment, b.moment)
    if moment is None:
        return None
    made = Item(a.first, b.last, moment, open=a.open or b.open, inclusive=a.inclusive or b.inclusive)
    if opened and made.open is None:
        made = replace(made, open="after" if opened[0] == "after" else "before", inclusive=opened[1])
    return replace(made, alternatives=_others(ctx, a, b, made))


def _others(ctx: Context, a: Item, b: Item, made: Item) -> tuple[Item, ...]:
    found = []
    for other in a.alternatives:
        moment = merge(ctx, other.moment, b.moment)
        if moment:
            found.append(replace(made, moment=moment))
    for other in b.alternatives:
        moment = merge(ctx, a.moment, other.moment)
        if moment:
            found.append(replace(made, moment=moment))
    return tuple(found)


def _with_range(ctx: Context, a: Item, b: Item) -> Item | None:
    """A range of hours takes the day (or part of the day) beside it; a week takes a range of weekdays."""
    if a.until and b.until:
        return None
    ranged, other = (a, b) if a.until else (b, a)
    assert ranged.until is not None
    if other.moment.clock or other.open or other.moment.instant or ranged.moment.instant:
        return None
    if ranged.numbers and other.moment.day and other.moment.day.month and not other.moment.day.mday:
        return _days_of_month(a, b, ranged, other.moment.day)
    if ranged.moment.clock is None and not _weekdays_in(ranged, other):
        return None
    start = merge(ctx, ranged.moment, other.moment)
    if start is None:
        return None
    until = ranged.until
    if other.moment.part:
        until = merge(ctx, until, Moment(part=other.moment.part)) or until
    return Item(a.first, b.last, start, until)


def _days_of_month(a: Item, b: Item, ranged: Item, month: Day) -> Item | None:
    """ "November between 19 and 20"."""
    first, last = ranged.numbers or (0, 0)
    if not 1 <= first < last <= 31:
        return None
    start, until = replace(month, mday=first, grain="day"), replace(month, mday=last, grain="day")
    return Item(a.first, b.last, Moment(start), Moment(until))


def _weekdays_in(ranged: Item, other: Item) -> bool:
    start, day = ranged.moment.day, other.moment.day
    return bool(
        start and not start.settled and day and day.settled and not day.single and not other.moment.part
    )
