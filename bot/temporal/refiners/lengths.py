"""A duration beside a time: "4pm for 30 mins", "2.5 hours from 9", "3 days from Monday"."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Item, Moment
from bot.temporal.context import Context


def lengths(ctx: Context, items: list[Item]) -> list[Item]:
    made: list[Item] = []
    for item in items:
        both = _lasting(ctx, made[-1], item) if made else None
        if both is None:
            made.append(item)
        else:
            made[-1] = both
    return made


def _lasting(ctx: Context, a: Item, b: Item) -> Item | None:
    gap = ctx.gap(a, b)
    if b.length and not a.length and len(gap) == 1 and gap[0].get("for"):
        return _stretched(a, b, a)
    if a.length and not b.length and b.open == "after" and len(gap) <= 1:
        return _stretched(a, b, b)
    return None


def _stretched(a: Item, b: Item, timed: Item) -> Item | None:
    moment = timed.moment
    length = a.length or b.length
    if length is None or timed.until or timed.weak or not (moment.clock or moment.day) or moment.part:
        return None
    if moment.clock is None and length.days < 1:
        return None
    made = Item(a.first, b.last, moment, length=length)
    return replace(made, until=Moment(), open=None)
