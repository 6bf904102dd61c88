"""Lists of choices: in "Tuesday at 2, 2:30 or 3" the later times stand on Tuesday too."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Clock, Item, Moment
from bot.temporal.context import Context
from bot.temporal.refiners.shared import (
    choices,
    shared_day,
    shared_half,
    shared_month,
    shared_time,
    shared_week,
    time_before,
)


def lists(ctx: Context, items: list[Item]) -> list[Item]:
    made: list[Item] = []
    items = shared_week(ctx, shared_month(ctx, shared_half(ctx, items)))
    items = time_before(ctx, shared_time(ctx, items))
    for item in shared_day(ctx, items):
        last = made[-1] if made else None
        if last and (_open_ends(ctx, last, item) or _ranges(ctx, last, item)):
            item = replace(item, moment=replace(item.moment, day=last.moment.day))
        elif last and _listed(ctx, last, item):
            item = _member(last, item)
        made.append(item)
    return made


def _ranges(ctx: Context, a: Item, b: Item) -> bool:
    """ "Tomorrow 9-11 or 14-16": the second range of hours stands on the same day."""
    hours = a.until and b.until and a.moment.clock and b.moment.clock
    return bool(hours and a.moment.day and not b.moment.day and choices(ctx, a, b))


def _open_ends(ctx: Context, a: Item, b: Item) -> bool:
    """ "Saturday before 11 or after 3": the other half-open range of hours stands on the same day."""
    hours = a.open and b.open and a.moment.clock and b.moment.clock
    single = a.moment.day is not None and a.moment.day.single
    return bool(hours and single and not b.moment.day and not (a.until or b.until) and choices(ctx, a, b))


def _listed(ctx: Context, a: Item, b: Item) -> bool:
    gap = ctx.gap(a, b)
    if not 1 <= len(gap) <= 3 or a.weak or a.until or b.until or a.moment.clock is None:
        return False
    return all(
        token.norm == "," or token.get("or") or token.get("and") or token.norm == "at" for token in gap
    )


def _member(last: Item, item: Item) -> Item:
    clock = item.moment.clock
    if item.weak and item.moment.empty and item.number is not None and 1 <= item.number <= 24:
        clock = Clock(item.number, certain=item.number > 12)
    if clock is None or item.moment.day is not None or item.moment.part or item.open:
        return item
    before = last.moment.clock
    if before and before.half and not clock.certain:
        clock = replace(clock, half=before.half, certain=True)
    return replace(item, moment=Moment(last.moment.day, clock), weak=False)
