"""One day and one time in a message, other words between: "Tuesday for the check-up at 3pm"."""

from __future__ import annotations

from bot.temporal.components import Item
from bot.temporal.context import Context
from bot.temporal.lexer import Token
from bot.temporal.refiners.moments import merge

_LONGEST_GAP = 8


def distant(ctx: Context, items: list[Item]) -> list[Item]:
    strong = [item for item in items if not item.weak]
    if len(strong) != 2:
        return items
    a, b = strong
    gap = ctx.gap(a, b)
    if not 0 < len(gap) <= _LONGEST_GAP or a.until or b.until or a.open or b.open:
        return items
    if any(token.norm in ".!?;\n" or token.get("or") or token.get("but") for token in gap):
        return items
    if any(_is_and(token) for token in gap) and not _and_joins(a, b, gap):
        return items
    if any(
        token.get("not") or token.get("correction") or (token.get("to") and not token.get("dash"))
        for token in gap
        if not _is_and(token)
    ):
        return items
    one_day = bool(a.moment.day) != bool(b.moment.day)
    one_clock = bool(a.moment.clock or a.moment.part) != bool(b.moment.clock or b.moment.part)
    both_days = _day_in_span(a, b)
    moment = merge(ctx, a.moment, b.moment) if (one_day and one_clock) or both_days else None
    if moment is None or (both_days and moment.day is None):
        return items
    return [Item(a.first, b.last, moment, alternatives=())]


def _is_and(token: Token) -> bool:
    return bool(token.get("and")) or token.norm.split()[0] == "and"


def _and_joins(a: Item, b: Item, gap: list[Token]) -> bool:
    """ "At 5 and next Monday", "at two and on Friday": one moment, with only little words between."""
    if not all(_is_and(token) or token.get("glue") or token.norm == "also" for token in gap):
        return False
    return bool(a.moment.clock or b.moment.clock) or len(gap) > 1 or gap[0].norm != "and"


def _day_in_span(a: Item, b: Item) -> bool:
    """ "Next week, preferably on Tuesday"."""
    if not (a.moment.day and b.moment.day):
        return False
    return a.moment.day.settled and not a.moment.day.single and b.moment.day.weekday is not None
