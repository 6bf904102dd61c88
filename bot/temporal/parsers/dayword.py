"""Days by name: today, tomorrow, tonight; holidays; parts of the day; the fifth of whatever month."""

from __future__ import annotations

import datetime as dt

from bot.temporal.calendar import DAY, WEEK, add_months, easter, month_start, nth_weekday
from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.guards import labelled
from bot.temporal.parsers.numbers import ordinal, year


def dayword(ctx: Context, i: int) -> Item | None:
    start = ctx.today + dt.timedelta(days=ctx.tag(i, "dayword"))
    weeks = {"week": 1, "fortnight": 2}.get(ctx.tag(i + 1, "unit"))
    if weeks and not ctx.tag(i + 2, "of"):
        start += WEEK * weeks
        return Item(i, i + 2, Moment(Day(start=start, end=start + DAY)))
    if start == ctx.today and ctx.tag(i + 1, "which") == "next" and ctx.tag(i + 2, "unit") == "week":
        start += WEEK  # "this day next week"
        return Item(i, i + 3, Moment(Day(start=start, end=start + DAY)))
    return Item(i, i + 1, Moment(Day(start=start, end=start + DAY, named=True)))


def tonight(ctx: Context, i: int) -> Item | None:
    day = Day(start=ctx.today, end=ctx.today + DAY, named=True)
    return Item(i, i + 1, Moment(day, part=ctx.part("tonight")))


def this_time(ctx: Context, i: int) -> Item | None:
    """ "This time next week" is now, a week on; "this time tomorrow" the time that it is."""
    clock = Clock(ctx.now.hour, ctx.now.minute, certain=True, exact=True)
    which, unit = ctx.tag(i + 1, "which"), ctx.tag(i + 2, "unit")
    if which in ("next", "coming") and unit in ("week", "month"):
        start = ctx.today + WEEK if unit == "week" else add_months(ctx.today, 1)
        return Item(i, i + 3, Moment(Day(start=start, end=start + DAY), clock))
    return Item(i, i + 1, Moment(clock=clock), weak=True)


def part_of_day(ctx: Context, i: int) -> Item | None:
    """Morning, lunchtime, late afternoon. Bare "lunch" and "night" may be nouns, so they are weak."""
    return Item(i, i + 1, Moment(part=ctx.part(ctx.tag(i, "part"))))


def half_of_day(ctx: Context, i: int) -> Item | None:
    """ "Tuesday PM": am and pm behind a day are its morning and afternoon."""
    if not any(ctx.tag(i - 1, tag) is not None for tag in ("weekday", "dayword", "suffix", "month")):
        return None
    return Item(i, i + 1, Moment(part=ctx.part("morning" if ctx.tag(i, "meridiem") == "am" else "afternoon")))


def this_part(ctx: Context, i: int) -> Item | None:
    """This morning, this evening."""
    if ctx.tag(i, "which") != "this" or ctx.tag(i + 1, "part") is None:
        return None
    day = Day(start=ctx.today, end=ctx.today + DAY, named=True)
    return Item(i, i + 2, Moment(day, part=ctx.part(ctx.tag(i + 1, "part"))))


def holiday(ctx: Context, i: int) -> Item | None:
    rule = ctx.tag(i, "holiday")
    follow = ctx.padded[i + 1]
    if follow.norm[:1].isalpha() and not follow.tags and not ctx.tag(i - 1, "on"):
        return None  # a Christmas tree, Easter eggs
    written = year(ctx, ctx.skip(ctx.skip(i + 1, "sign"), "of"))
    if written and written[1] <= len(ctx.tokens):
        day = holiday_in(written[0], rule)
        return Item(i, written[1], Moment(Day(start=day, end=day + DAY))) if day else None
    for ahead in (0, 1):
        day = holiday_in(ctx.today.year + ahead, rule)
        if day and day >= ctx.today:
            return Item(i, i + 1, Moment(Day(start=day, end=day + DAY)))
    return None


def holiday_in(year: int, rule: tuple[object, ...]) -> dt.date | None:
    """The date of a holiday by one of the three rules that the locale's table writes."""
    if rule[0] == "easter":
        return easter(year) + dt.timedelta(days=int(str(rule[1])))
    numbers = [int(str(each)) for each in rule if each != "nth"]
    if rule[0] != "nth":
        return dt.date(year, numbers[0], numbers[1])
    month, weekday, nth, after = numbers
    first = dt.date(year, month, 1)
    day = nth_weekday(first, add_months(month_start(first), 1), weekday, nth)
    return day and day + dt.timedelta(days=after)


def day_of_month(ctx: Context, i: int) -> Item | None:
    """The 5th. In words ("the fifth") only after a preposition, because "the second" chooses from a list."""
    read = ordinal(ctx, i)
    if read is None or not 1 <= read[0] <= 31 or labelled(ctx, i):
        return None
    mday, j = read
    if ctx.tag(j, "of") and ctx.tag(j + 1, "the") and ctx.tag(j + 2, "unit") == "month":
        return Item(i, j + 3, Moment(Day(mday=mday)))
    in_figures = ctx.digits(i) > 0
    if ctx.tag(j, "noun") or ctx.tag(j, "unit") or ctx.tag(j, "weekday") is not None:
        return None
    follow = ctx.tokens[j] if j < len(ctx.tokens) else None
    named = follow is not None and follow.norm[0].isalpha() and not follow.tags and not ctx.glued(j)
    if follow is not None and named and (ctx.capital(j) or not in_figures):
        return None
    prompted = ctx.tag(i - 1, "the") and ctx.tag(i - 2, "on")
    moment = Moment(Day(mday=mday))
    return Item(i, j, moment, number=mday, weak=not (in_figures or prompted or mday > 12))
