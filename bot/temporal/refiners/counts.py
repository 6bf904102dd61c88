"""Bare numbers before a day that has its time already: "for 4 on Thursday at 11:30" counts heads."""

from __future__ import annotations

from bot.temporal.components import Item
from bot.temporal.context import Context

_LONGEST_GAP = 3


def head_counts(ctx: Context, items: list[Item]) -> set[int]:
    """First tokens of the numbers that are no hours."""
    found: set[int] = set()
    for k in range(len(items) - 2):
        number, day, clock = items[k : k + 3]
        if not (number.weak and number.number and number.moment.empty and not number.length):
            continue
        if k and len(ctx.gap(items[k - 1], number)) < 2:
            continue  # the end of a range or one of a list
        if _day(day) and _clock(clock) and _glued(ctx, day, clock) and not _own_day(ctx, items, k + 2):
            found.add(number.first)
    return found


def _day(item: Item) -> bool:
    return not item.weak and item.moment.day is not None and item.moment.clock is None and not item.until


def _clock(item: Item) -> bool:
    return not item.weak and item.moment.clock is not None and item.moment.day is None


def _glued(ctx: Context, a: Item, b: Item) -> bool:
    gap = ctx.gap(a, b)
    return len(gap) <= _LONGEST_GAP and all(token.get("glue") for token in gap)


def _own_day(ctx: Context, items: list[Item], k: int) -> bool:
    """ "9 tomorrow, 10:30 Friday": the later time belongs to the day behind it."""
    if k + 1 >= len(items):
        return False
    after = items[k + 1]
    return (
        _day(after) and _glued(ctx, items[k], after) and all(t.norm != "," for t in ctx.gap(items[k], after))
    )
