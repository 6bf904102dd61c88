"""The words that make a range: from, between … and, to, until, a dash."""

from __future__ import annotations

from bot.temporal.components import Item
from bot.temporal.context import Context

_FILLERS = ("the", "at", "on", "about", "around", ",", "and", ".")


def opened_by(ctx: Context, a: Item) -> tuple[bool, int]:
    """Whether "between" stands before, and how many tokens of "from" or "between" there are."""
    back = 1
    while back <= 2 and ctx.tag(a.first - back, "article"):
        back += 1
    index = a.first - back
    if ctx.tag(index, "from"):
        return ctx.tag(index, "between") is not None, back
    return False, 0


def connected(ctx: Context, a: Item, b: Item) -> bool:
    """The words between make a range; "and" does so only after "between"."""
    between, _ = opened_by(ctx, a)
    gap = ctx.gap(a, b)
    if not gap or len(gap) > 4:
        return False
    connectors = [token for token in gap if token.get("to")]
    if not connectors:
        return False
    if any(not token.get("to") and token.norm not in _FILLERS and not token.get("from") for token in gap):
        return False
    if all(token.get("and") for token in connectors):
        return between or (bool(a.open) and bool(b.open))
    return not any(token.get("between") for token in gap)
