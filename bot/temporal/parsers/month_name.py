"""Dates with a month by name: March 5th, 5 March 2027, the third of March, 10-August-2012, Sep 2012."""

from __future__ import annotations

from bot.temporal.calendar import valid
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.guards import counted
from bot.temporal.parsers.numbers import number, ordinal, year


def month_first(ctx: Context, i: int) -> Item | None:
    month = ctx.tag(i, "month")
    if _inside_word(ctx, i):
        return None
    j = _sign(ctx, i + 1)
    k = ctx.skip(j, "the")
    read = _mday(ctx, k)
    if read:
        mday, j = read
        full = _year_after(ctx, j, ctx.norm(i + 1))
        if full:
            return _dated(i, full[1], full[0], month, mday)
        if _splits_code(ctx, j):
            return None
        return _dated(i, j, None, month, mday)
    return _month_alone(ctx, i, month, j)


def _month_alone(ctx: Context, i: int, month: int, j: int) -> Item | None:
    j = ctx.skip(j, "of")
    if ctx.digits(i + 1) in (1, 2, 3) and ctx.digits(i + 2) and ctx.norm(i + 1) not in (",",):
        return None
    written = year(ctx, j, short=False)
    if written:
        return Item(i, written[1], Moment(Day(year=written[0], month=month, grain="month")))
    if ctx.digits(_sign(ctx, i + 1)) in (1, 2) and not _clock_follows(ctx, _sign(ctx, i + 1)):
        return None
    if not plain_month(ctx, i):
        return None
    return Item(i, i + 1, Moment(Day(month=month, grain="month")))


_BEFORE_MONTH = ("of", "on", "open", "from", "to", "which", "edge", "early", "or", "and")


def plain_month(ctx: Context, i: int) -> bool:
    """A month without day or year: never a name ("August Bakery"), never a verb ("may", "march")."""
    if any(ctx.tag(i - 1, tag) for tag in ("article", "label", "title")):
        return False
    during = ctx.tag(i - 1, "for") and ctx.tag(i - 1, "mealtime")
    before = bool(during) or any(ctx.tag(i - 1, tag) for tag in _BEFORE_MONTH)
    follow = ctx.padded[i + 1]
    name = ctx.capital(i + 1) and not follow.tags
    if name and ctx.tag(i - 1, "for"):
        return False  # "a table for June Carter"
    if not ctx.tag(i, "shy"):
        return before or not name
    if len(ctx.tokens) == 1 or _beside_month(ctx, i):
        return True
    verb = not ctx.capital(i) and follow.norm.isalpha() and not follow.tags
    of = ctx.tag(i - 1, "of") is not None
    if name or not before or (verb and not of):
        return False
    return ctx.capital(i) or of or len(ctx.norm(i)) > 3


def _beside_month(ctx: Context, i: int) -> bool:
    """ "Jan to Mar": each says that the other is a month."""
    after = ctx.tag(i + 1, "to") and ctx.tag(i + 2, "month")
    before = ctx.tag(i - 1, "to") and ctx.tag(i - 2, "month")
    return bool(after or before)


def _inside_word(ctx: Context, i: int) -> bool:
    return ctx.glued(i) and ctx.norm(i - 1).isalpha() and not ctx.tokens[i - 1].tags


def _mday(ctx: Context, k: int) -> tuple[int, int] | None:
    read = ordinal(ctx, k)
    if read and 1 <= read[0] <= 31:
        return read
    read = number(ctx, k)
    if read is None or not 1 <= read[0] <= 31 or ctx.digits(k) > 2 or ctx.tag(k, "loose"):
        return None
    return None if _clock_follows(ctx, k) else read


def _clock_follows(ctx: Context, k: int) -> bool:
    """The number after a month is an hour: "May 5pm", "24 October 10 o'clock"."""
    j = k + 1
    if any(ctx.tag(j, tag) for tag in ("meridiem", "oclock", "past")) and not ctx.tag(j, "open"):
        return True
    if ctx.tag(j, "meridiem_letter") and ctx.glued(j):
        return True
    if ctx.norm(j) == "h" and ctx.glued(j):
        return True
    return ctx.norm(j) == ":" and ctx.digits(j + 1) == 2


