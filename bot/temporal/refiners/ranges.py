"""Two ends and a connector: Monday to Wednesday, 2-4pm, from 9 till noon, between the 3rd and 5th of May."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.calendar import DAY
from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.numbers import year
from bot.temporal.refiners.connectors import connected, opened_by


def ranges(ctx: Context, items: list[Item]) -> list[Item]:
    made: list[Item] = []
    for item in items:
        listed = len(made) > 1 and _after_range(ctx, made[-2], made[-1])
        both = _range(ctx, made[-1], item, listed) if made else None
        both = both and _with_year(ctx, both)
        if both is None:
            made.append(item)
        else:
            made[-1] = both
    return made


def _range(ctx: Context, a: Item, b: Item, listed: bool) -> Item | None:
    if a.until or b.until or (a.length and a.moment.empty) or (b.length and b.moment.empty):
        return None
    _between, opener = opened_by(ctx, a)
    if _moved(ctx, a.first - opener) and not any(token.get("dash") for token in ctx.gap(a, b)):
        return None
    if opener and ctx.tag(a.first - opener - 1, "label"):
        return None
    if not connected(ctx, a, b):
        return None
    if (
        not opener
        and a.weak
        and b.weak
        and ctx.digits(a.first) != ctx.digits(b.first)
        and ctx.digits(b.first) > 2
    ):
        return None
    ends = _ends(a, b, bool(opener) or listed or _only_hours(ctx, a, b))
    if ends is None:
        return None
    first = a.first - opener if opener else a.first
    start, until = ends
    numbers = (a.number, b.number) if a.number is not None and b.number is not None else None
    return Item(first, b.last, start, until, numbers=numbers)


def _after_range(ctx: Context, before: Item, a: Item) -> bool:
    """ "9-11 or 14-16": behind a range of hours bare numbers make another one."""
    gap = ctx.gap(before, a)
    return (
        before.until is not None
        and before.moment.clock is not None
        and len(gap) == 1
        and bool(gap[0].get("or"))
    )


def _moved(ctx: Context, index: int) -> bool:
    """ "Move it from Tuesday to Wednesday" is a change, not a range."""
    return any(ctx.tag(k, "move") for k in range(max(0, index - 6), index))


def _only_hours(ctx: Context, a: Item, b: Item) -> bool:
    """ "10 to 3" as a whole answer, at most with function words around it."""
    if not (a.weak and b.weak and a.number and b.number) or a.number > 12 or b.number > 12:
        return False
    if (b.number - a.number) % 12 not in range(1, 10):
        return False
    around = [*ctx.tokens[: a.first], *ctx.tokens[b.last :]]
    known = ("word", "weekday", "dayword", "month", "part", "which", "to")
    return len(around) <= 6 and all(
        any(token.get(tag) is not None for tag in known) or not token.norm[0].isalnum() for token in around
    )


def _with_year(ctx: Context, item: Item) -> Item:
    """ "February 20 - 28, 2022": a year behind the second day counts for both."""
    day, until = item.moment.day, item.until.day if item.until else None
    if not (day and until and until.month and until.mday) or until.year or day.year or item.moment.clock:
        return item
    read = year(ctx, ctx.skip(item.last, "sign"))
    if read is None:
        return item
    dated = replace(until, year=read[0])
    return replace(item, last=read[1], until=Moment(dated))


def _ends(a: Item, b: Item, opened: bool) -> tuple[Moment, Moment] | None:
    """Both ends as moments; bare numbers take the kind of the other end."""
    first, last = a.moment, b.moment
    if a.weak and a.moment.empty and a.number is not None:
        if b.weak and not opened:
            return None
        first = _like(a.number, last if not b.weak else Moment(clock=Clock(1)))
    elif a.number is not None and last.day and not last.clock and not b.weak:
        first = _like(a.number, last)
    days = (
        b.number is not None
        and first.day
        and first.day.mday
        and not first.clock
        and b.number > first.day.mday
    )
    if b.number is not None and (days or (b.weak and b.moment.empty)):
        last = _like(b.number, first)
    if first.empty or last.empty:
        return None
    if (
        a.weak
        and b.weak
        and not opened
        and not (first.clock and last.clock and first.clock.exact and last.clock.exact)
    ):
        return None
    last = _same_month(first, last, b)
    return _compatible(first, last)


def _same_month(first: Moment, last: Moment, b: Item) -> Moment:
    """ "July 13 to 15" ends in July, so that "February 20 - 30" is no range."""
    day = b.moment.day
    only_number = b.moment.empty or (
        day is not None and not day.month and day.weekday is None and not day.settled
    )
    if only_number and b.number and first.day and first.day.month and last.day and last.day.mday:
        if first.day.mday and last.day.mday > first.day.mday:
            return Moment(replace(last.day, month=first.day.month, year=first.day.year))
    return last


def _like(number: int, other: Moment) -> Moment:
    if other.clock:
        return Moment(clock=Clock(number, certain=number > 12)) if 0 < number <= 24 else Moment()
    if other.instant:
        return Moment(clock=Clock(number, certain=number > 12)) if 0 < number <= 24 else Moment()
    if other.day and other.day.single and other.day.mday and 1 <= number <= 31:
        return Moment(Day(mday=number))
    if other.day and other.day.start and other.day.single and not other.day.named and 1 <= number <= 31:
        return Moment(Day(year=other.day.start.year, month=other.day.start.month, mday=number))
    if other.day and other.day.settled and other.day.grain == "month" and 1 <= number <= 31:
        return Moment(Day(mday=number))
    if other.part:
        return Moment(clock=Clock(number, certain=number > 12)) if 0 < number <= 24 else Moment()
    return Moment()


def _compatible(first: Moment, last: Moment) -> tuple[Moment, Moment] | None:
    if first.instant and last.day and not last.clock and not last.part:
        today = first.instant.date()
        return Moment(Day(start=today, end=today + DAY, named=True)), last
    if first.instant or last.instant:
        return (first, last) if (first.clock or first.instant) and (last.instant or last.clock) else None
    if first.clock and last.clock:
        if last.day and not first.day:
            return replace(first, day=last.day), last
        return first, last
    if first.part and last.part:
        return first, last
    if first.clock or last.clock:
        return (first, last) if (first.part or last.part) else _day_and_clock(first, last)
    return (first, last) if first.day and last.day else None


def _day_and_clock(first: Moment, last: Moment) -> tuple[Moment, Moment] | None:
    """ "Monday to Wednesday at 3" is a range of days; the time belongs to each of them, not to the range."""
    if first.day and last.day and last.clock and not first.clock:
        return Moment(first.day), Moment(last.day)
    return None
