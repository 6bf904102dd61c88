"""Lets the parsers propose: at each token the longest proposal wins, the earlier parser on a tie."""

from __future__ import annotations

from collections.abc import Callable

from bot.temporal.components import Item
from bot.temporal.context import Context

Parser = Callable[[Context, int], "Item | None"]
_DEEPEST = 3


def item_at(ctx: Context, i: int) -> Item | None:
    """The best proposal that begins at token `i`. Parsers call it for what stands inside their own words."""
    from bot.temporal.parsers import STARTS

    if not 0 <= i < len(ctx.tokens) or ctx.depth >= _DEEPEST:
        return None
    tags = ctx.tokens[i].tags
    if not tags:
        return None
    if (ctx.depth, i) in ctx.seen:
        return ctx.seen[ctx.depth, i]
    best: Item | None = None
    ctx.depth += 1
    for tag in tags:
        for parser in STARTS.get(tag, ()):
            item = parser(ctx, i)
            if item is not None and (
                best is None
                or item.last > best.last
                or (best.weak and not item.weak and item.last == best.last)
            ):
                best = item
    ctx.depth -= 1
    ctx.seen[ctx.depth, i] = best
    return best


def scan(ctx: Context) -> list[Item]:
    """All proposals from left to right, none overlapping."""
    items: list[Item] = []
    i = 0
    while i < len(ctx.tokens):
        item = item_at(ctx, i)
        if item is None:
            i += 1
        else:
            items.append(item)
            i = item.last
    return items
