"""Drops what nothing confirmed and what is no date here."""

from __future__ import annotations

from bot.temporal.components import Item
from bot.temporal.context import Context


def filters(ctx: Context, items: list[Item]) -> list[Item]:
    kept = [item for item in items if not (item.weak or _bare_noun(ctx, item) or _splits_code(ctx, item))]
    kept = [item for item in kept if not _excluded(ctx, item)]
    return [item for item in kept if not _idle_now(ctx, item, len(kept))]


def _excluded(ctx: Context, item: Item) -> bool:
    """ "Any day but Friday", "not Tuesday": asked for is anything else."""
    index = item.first - 1
    if ctx.tag(index, "lead"):
        index -= 1
    if not ctx.tag(index, "except") or item.open:
        return False
    return (
        not ctx.tag(index, "no") or item.moment.clock is None and ctx.tag(item.first, "weekday") is not None
    )


def _idle_now(ctx: Context, item: Item, count: int) -> bool:
    """ "Right now" beside another expression or behind a "no" says nothing about an appointment."""
    if not ctx.tag(item.first, "now") or item.until or item.last != item.first + 1:
        return False
    return count > 1 or any(token.get("negation") for token in ctx.tokens[: item.first])


def _bare_noun(ctx: Context, item: Item) -> bool:
    """ "Lunch with Jim" names a meal, "after lunch" and "at lunchtime" a time."""
    moment = item.moment
    if moment.part is None or moment.day or moment.clock or item.until:
        return False
    if _greeting(ctx, item):
        return True
    alone = len(ctx.tokens) == 1 or item.open is not None
    return bool(ctx.tag(item.last - 1, "meal")) and not alone and not ctx.tag(item.first - 1, "mealtime")


def _greeting(ctx: Context, item: Item) -> bool:
    """ "Morning! Could I …", "Afternoon, it's Greg"."""
    if item.first > 0 or item.open or ctx.tag(item.first, "part") is None or item.last >= len(ctx.tokens):
        return False
    follows = ctx.norm(item.last)
    return follows == "!" and item.last + 1 < len(ctx.tokens) or follows == "," and len(ctx.tokens) >= 6


def _splits_code(ctx: Context, item: Item) -> bool:
    """The figures go on: part of a longer code such as a phone or order number."""
    first, last = ctx.tokens[item.first], item.last
    if first.num is not None and first.glued and item.first:
        before = ctx.tokens[item.first - 1]
        if before.norm in ("-", ".", "/", "#", "_", "+") and ctx.digits(item.first - 2):
            return True
    if last < len(ctx.tokens) and ctx.tokens[last - 1].num is not None and ctx.glued(last):
        after = ctx.tokens[last]
        if after.norm in ("-", "/", ".", ":", "_") and ctx.glued(last + 1) and ctx.digits(last + 1):
            return True
        return after.norm.isalpha() and not after.tags
    return False
