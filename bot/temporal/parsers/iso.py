"""Dates with the year first (ISO 8601, extended and basic): 2026-03-05, 20260305, 2026-03-05T14:30Z."""

from __future__ import annotations

from bot.temporal.calendar import valid
from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context

_NEAR_YEARS = 3
"""An eight-digit number further off is rather an order number."""


def compact(ctx: Context, i: int) -> Item | None:
    """20270305, 20270305T1430: the basic format of ISO 8601, in years that somebody books in."""
    written = ctx.num(i) or 0
    year, month, mday = written // 10000, written // 100 % 100, written % 100
    if abs(year - ctx.today.year) > _NEAR_YEARS:
        return None
    return year_first(ctx, i, i + 1, year, month, mday)


def year_first(ctx: Context, i: int, last: int, year: int, month: int, mday: int) -> Item | None:
    """ISO 8601 order; year, day, month only where the month cannot stand in the middle."""
    if month > 12 and ctx.norm(i + 1) != "-":
        month, mday = mday, month
    day = valid(year, month, mday)
    if day is None:
        return None
    moment = Moment(Day(year=year, month=month, mday=mday))
    if ctx.norm(last) == "t" and ctx.glued(last) and ctx.digits(last + 1) in (2, 4, 6):
        return _iso_time(ctx, i, moment, last + 1)
    return Item(i, last, moment)


def _iso_time(ctx: Context, i: int, moment: Moment, j: int) -> Item | None:
    hour, minute, last = ctx.num(j), 0, j + 1
    if hour is not None and ctx.digits(j) > 2:
        hour, minute = divmod(hour // (100 if ctx.digits(j) == 6 else 1), 100)
    elif ctx.norm(j + 1) == ":" and ctx.digits(j + 2) == 2:
        minute, last = ctx.num(j + 2) or 0, j + 3
        if ctx.norm(last) == ":" and ctx.digits(last + 1) == 2:
            last += 2
            if ctx.norm(last) in (".", ",") and ctx.digits(last + 1):
                last += 2
    if hour is None or hour > 24 or minute > 59:
        return None
    offset, last = _iso_offset(ctx, last)
    clock = Clock(hour, minute, certain=True, exact=True, offset_minutes=offset)
    return Item(i, last, Moment(moment.day, clock))


def _iso_offset(ctx: Context, j: int) -> tuple[int | None, int]:
    if ctx.norm(j) == "z" and ctx.glued(j):
        return 0, j + 1
    if ctx.norm(j) in ("+", "-") and ctx.glued(j) and ctx.digits(j + 1) == 2 and ctx.norm(j + 2) == ":":
        minutes = (ctx.num(j + 1) or 0) * 60 + (ctx.num(j + 3) or 0)
        if minutes < 24 * 60 and ctx.digits(j + 3) == 2:
            return (minutes if ctx.norm(j) == "+" else -minutes), j + 4
    return None, j
