"""Lets the parsers propose: at each token the longest proposal wins, the earlier parser on a tie."""

from __future__ import annotations

from collections.abc import Callable

from bot.temporal.components import Item
from bot.temporal.context import Context
from bot.temporal.lexicon import Tags

Parser = Callable[[Context, int], "Item | None"]
_DEEPEST = 3
_MOST_WORDS = 300
"""Many times what a long message holds; it bounds the time that a hostile text takes."""


def item_at(ctx: Context, i: int) -> Item | None:
    """The best proposal that begins at token `i`. Parsers call it for what stands inside their own words."""
    if not 0 <= i < len(ctx.tokens) or ctx.depth >= _DEEPEST:
        return None
    parsers = _woken(ctx.tokens[i].tags)
    if not parsers:
        return None
    key = (ctx.depth, i)
    if key in ctx.seen:
        return ctx.seen[key]
    best: Item | None = None
    ctx.depth += 1
    for parser in parsers:
        try:
            item = parser(ctx, i)
        except (OverflowError, ValueError):  # beyond the years 1 to 9999: no day at all
            continue
        if item is not None and (best is None or _better(item, best)):
            best = item
    ctx.depth -= 1
    ctx.seen[key] = best
    return best


def _better(item: Item, best: Item) -> bool:
    return item.last > best.last or (item.last == best.last and best.weak and not item.weak)


def _woken(tags: Tags) -> tuple[Parser, ...]:
    """The parsers that a word wakes, worked out once for each word of the lexicon."""
    if tags.parsers is None:
        from bot.temporal.parsers import STARTS

        tags.parsers = tuple(parser for tag in tags for parser in STARTS.get(tag, ()))
    return tags.parsers


def scan(ctx: Context) -> list[Item]:
    """All proposals from left to right, none overlapping, of the first `_MOST_WORDS` that may begin one."""
    items: list[Item] = []
    i, words, count = 0, 0, len(ctx.tokens)
    while i < count and words < _MOST_WORDS:
        tags = ctx.tokens[i].tags
        if not tags or not _woken(tags):
            i += 1
            continue
        words += 1
        item = item_at(ctx, i)
        if item is None:
            i += 1
        else:
            items.append(item)
            i = item.last
    return items
