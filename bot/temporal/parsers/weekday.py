"""Weekdays: Tuesday, next Friday, this coming Monday, Tuesday week, a week on Friday."""

from __future__ import annotations

import datetime as dt

from bot.temporal.calendar import DAY, WEEK
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.numbers import ordinal
from bot.temporal.resolve import Span, day_span
from bot.temporal.scan import item_at


def weekday(ctx: Context, i: int) -> Item | None:
    """A weekday and a day of the month beside it ("Tuesday 19th", "Friday the 13th", "Sunday 31")."""
    value = ctx.tag(i, "weekday")
    if ctx.tag(i, "shy") and not _sure(ctx, i) or ctx.tag(i - 1, "title"):
        return None
    j = i + 1
    if ctx.norm(j) == "." and ctx.glued(j) and len(ctx.norm(i)) <= 5 and j + 1 < len(ctx.tokens):
        j += 1
    if ctx.tag(j, "after_day") == 1 and ctx.tag(j + 1, "which") == "next" and not _starts_period(ctx, j + 2):
        start = next_after(ctx.today, value) + WEEK
        return Item(i, j + 2, Moment(Day(start=start, end=start + DAY)))
    weeks = {"week": 1, "fortnight": 2}.get(ctx.tag(j, "unit"))
    if weeks and not ctx.tag(i - 1, "which"):
        start = next_after(ctx.today, value) + WEEK * weeks
        return Item(i, j + 1, Moment(Day(start=start, end=start + DAY)))
    counted = _beside_day(ctx, i, j, value)
    if counted:
        return counted
    which = ctx.tag(j, "which")
    if which in ("coming", "next") and not _starts_period(ctx, j + 1):
        return Item(i, j + 1, Moment(Day(weekday=value, which=which)))
    k = ctx.skip(ctx.skip(j, "sign"), "the")
    read = ordinal(ctx, k)
    if read and 1 <= read[0] <= 31 and not ctx.tag(read[1], "of") and not ctx.tag(read[1], "month"):
        if not ctx.tag(read[1], "noun") and not ctx.tag(read[1], "unit"):
            return Item(i, read[1], Moment(Day(weekday=value, mday=read[0])))
    return Item(i, j, Moment(Day(weekday=value)))


def _beside_day(ctx: Context, i: int, j: int, weekday: int) -> Item | None:
    """The Monday after Christmas, the Tuesday before Easter, Monday after next week."""
    found = anchored(ctx, j)
    if found is None:
        return None
    span, direction, last = found
    if direction > 0:
        start = next_after(span.end - DAY, weekday)
    else:
        start = next_after(span.start - DAY * 8, weekday)
    return Item(i, last, Moment(Day(start=start, end=start + DAY)))


def anchored(ctx: Context, j: int) -> tuple[Span, int, int] | None:
    """ "After Christmas", "before the 24th": the days, the direction, the index behind; None for a time."""
    side = ctx.tag(j, "open")
    if side not in ("after", "before"):
        return None
    inner = item_at(ctx, ctx.skip(j + 1, "the"))
    if inner is None or inner.weak or inner.until or inner.moment.clock or inner.moment.part:
        return None
    span = day_span(ctx, inner.moment.day) if inner.moment.day else None
    return (span, 1 if side == "after" else -1, inner.last) if span else None


def _starts_period(ctx: Context, j: int) -> bool:
    return any(ctx.tag(j, tag) for tag in ("unit", "month", "weekday", "which"))


def _sure(ctx: Context, i: int) -> bool:
    """Sun, mon, sat: a weekday when capitalised or beside something temporal, not "in the sun"."""
    if ctx.tag(i - 1, "article"):
        return False
    follow = ctx.skip(i + 1, "sign")
    week = ctx.skip(ctx.skip(follow, "of"), "which")
    before = i - 2 if ctx.tag(i - 1, "sign") else i - 1
    if "week" in (ctx.tag(week, "unit"), ctx.tag(before, "unit")):
        return True  # "wed next week", "next week, wed"
    if ctx.capital(i + 1) and not ctx.padded[i + 1].tags:
        return False
    if ctx.capital(i) or ctx.lone_word:
        return True
    if any(
        ctx.tag(i - 1, tag) for tag in ("which", "on", "or", "at", "from", "weekday", "to", "digit", "unit")
    ):
        return True
    if any(ctx.tag(follow, tag) for tag in _BESIDE) or ctx.tag(i - 2, "weekday") and ctx.tag(i - 1, "sign"):
        return True
    return ctx.tag(i + 2, "weekday") is not None and any(ctx.tag(i + 1, tag) for tag in ("to", "or", "and"))


_BESIDE = ("open_tail", "month", "digit", "ordinal", "part", "dash", "at", "meridiem", "weekday")


def which_weekday(ctx: Context, i: int) -> Item | None:
    """This, next, coming or last before a weekday."""
    which, j = ctx.tag(i, "which"), i + 1
    if ctx.tag(j, "which"):
        which, j = ctx.tag(j, "which"), j + 1
    value = ctx.tag(j, "weekday")
    if value is None:
        return None
    inner = weekday(ctx, j)
    day = inner.moment.day if inner else None
    if inner and day and day.mday:
        return Item(i, inner.last, Moment(day))
    return Item(i, j + 1, Moment(Day(weekday=value, which=which)))


def next_after(today: dt.date, weekday: int) -> dt.date:
    """The first such weekday after today."""
    return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
