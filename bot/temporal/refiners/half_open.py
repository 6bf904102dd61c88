"""After, before, from, until, by and their like before a moment; "or later", "at the latest" after it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.temporal.components import Clock, Item, Moment
from bot.temporal.context import Context
from bot.temporal.scan import item_at

_BETWEEN = ("article", "at", "which", "glue_the")


def half_open(ctx: Context, items: list[Item]) -> list[Item]:
    opened = [_before(ctx, item, items[k - 1] if k else None) for k, item in enumerate(items)]
    limits = [*(item.first for item in opened[1:]), len(ctx.tokens)]
    return _closed([_behind(ctx, item, limit) for item, limit in zip(opened, limits, strict=True)], ctx)


def _open(ctx: Context, item: Item, first: int, last: int, side: str, inclusive: bool) -> Item:
    if item.until is not None or item.open or item.weak or item.length:
        return item
    if side == "before" and item.moment.day and item.moment.day.closing:
        inclusive = True
    direction: Literal["after", "before"] = "after" if side == "after" else "before"
    return replace(item, first=first, last=last, open=direction, inclusive=inclusive)


def _before(ctx: Context, item: Item, previous: Item | None) -> Item:
    index = item.first - 1
    while index >= 0 and ctx.tag(index, "lead") and not ctx.tag(index, "open"):
        index -= 1
    if previous is not None and index < previous.last:
        return item
    found = ctx.tag(index, "open")
    if not found:
        return item
    if ctx.tag(index, "from") and _moved(ctx, index):
        return item
    if ctx.tag(index, "since"):
        item = _past(item)
    side, _, inclusive = found.partition("_")
    if _negated(ctx, index):
        side, inclusive = ("after" if side == "before" else "before"), "or_at"
    return _open(ctx, item, index, item.last, side, bool(inclusive))


def _moved(ctx: Context, index: int) -> bool:
    """ "Remove me from Thursday" says which, not from when on."""
    return any(ctx.tag(back, "move") for back in range(max(0, index - 5), index))


def _past(item: Item) -> Item:
    """ "Since Monday" looks back."""
    day = item.moment.day
    if day is None or day.weekday is None or day.mday or day.settled or day.which:
        return item
    return replace(item, moment=replace(item.moment, day=replace(day, which="last")))


def _negated(ctx: Context, index: int) -> bool:
    """ "I can't do anything before 10": from 10 on."""
    for back in range(index - 1, max(index - 5, -1), -1):
        if ctx.tag(back, "refusal"):
            return True
        if not ctx.norm(back)[0].isalpha():
            return False
    return False


def _behind(ctx: Context, item: Item, limit: int) -> Item:
    """Words that open a range behind its boundary, unless the next expression (at `limit`) took them."""
    index = item.last
    if ctx.norm(index) == ",":
        index += 1
    tail = ctx.tag(index, "open_tail")
    if tail is None and _or_after(ctx, index):
        index, tail = index + 1, ctx.tag(index + 1, "open")
    if index >= limit:
        return item
    if tail and item.weak and item.moment.empty and 1 <= (item.number or 0) <= 24:
        number = item.number or 0
        item = replace(item, moment=Moment(clock=Clock(number, certain=number > 12)), weak=False)
    if tail is None or _goes_on(ctx, index, limit):
        return item
    return _open(ctx, item, item.first, index + 1, tail, True)


def _goes_on(ctx: Context, index: int, limit: int) -> bool:
    """ "At 5 and on Friday": the "and on" of what comes next, not that of "from five and on"."""
    return ctx.norm(index).split() == ["and", "on"] and ctx.skip(index + 1, "the") == limit < len(ctx.tokens)


def _or_after(ctx: Context, index: int) -> bool:
    """ "5pm or after", but not "before 9 or after 5"."""
    if not (ctx.tag(index, "or") or ctx.tag(index, "and")) or ctx.tag(index + 1, "open") not in (
        "after",
        "before",
    ):
        return False
    return item_at(ctx, ctx.skip(index + 2, "the")) is None


def _closed(items: list[Item], ctx: Context) -> list[Item]:
    """ "After 3 and before 5", "later than 9:30 but before 11": two half-open ranges make a closed one."""
    made: list[Item] = []
    for item in items:
        last = made[-1] if made else None
        if last and last.open == "after" and item.open == "before" and _linked(ctx, last, item):
            start = last.moment
            day = start.day or item.moment.day
            made[-1] = Item(last.first, item.last, replace(start, day=day), item.moment)
        else:
            made.append(item)
    return made


def _linked(ctx: Context, a: Item, b: Item) -> bool:
    gap = ctx.gap(a, b)
    same = bool(a.moment.clock) == bool(b.moment.clock)
    return (
        same
        and len(gap) <= 2
        and all(token.get("and") or token.get("but") or token.norm == "," for token in gap)
    )
