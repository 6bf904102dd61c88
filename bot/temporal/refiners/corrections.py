"""Corrections inside one message: "Tuesday, no, Wednesday at 3"; "not Tuesday but Wednesday"."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Clock, Item, Moment
from bot.temporal.context import Context

_LONGEST_GAP = 6


def corrections(ctx: Context, items: list[Item]) -> list[Item]:
    made: list[Item] = []
    for item in items:
        last = made[-1] if made else None
        if last and _corrects(ctx, last, item):
            made[-1] = _replaced(last, item)
        elif last and _denied(ctx, item):
            made[-1] = _kept(last, replace(item, weak=False))
        elif last and _denied(ctx, last) and not item.weak:
            made[-1] = _replaced(last, item)
        else:
            made.append(item)
    return made


def _kept(last: Item, denied: Item) -> Item:
    """ "Thursday instead of Friday at 3": the time behind the denied day stays."""
    moment = last.moment
    if moment.day and denied.moment.day and not (moment.clock or moment.part or last.until or last.open):
        moment = replace(moment, clock=denied.moment.clock, part=denied.moment.part)
    return replace(last, moment=moment, alternatives=(*last.alternatives, denied))


def _corrects(ctx: Context, a: Item, b: Item) -> bool:
    gap = ctx.gap(a, b)
    moved = any(ctx.tag(back, "move") for back in range(max(0, a.first - 6), a.first))
    if moved and len(gap) == 1 and gap[0].get("to") and not gap[0].get("dash"):
        return True
    if a.weak or not 1 <= len(gap) <= _LONGEST_GAP or b.length:
        return False
    if not any(token.get("correction") for token in gap):
        return False
    return all(token.get("correction") or token.get("glue") or token.norm in (".", "!", "…") for token in gap)


def _denied(ctx: Context, item: Item) -> bool:
    """The words just before deny it: "not Tuesday", "instead of Tuesday"."""
    index = item.first - 1
    while index >= 0 and ctx.tag(index, "lead"):
        index -= 1
    return ctx.tag(index, "not") is not None and not item.open


def _replaced(first: Item, last: Item) -> Item:
    """The last one stands and keeps from the first what it does not state itself."""
    moment = last.moment
    if last.weak:
        if last.number is None or not first.moment.clock or not 1 <= last.number <= 24:
            return first
        moment = Moment(clock=Clock(last.number, certain=last.number > 12))
    if not last.until and not moment.instant and not first.until:
        if moment.day is None and first.moment.day:
            moment = replace(moment, day=first.moment.day)
        elif moment.clock is None and moment.part is None and moment.day and moment.day.single:
            moment = replace(moment, clock=first.moment.clock, part=first.moment.part)
    kept = (*last.alternatives, replace(first, alternatives=()))
    return replace(last, moment=moment, weak=False, alternatives=kept)
