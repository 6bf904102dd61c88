"""Counted from the expression before: "tomorrow or the day after", "next week or the week after"."""

from __future__ import annotations

from bot.temporal.calendar import DAY, WEEK, add_months, month_start, week_start
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.weekday import next_after
from bot.temporal.refiners.join import join
from bot.temporal.resolve import Span, day_span
from bot.temporal.scan import item_at

_NEAR = 3
"""Items before the words among which their anchor is looked for, which keeps the whole linear."""


_REACH = 64
"""Tokens looked at behind the last item: the scanner stops early in a hostile text, and so must this."""
_WAKING = frozenset(("after_day", "stepped", "subsequent"))


def following(ctx: Context, items: list[Item]) -> list[Item]:
    """Runs before `join`, so that no time behind the words takes their "after" for its own."""
    made: list[Item] = []
    k = 0
    reach = (items[-1].last if items else 0) + _REACH
    for index, token in enumerate(ctx.tokens[:reach]):
        if token.tags.keys().isdisjoint(_WAKING):
            continue
        while k < len(items) and items[k].first < index:
            made.append(items[k])
            k += 1
        words = _words(ctx, index, token.tags)
        item = _counted(ctx, made, *words) if words else None
        if item is None:
            continue
        while made and made[-1].last > item.first:
            made.pop()
        made.append(item)
        while k < len(items) and items[k].first < item.last:
            k += 1
    return made + items[k:]


def _words(ctx: Context, index: int, tags: dict[str, object]) -> tuple[int, int, str | int] | None:
    """Where the words begin and end, and what they name: a unit or a weekday."""
    if "stepped" in tags:
        return index, index + 1, str(tags["stepped"])
    if "subsequent" in tags and (follow := _named(ctx, index + 1)) is not None:
        return index - (ctx.tag(index - 1, "the") is not None and index > 0), index + 2, follow
    if tags.get("after_day") != 1 or index == 0:
        return None
    named = _named(ctx, index - 1)
    last = ctx.skip(index + 1, "anaphor")
    first = index - 1 - (ctx.tag(index - 2, "the") is not None and index > 1)
    if named is None or (last == index + 1 and _goes_on(ctx, last)):
        return None
    return first, last, named


def _named(ctx: Context, index: int) -> str | int | None:
    unit = ctx.tag(index, "unit")
    if unit in ("day", "week", "weekend", "month"):
        return str(unit)
    if ctx.tag(index, "pronoun"):
        return "one"
    weekday = ctx.tag(index, "weekday")
    return int(weekday) if weekday is not None else None


def _goes_on(ctx: Context, index: int) -> bool:
    """ "The day after Easter", "the Friday after 3pm": counted from what follows."""
    return item_at(ctx, ctx.skip(index, "the")) is not None or ctx.tag(index, "which") is not None


def _counted(ctx: Context, before: list[Item], first: int, last: int, named: str | int) -> Item | None:
    near = [item for item in before[-_NEAR:] if item.last <= first]
    anchor = join(ctx, near)[-1] if near else None
    if anchor is not None and anchor.moment.day and not anchor.until and _listed(ctx, anchor, first):
        span = day_span(ctx, anchor.moment.day)
    elif ctx.tag(last - 1, "anaphor") and (named in ("week", "weekend") or isinstance(named, int)):
        span = _present(ctx, named)
        anchor = None
    else:
        return None
    if span is None:
        return None
    day = anchor.moment.day if anchor else None
    start, end, grain = _step(span, named, day is not None and day.weekday is not None)
    return Item(first, last, Moment(Day(start=start, end=end, grain=grain)))


def _listed(ctx: Context, anchor: Item, first: int) -> bool:
    gap = ctx.tokens[anchor.last : first]
    return 1 <= len(gap) <= 3 and any(
        token.get("or") or token.get("and") or token.norm == "," for token in gap
    )


def _present(ctx: Context, named: str | int) -> Span:
    """ "The week after this one", "the Friday after this one", said of nothing before."""
    if isinstance(named, int):
        start = next_after(ctx.today, named)
        return Span(start, start + DAY, "day")
    monday = week_start(ctx.today)
    if named == "weekend":
        return Span(monday + DAY * 5, monday + WEEK, "day")
    return Span(monday, monday + WEEK, "week")


def _step(span: Span, named: str | int, weekly: bool) -> Span:
    """The named unit that comes next after the anchor; "the one after" is one of the anchor's own kind."""
    if isinstance(named, int):
        start = next_after(span.end - DAY, named)
        return Span(start, start + DAY, "day")
    single = (span.end - span.start).days == 1
    if named == "month" or (named == "one" and span.grain == "month"):
        start = add_months(month_start(span.start), 1) if span.grain == "month" else add_months(span.start, 1)
        return Span(start, add_months(start, 1) if span.grain == "month" else start + DAY, span.grain)
    if named == "day" or (named == "one" and single and not weekly):
        return Span(span.end, span.end + DAY, "day")
    return Span(span.start + WEEK, span.end + WEEK, span.grain)
