"""Dates in figures: 2026-03-05, 5/3, 05.03.2027, 2016 10 16, 11/2016, and ISO date-times.

A group of figures is a date as a whole or not at all: "133-03-03-2020", "8/32" and "4/13/1" are none.
"""

from __future__ import annotations

from bot.temporal.calendar import valid
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.guards import labelled
from bot.temporal.parsers.iso import compact, year_first
from bot.temporal.parsers.numbers import short_year

_SIGNS = ("-", "/", ".", ",")


def date_in_figures(ctx: Context, i: int) -> Item | None:
    if labelled(ctx, i) or _inside_code(ctx, i):
        return None
    if ctx.digits(i) == 8:
        return compact(ctx, i)
    group, last = _group(ctx, i)
    if len(group) == 1:
        return None
    if len(group) == 2 and _dotted(ctx, i, last):
        return _either_order(ctx, i, last + 1, ctx.num(i) or 0, ctx.num(i + 2) or 0, None, day_first=True)
    if _in_longer_code(ctx, last):
        return None
    if len(group) == 3:
        return _three(ctx, i, group, last)
    return _two(ctx, i, group, last)


def _inside_code(ctx: Context, i: int) -> bool:
    return (
        ctx.glued(i)
        and ctx.norm(i - 1) in ("-", "/", ".")
        and ctx.glued(i - 1)
        and ctx.digits(i - 2) > 0
        and (ctx.norm(i + 1) == ctx.norm(i - 1) and ctx.digits(i - 2) in (1, 3) and ctx.digits(i - 4) == 0)
    )


def _in_longer_code(ctx: Context, last: int) -> bool:
    """More figures are glued on; a dash then begins the other end of a range."""
    sign = ctx.norm(last)
    if not ctx.glued(last) or not ctx.glued(last + 1):
        return False
    if sign == "-":
        return False
    if ctx.tokens[last].norm.isalpha():
        return sign != "t" and not ctx.tokens[last].tags
    return sign in ("/", ".", ":") and ctx.digits(last + 1) > 0


def _group(ctx: Context, i: int) -> tuple[list[int], int]:
    """The indexes of two or three numbers with the same sign (or space) between, and the index after."""
    sign = ctx.norm(i + 1)
    if sign in _SIGNS and ctx.digits(i + 2):
        found, j = [i, i + 2], i + 3
        after = ctx.norm(j)
        same = after == sign or (after == "," and sign == "/")
        if sign == "." and ctx.glued(i + 2) and not ctx.glued(j + 1):
            same = False  # "18.11. 15:00"
        if same and ctx.digits(j + 1) and (sign != "-" or ctx.glued(j) == ctx.glued(i + 1)):
            return [*found, j + 1], j + 2
        return found, j
    if ctx.digits(i) in (1, 2) and ctx.digits(i + 1) in (1, 2) and ctx.digits(i + 2) == 4:
        return [i, i + 1, i + 2], i + 3
    if ctx.digits(i) == 4 and ctx.digits(i + 1) in (1, 2) and ctx.digits(i + 2) in (1, 2):
        return [i, i + 1, i + 2], i + 3
    return [i], i + 1


def _dotted(ctx: Context, i: int, last: int) -> bool:
    """18.11. with a full stop of its own, as Germans and Danes write it, not the end of a sentence."""
    own = ctx.norm(i + 1) == "." and ctx.norm(last) == "." and ctx.glued(i + 2) and ctx.glued(last)
    if (
        not own
        or not 0 < (ctx.num(i) or 0) <= 31
        or not 0 < (ctx.num(i + 2) or 0) <= 12
        or ctx.tag(i - 1, "at")
    ):
        return False
    if ctx.tag(i - 1, "at"):
        return False
    before = i - 2 if ctx.tag(i - 1, "sign") else i - 1
    if ctx.tag(before, "weekday") is not None or any(ctx.tag(i - 1, tag) for tag in ("on_day", "to", "from")):
        return True
    if i == 0 and last + 1 == len(ctx.tokens):
        return True
    follow = ctx.padded[last + 1]
    return bool(follow.digits or follow.get("to") or follow.get("at") or follow.get("part"))


