"""Numbers, ordinals, years and amounts. Each reads at an index: (value, next index) or None."""

from __future__ import annotations

from bot.temporal.context import Context

Read = tuple[int, int]
_YEAR_STEP = {"last": -1, "this": 0, "next": 1, "coming": 1}


def number(ctx: Context, i: int) -> Read | None:
    """A whole number below 100 in words, or up to four digits."""
    digits = ctx.digits(i)
    if digits:
        value = ctx.num(i)
        return (value, i + 1) if value is not None and digits <= 4 else None
    value = ctx.tag(i, "number")
    if value is None:
        return None
    if 20 <= value < 100 and not value % 10:
        j = i + 1 if ctx.norm(i + 1) != "-" else i + 2
        unit = ctx.tag(j, "number")
        if unit is not None and 1 <= unit <= 9 and ctx.tag(j, "loose") is None:
            return value + unit, j + 1
    return value, i + 1


def hour_word(ctx: Context, i: int) -> Read | None:
    """An hour of the day written as a word: one to twenty-three."""
    value = ctx.tag(i, "number")
    if value is None or ctx.tag(i, "loose") is not None or not 1 <= value <= 20:
        return None
    if value == 20:
        read = number(ctx, i)
        return read if read and read[0] < 24 else None
    return value, i + 1


def ordinal(ctx: Context, i: int) -> Read | None:
    """5th, fifth, twenty-first; -1 is the last, -2 the one before."""
    value = ctx.num(i)
    if value is not None:
        if ctx.digits(i) <= 2 and ctx.tag(i + 1, "suffix") and ctx.glued(i + 1):
            return value, i + 2
        return None
    value = ctx.tag(i, "ordinal")
    if value is not None:
        return value, i + 1
    tens = ctx.tag(i, "number")
    if tens is not None and 20 <= tens < 100 and not tens % 10:
        j = i + 1 if ctx.norm(i + 1) != "-" else i + 2
        unit = ctx.tag(j, "ordinal")
        if unit is not None and 1 <= unit <= 9:
            return tens + unit, j + 1
    return None


def year(ctx: Context, i: int, *, short: bool = False) -> Read | None:
    """A year in four digits or in words; with `short` also in two ("14 April 15"); "next year"."""
    step = _YEAR_STEP.get(ctx.tag(i, "which") or "")
    if step is not None and ctx.tag(i + 1, "unit") == "year":
        return ctx.today.year + step, i + 2
    value, digits = ctx.num(i), ctx.digits(i)
    if value is not None:
        if ctx.norm(i + 1) == ":" and ctx.digits(i + 2):
            return None
        if digits == 4 and 1900 <= value <= 2199:
            return None if ctx.tag(i + 1, "meridiem") else (value, i + 1)
        if digits == 2 and short and not _clocklike(ctx, i):
            return short_year(value), i + 1
        return None
    if ctx.norm(i) in ("'", "’") and ctx.digits(i + 1) == 2 and ctx.glued(i + 1):
        return short_year(ctx.num(i + 1) or 0), i + 2
    return _year_words(ctx, i)


def short_year(value: int) -> int:
    """Two digits as the years 1970 to 2069, as POSIX does it but for the first pair."""
    return value + (2000 if value < 70 else 1900)


def _clocklike(ctx: Context, i: int) -> bool:
    follow = i + 1
    if any(ctx.tag(follow, tag) for tag in ("meridiem", "oclock", "ish", "part", "suffix", "noun", "to")):
        return True
    return ctx.norm(follow) in (":", "h", ".") and ctx.digits(follow + 1) > 0


def _year_words(ctx: Context, i: int) -> Read | None:
    first = number(ctx, i)
    if first is None or ctx.digits(i):
        return None
    value, j = first
    if value == 2 and ctx.tag(j, "number") == 1000:
        rest = number(ctx, ctx.skip(j + 1, "and"))
        if rest and rest[0] < 100 and not ctx.digits(rest[1] - 1):
            return 2000 + rest[0], rest[1]
        return 2000, j + 1
    if value in (19, 20):
        rest = number(ctx, j)
        if rest and 10 <= rest[0] < 100 and not ctx.digits(j):
            return value * 100 + rest[0], rest[1]
    return None


def amount(ctx: Context, i: int) -> tuple[float, int] | None:
    """How many: 2, two, a, a couple of, 2.5, 1/2, half an, 2 and a half, 2½, three quarters of an."""
    if ctx.tag(i, "half"):
        return 0.5, ctx.skip(i + 1, "article")
    if ctx.tag(i, "quarter") and not ctx.digits(i):
        return 0.25, _of_one(ctx, i + 1)
    read = number(ctx, i)
    if read is None:
        return None
    value, j = float(read[0]), read[1]
    fraction = _fraction(ctx, i, j)
    if fraction:
        return fraction
    if ctx.tag(j, "half") and ctx.glued(j) and ctx.digits(i):
        return value + 0.5, j + 1
    quarters = j + (ctx.norm(j) == "-")
    if ctx.tag(quarters, "quarter") and ctx.tag(quarters + 1, "of"):
        return value / 4, _of_one(ctx, quarters + 1)
    k = ctx.skip(ctx.skip(j, "and"), "article")
    return (value + 0.5, k + 1) if ctx.tag(j, "and") and ctx.tag(k, "half") else (value, j)


def _of_one(ctx: Context, j: int) -> int:
    return ctx.skip(ctx.skip(j, "of"), "article")


def _fraction(ctx: Context, i: int, j: int) -> tuple[float, int] | None:
    """2.5, 1/2: digits, a sign and digits without a space."""
    sign, below = ctx.norm(j), ctx.num(j + 1)
    if (
        not ctx.digits(i)
        or below is None
        or sign not in (".", "/")
        or not (ctx.glued(j) and ctx.glued(j + 1))
    ):
        return None
    whole = ctx.num(i) or 0
    if sign == ".":
        return float(f"{whole}.{ctx.padded[j + 1].text}"), j + 2
    return (whole / below, j + 2) if below else None
