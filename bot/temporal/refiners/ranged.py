"""A range and what stands beside it: the day of its hours, the month of its days, the week of its days."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.refiners.moments import merge


def with_range(ctx: Context, a: Item, b: Item) -> Item | None:
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
