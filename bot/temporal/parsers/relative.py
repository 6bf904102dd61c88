"""Counted from a day or from now: in 3 days, two weeks from Monday, 3 Fridays from now, 20 minutes ago."""

from __future__ import annotations

from bot.temporal.calendar import DAY, WEEK
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.clock import shift
from bot.temporal.parsers.lengths import UNITS, Length, length, shifted
from bot.temporal.parsers.numbers import amount
from bot.temporal.parsers.runs import several
from bot.temporal.parsers.weekday import next_after
from bot.temporal.resolve import day_span
from bot.temporal.scan import item_at


def counted_from_now(ctx: Context, i: int) -> Item | None:
    """In 3 days, in half an hour."""
    j = ctx.skip(i + 1, "more")
    read = length(ctx, j)
    if read is None:
        return _span_from_now(ctx, i, j)
    follow = read[1]
    after, last = _later(ctx, follow)
    if ctx.tag(i, "in") == "after" and (ctx.tag(follow, "after_day") or _hour_with_sign(ctx, j, follow)):
        return None
    if ctx.tag(i, "in") != "in":
        after, last = 1, follow
    return Item(i, last, shifted(ctx, read[0], after or 1))


def _span_from_now(ctx: Context, i: int, j: int) -> Item | None:
    """In 2 or 3 weeks, in two to three days: from the first of those days to the last."""
    fewer = amount(ctx, j)
    if fewer is None or ctx.tag(i, "in") != "in" or not (ctx.tag(fewer[1], "to") or ctx.tag(fewer[1], "or")):
        return None
    more, read = amount(ctx, fewer[1] + 1), length(ctx, fewer[1] + 1)
    if more is None or read is None or not read[0].daily or not fewer[0] < more[0]:
        return None
    unit = UNITS[ctx.tag(read[1] - 1, "unit")]
    start = unit.times(fewer[0]).from_day(ctx.today)
    return Item(i, read[1], Moment(Day(start=start, end=read[0].from_day(ctx.today) + DAY)))


def _hour_with_sign(ctx: Context, j: int, follow: int) -> bool:
    """ "After 15h": three in the afternoon, as much of the world writes it."""
    return follow == j + 2 and ctx.tag(j + 1, "hour_sign") and ctx.glued(j + 1) and (ctx.num(j) or 99) <= 24


def counted_first(ctx: Context, i: int) -> Item | None:
    """3 days ago, two weeks later, 3 days after January 12th, 3 Fridays from now; else a bare duration."""
    weekdays = _weekdays_from_now(ctx, i)
    if weekdays:
        return weekdays
    read = length(ctx, i)
    if read is None:
        return None
    how_long, j = read
    sign, last = _later(ctx, j)
    if sign and not (ctx.tag(j, "noun") and how_long.days == 0):
        return Item(i, last, shifted(ctx, how_long, sign))
    direction = ctx.tag(j, "after_day")
    if direction:
        anchored = _from_day(ctx, i, j + 1, how_long, direction)
        if anchored:
            return anchored
    on_day = _week_on(ctx, i, j, how_long)
    return on_day or Item(i, j, length=how_long.elapsed, weak=True)


def _weekdays_from_now(ctx: Context, i: int) -> Item | None:
    read = amount(ctx, i)
    if read is None or read[0] != int(read[0]) or not 1 <= read[0] <= 99:
        return None
    weekday = ctx.tag(read[1], "weekday")
    sign, last = _later(ctx, read[1] + 1)
    if weekday is None or not sign:
        return None
    if sign > 0:
        start = next_after(ctx.today, weekday) + WEEK * (int(read[0]) - 1)
    else:
        start = next_after(ctx.today - WEEK, weekday) - WEEK * (int(read[0]) - 1)
        start = start if start < ctx.today else start - WEEK
    return Item(i, last, Moment(Day(start=start, end=start + DAY)))


def _later(ctx: Context, j: int) -> tuple[int, int]:
    """1 for "later" and "from now", -1 for "ago", 0 for none of them; and the index behind."""
    sign = ctx.tag(j, "later")
    if sign:
        return sign, j + 1
    from_now = ctx.tag(j, "after_day") == 1 and ctx.tag(j + 1, "now") and len(ctx.norm(j + 1)) == 3
    return (1, j + 2) if from_now else (0, j)


def _from_day(ctx: Context, i: int, j: int, how_long: Length, direction: int) -> Item | None:
    """The other day stands right after ("two weeks from Monday"); the scanner reads it for us."""

    anchor = item_at(ctx, ctx.skip(j, "the"))
    if anchor is None or anchor.weak or anchor.until:
        return None
    moment = anchor.moment
    if moment.day is not None and how_long.daily:
        span = day_span(ctx, moment.day)
        if span is None:
            return None
        start = how_long.from_day(span.start, direction)
        return Item(i, anchor.last, Moment(Day(start=start, end=start + DAY), moment.clock, moment.part))
    if moment.instant is not None:
        return Item(i, anchor.last, Moment(instant=how_long.from_instant(moment.instant, direction)))
    if moment.clock is not None and not how_long.daily and not ctx.tag(i - 1, "for"):
        minutes = int(how_long.minutes) * direction
        return Item(i, anchor.last, Moment(clock=shift(moment.clock, minutes)))
    return None


def _week_on(ctx: Context, i: int, j: int, how_long: Length) -> Item | None:
    """A week on Friday, two weeks on Monday, a week tomorrow."""
    k = ctx.skip(j, "on_day")
    weekday, dayword = ctx.tag(k, "weekday"), ctx.tag(k, "dayword")
    weeks = how_long.days > 0 and not how_long.days % 7
    if weekday is None and dayword is None or not (weeks or (dayword is not None and how_long.months)):
        return None
    if weekday is not None and k == j:
        return None
    base = next_after(ctx.today, weekday) if weekday is not None else ctx.today + DAY * dayword
    start = how_long.from_day(base)
    return Item(i, k + 1, Moment(Day(start=start, end=start + DAY)))


def within(ctx: Context, i: int) -> Item | None:
    """Within 3 days: open before that day ends; "within the next 2 hours": from now on."""

    j = ctx.skip(i + 1, "the")
    run = ctx.tag(j, "which") in ("next", "coming") or "next" in ctx.norm(i).split()
    j += ctx.tag(j, "which") in ("next", "coming")
    read = length(ctx, j)
    if read is None:
        unit = UNITS.get(ctx.tag(j, "unit")) if j > i + 1 or run else None
        if unit and run:
            return several(ctx, i, j + 1, unit, backwards=False)
        return Item(i, j + 1, shifted(ctx, unit, 1), open="before") if unit else None
    if run:
        return several(ctx, i, read[1], read[0], backwards=False)
    return Item(i, read[1], shifted(ctx, read[0], 1), open="before", inclusive=False)