def _sign(ctx: Context, j: int) -> int:
    return j + 1 if ctx.norm(j) in ("-", "/", ".", ",") and j + 1 < len(ctx.tokens) else j


def _year_after(ctx: Context, j: int, sign: str) -> tuple[int, int] | None:
    """The year behind a date; in two digits only after a space or the sign before ("Jul-13-15")."""
    k = _sign(ctx, j)
    if k > j and ctx.norm(j) in ("-", "/") and ctx.norm(j) != sign:
        return None
    of = ctx.skip(k, "of") if k == j else k
    written = year(ctx, of, short=of == j or (k > j and ctx.norm(j) in ("-", "/", ".", ",")))
    if written is None:
        return None
    if ctx.digits(of) == 2 and counted(ctx, written[1], True):
        return None
    if ctx.digits(of) == 2 and k > j and not ctx.glued(k):
        return written if ctx.norm(j) == "," and _near_year(ctx, j, written) else None
    return written


def _near_year(ctx: Context, j: int, written: tuple[int, int]) -> bool:
    """ "Feb 3, 27" is a year away from a list of days such as "Feb 3, 27 or 28" or "Dec 26, 27"."""
    value, last = written
    if not 0 <= value - ctx.today.year <= 2 or value % 100 - (ctx.num(j - 1) or 0) in (1, 2):
        return False
    follow = ctx.padded[last]
    return not any(tag in follow.tags for tag in ("or", "and", "to", "suffix")) and follow.norm != ","


def _splits_code(ctx: Context, j: int) -> bool:
    return ctx.norm(j) == "/" and ctx.digits(j + 1) > 0


def _dated(i: int, j: int, written: int | None, month: int, mday: int) -> Item | None:
    if valid(written or 2000, month, mday) is None:
        return Item(i, j, weak=True)
    return Item(i, j, Moment(Day(year=written, month=month, mday=mday)))


def day_first(ctx: Context, i: int) -> Item | None:
    """5 March, 5th of March, the third day of March, 14april 2015."""
    read = ordinal(ctx, i) or number(ctx, i)
    if read is None or ctx.tag(i, "loose") or ctx.tag(i, "pronoun"):
        return None
    mday, j = read
    if not 1 <= mday <= 31:
        of = ctx.skip(j, "of")
        dead = (
            mday < 100
            and ctx.tag(of, "month") is not None
            and (ctx.tag(i + 1, "suffix") or not ctx.tag(of, "shy"))
        )
        return Item(i, of + 1, weak=True) if dead else None
    if ctx.tag(j, "unit") == "day" and ctx.tag(j + 1, "of") and ordinal(ctx, i):
        j += 1
    of = ctx.skip(_sign(ctx, j), "of")
    of = ctx.skip(of, "the")
    month = ctx.tag(of, "month")
    if month is None or (ctx.norm(j) == "," and ctx.digits(i)):
        return None
    if of == j and not _month_like(ctx, of):
        return None
    j = of + 1
    if ctx.norm(j) == "." and ctx.glued(j) and len(ctx.norm(of)) <= 4 and ctx.digits(j + 1):
        j += 1
    full = _year_after(ctx, j, ctx.norm(of - 1))
    if full:
        return _dated(i, full[1], full[0], month, mday)
    return _dated(i, j, None, month, mday)


def _month_like(ctx: Context, i: int) -> bool:
    """ "5 may": not when a verb follows ("5 may be too late")."""
    return not (ctx.tag(i, "modal") and ctx.tag(i + 1, "infinitive"))


def year_first(ctx: Context, i: int) -> Item | None:
    """2024 Aug, 2019/aug/01, 2016, nov."""
    written = ctx.num(i)
    if written is None or ctx.digits(i) != 4 or not 1900 <= written <= 2199:
        return None
    j = _sign(ctx, i + 1)
    month = ctx.tag(j, "month")
    if month is None:
        return None
    k = _sign(ctx, j + 1)
    read = _mday(ctx, k)
    if read and (k == j + 1 or ctx.norm(j + 1) == ctx.norm(i + 1)):
        return _dated(i, read[1], written, month, read[0])
    return Item(i, j + 1, Moment(Day(year=written, month=month, grain="month")))