def _three(ctx: Context, i: int, group: list[int], last: int) -> Item | None:
    a, b, c = (ctx.num(k) or 0 for k in group)
    sizes = tuple(ctx.digits(k) for k in group)
    dead = Item(i, last, weak=True)
    if sizes[0] == 4 and max(sizes[1:]) <= 2:
        if not 1900 <= a <= 2199:
            return dead
        return year_first(ctx, i, last, a, b, c) or dead
    if max(sizes[:2]) > 2 or sizes[2] not in (2, 4):
        return dead
    if sizes[2] == 2 and (ctx.norm(i + 1) in ("-", ",") and not ctx.glued(i + 1)):
        return dead
    written = short_year(c) if sizes[2] == 2 else c
    if not 1900 <= written <= 2199:
        return dead
    if sizes[2] == 2 and ctx.norm(i + 1) == "-" and a > 31:
        return dead
    return _either_order(ctx, i, last, a, b, written) or dead


def _either_order(
    ctx: Context, i: int, last: int, a: int, b: int, year: int | None, *, day_first: bool = False
) -> Item | None:
    """Day and month in the zone's order; the other order is the alternative, or the only reading."""
    orders = [(b, a), (a, b)] if ctx.day_first or day_first else [(a, b), (b, a)]
    days = [
        Day(year=year, month=month, mday=mday)
        for month, mday in orders
        if valid(year or 2000, month, mday) is not None
    ]
    if not days:
        return None
    others = tuple(Item(i, last, Moment(day)) for day in days[1:] if day != days[0])
    return Item(i, last, Moment(days[0]), alternatives=others)


def _two(ctx: Context, i: int, group: list[int], last: int) -> Item | None:
    a, b = ctx.num(group[0]) or 0, ctx.num(group[1]) or 0
    sizes = ctx.digits(group[0]), ctx.digits(group[1])
    sign = ctx.norm(i + 1)
    if sign == ",":
        return None
    if 4 in sizes:
        return _year_and_month(i, last, a, b, sizes)
    if max(sizes) <= 2 and sign in (".", "-") and _day_and_month(ctx, i, last, a, b):
        return _either_order(ctx, i, last, a, b, None)
    if max(sizes) > 2 or sign == "." or (sign == "-" and not _dated_dash(ctx, i, last, a, b)):
        return None
    if sign == "/" and (a, b) == (24, 7):
        return Item(i, last, weak=True)
    if sign == "/" and (_mixed_number(ctx, i) or ctx.tag(last, "of") and ctx.tag(last + 1, "article")):
        return Item(i, last, weak=True)
    item = _either_order(ctx, i, last, a, b, None)
    return item or (Item(i, last, weak=True) if sign == "/" else None)


def _mixed_number(ctx: Context, i: int) -> bool:
    """5 1/2, but not 15:00 1/2."""
    below = ctx.num(i + 2)
    counted = ctx.digits(i - 1) > 0 and not ctx.glued(i) and ctx.norm(i - 2) not in (":", *_SIGNS)
    return counted and below in (2, 3, 4, 8) and (ctx.num(i) or 0) < below


def _day_and_month(ctx: Context, i: int, last: int, a: int, b: int) -> bool:
    """24.11 and 24-11, alone or after "on" or a weekday; 4.22 after "on": no time and no range of hours."""
    if not (ctx.glued(i + 1) and ctx.glued(i + 2)) or not (0 < a <= 31 and 0 < b <= 31):
        return False
    after_on = ctx.tag(i - 1, "on_day") is not None
    if a <= 12:
        return after_on and b > 12 and ctx.norm(i + 1) == "." and ctx.tag(last, "meridiem") is None
    rest = [token for token in ctx.tokens[last:] if token.norm != "."]
    return b <= 12 and ((i == 0 and not rest) or after_on or ctx.tag(i - 1, "weekday") is not None)


def _dated_dash(ctx: Context, i: int, last: int, a: int, b: int) -> bool:
    """ "2-15" is a date only where it can be no range of hours and nothing says otherwise."""
    if not (ctx.glued(i + 1) and ctx.glued(i + 2)) or a == 0 or b == 0:
        return False
    if any(
        ctx.tag(last, tag)
        for tag in ("meridiem", "month", "unit", "part", "noun", "suffix", "ish", "oclock", "of")
    ):
        return False
    if ctx.norm(last) in (":", "h") or any(
        ctx.tag(i - 1, tag) for tag in ("month", "weekday", "between", "at")
    ):
        return False
    return (a > 12) != (b > 12) and max(a, b) > 24 or (a <= 12 < b <= 31 and not ctx.tag(i - 1, "from"))


def _year_and_month(i: int, last: int, a: int, b: int, sizes: tuple[int, int]) -> Item | None:
    year, month = (a, b) if sizes[0] == 4 else (b, a)
    if max(sizes) == min(sizes) or not 1900 <= year <= 2199 or not 1 <= month <= 12:
        return None
    return Item(i, last, Moment(Day(year=year, month=month, grain="month")))
