"""Putting two moments together."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Clock, Day, Moment, Part
from bot.temporal.context import Context
from bot.temporal.resolve import combine


def merge(ctx: Context, a: Moment, b: Moment) -> Moment | None:
    """One moment that both describe, or None."""
    if a.instant or b.instant or (a.clock and b.clock):
        return None
    day: Day | None = a.day or b.day
    if a.day and b.day:
        day = combine(ctx, a.day, b.day)
        if day is None:
            return None
    if day is not None and not day.single and (a.clock or b.clock or a.part or b.part):
        # "Next week in the morning" is no one morning: two expressions say it better.
        return None
    part = a.part or b.part
    if a.part and b.part:
        part = _edge_of(ctx, a.part, b.part) or _edge_of(ctx, b.part, a.part) or _narrower(a.part, b.part)
        if part is None:
            return None
    clock = a.clock or b.clock
    if clock and part:
        sided = in_part(ctx, clock, part)
        if sided is None:
            return None
        return Moment(day, sided)
    return Moment(day, clock, part)


def _edge_of(ctx: Context, edge: Part, part: Part) -> Part | None:
    """ "Early tomorrow" and "morning" make the early morning."""
    name = {"early_day": f"early_{part.name}", "late_day": f"late_{part.name}"}.get(edge.name)
    return ctx.part(name) if name in ctx.lexicon.parts else None


def _narrower(a: Part, b: Part) -> Part | None:
    """The shorter of two that overlap ("first thing in the morning")."""
    if a.starts >= b.starts and a.ends <= b.ends:
        return a
    if b.starts >= a.starts and b.ends <= a.ends:
        return b
    if a.starts < b.ends and b.starts < a.ends:
        return a if a.ends - a.starts <= b.ends - b.starts else b
    return None


def in_part(ctx: Context, clock: Clock, part: Part) -> Clock | None:
    """The time on the half of the day that the part tells; None when they contradict each other."""
    side = ctx.lexicon.parts[part.name][2]
    if clock.certain:
        return clock
    hour = clock.hour
    if side == "noon":
        half = "am" if hour in (10, 11) else "pm"
    elif side == "night":
        half = "am" if hour == 12 or hour <= 4 else "pm"
        if part.name == "tonight" and hour == 12:
            return replace(clock, hour=24, certain=True) if not clock.minute else None
    elif side is None:
        return clock
    else:
        half = side
    return replace(clock, half="am" if half == "am" else "pm", certain=True)
