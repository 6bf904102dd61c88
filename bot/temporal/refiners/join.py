"""A day and a time, a weekday and a week, a time and a part of the day that stand side by side."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Item
from bot.temporal.context import Context
from bot.temporal.lexer import Token
from bot.temporal.refiners.bare_numbers import as_moments
from bot.temporal.refiners.connectors import connected
from bot.temporal.refiners.counts import head_counts
from bot.temporal.refiners.moments import merge
from bot.temporal.refiners.ranged import with_range

_LONGEST_GAP = 5


def join(ctx: Context, items: list[Item]) -> list[Item]:
    ends = _ends_of_days(ctx, items)
    counts = head_counts(ctx, items)
    joined: list[Item] = []
    for item in items:
        if item.first in counts:
            continue
        while joined:
            both = _together(ctx, joined[-1], item, ends)
            if both is None:
                break
            joined.pop()
            item = both
        joined.append(item)
    return joined


def _ends_of_days(ctx: Context, items: list[Item]) -> set[int]:
    """First tokens of the days in "Monday to Friday, 9 to 5": their hours belong to no single one of them."""
    ends: set[int] = set()
    for a, b in zip(items, items[1:], strict=False):
        if _only_day(a) and _only_day(b) and connected(ctx, a, b):
            ends |= {a.first, b.first}
    return ends


def _only_day(item: Item) -> bool:
    moment = item.moment
    return not item.weak and moment.day is not None and not (moment.clock or moment.part or item.until)


def _together(ctx: Context, a: Item, b: Item, ends: set[int]) -> Item | None:
    gap = ctx.gap(a, b)
    if (a.first in ends or b.first in ends) and not (_only_day(a) and _only_day(b)):
        return None
    if len(gap) > _LONGEST_GAP or _only_length(a) or _only_length(b) or a.open and b.open:
        return None
    if _counts_on(gap, a, b):
        return None
    opened = _gap_opens(gap, a, b)
    if not all(token.get("glue") or (opened and token.get("open")) for token in gap):
        return None
    if any(token.norm in ("-", "–") for token in gap) and not _dash_joins(a, b):
        return None
    a, b = as_moments(ctx, a, b, gap)
    if a.moment.empty or b.moment.empty:
        return None
    return _merged(ctx, a, b, opened)


def _counts_on(gap: list[Token], a: Item, b: Item) -> bool:
    """ "December 21 through 23" is a range of days, not a day until 23:00."""
    mday = a.moment.day.mday if a.moment.day and not a.moment.clock else None
    return bool(mday and b.number and b.number > mday and any(token.get("to") for token in gap))


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


def _merged(ctx: Context, a: Item, b: Item, opened: tuple[str, bool] | None) -> Item | None:
    if a.until or b.until:
        return with_range(ctx, a, b)
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
