"""Days and instants counted from another: in 3 days, two weeks from Monday, 3 Fridays from now, 20 minutes ago."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.temporal.calendar import DAY, WEEK, add_months
from bot.temporal.components import Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.clock import shift
from bot.temporal.parsers.numbers import amount
from bot.temporal.parsers.weekday import next_after


@dataclass(frozen=True)
class Length:
    """An amount of time as stated."""

    months: float = 0
    days: float = 0
    minutes: float = 0
    business_days: int = 0
    daily: bool = True
    """True when no unit below a day was named."""

    def __add__(self, other: Length) -> Length:
        return Length(
            self.months + other.months,
            self.days + other.days,
            self.minutes + other.minutes,
            self.business_days + other.business_days,
            self.daily and other.daily,
        )

    def from_day(self, day: dt.date, sign: int = 1) -> dt.date:
        """The day that lies so far from `day`."""
        months = int(self.months) * sign
        moved = add_months(day, months) + dt.timedelta(days=int(self.days + (self.months % 1) * 30) * sign)
        for _ in range(self.business_days):
            moved += DAY * sign
            while moved.weekday() > 4:
                moved += DAY * sign
        return moved

    def from_instant(self, instant: dt.datetime, sign: int = 1) -> dt.datetime:
        """The instant that lies so far from `instant`: minutes are elapsed time, days wall-clock."""
        day = self.from_day(instant.date(), sign)
        wall = dt.datetime.combine(day, instant.timetz(), instant.tzinfo)
        minutes = dt.timedelta(minutes=(self.minutes + (self.days % 1) * 1440) * sign)
        return (wall.astimezone(dt.timezone.utc) + minutes).astimezone(instant.tzinfo)

    @property
    def elapsed(self) -> dt.timedelta:
        """As a duration; months count 30 days."""
        return dt.timedelta(days=self.days + self.months * 30 + self.business_days, minutes=self.minutes)


_UNITS = {
    "minute": Length(minutes=1, daily=False),
    "hour": Length(minutes=60, daily=False),
    "day": Length(days=1),
    "business_day": Length(business_days=1),
    "week": Length(days=7),
    "fortnight": Length(days=14),
    "weekend": Length(days=7),
    "month": Length(months=1),
    "year": Length(months=12),
}


def length(ctx: Context, i: int) -> tuple[Length, int] | None:
    """3 days, an hour and a half, 1 day 2 hours, 1h30, half an hour, a fortnight."""
    total: Length | None = None
    j = i
    for _ in range(3):
        read = _one_length(ctx, j)
        if read is None:
            break
        total = read[0] if total is None else total + read[0]
        i, j = read[1], ctx.skip(read[1], "and")
        if (
            ctx.tag(j, "half") is None
            and ctx.digits(j) == 0
            and ctx.tag(j, "number") is None
            and ctx.tag(j, "article") is None
        ):
            break
    return (total, i) if total is not None else None


def _one_length(ctx: Context, i: int) -> tuple[Length, int] | None:
    read = amount(ctx, i)
    if read is None:
        return None
    count, j = read
    j = ctx.skip(j, "more")
    unit = ctx.tag(j, "unit")
    if unit not in _UNITS:
        return None
    one = _UNITS[unit]
    extra = 0.0
    k = ctx.skip(ctx.skip(j + 1, "and"), "article")
    if k > j + 1 and ctx.tag(k, "half") and not ctx.tag(k + 1, "past"):
        extra, j = 0.5, k
    elif unit == "hour" and ctx.digits(j + 1) == 2 and ctx.glued(j + 1):
        return Length(minutes=count * 60 + (ctx.num(j + 1) or 0), daily=False), j + 2
    count += extra
    whole = int(one.business_days * count)
    return Length(one.months * count, one.days * count, one.minutes * count, whole, one.daily), j + 1


def counted_from_now(ctx: Context, i: int) -> Item | None:
    """In 3 days, in half an hour."""
    j = ctx.skip(i + 1, "more")
    read = length(ctx, j)
    if read is None or ctx.tag(i, "in") is None:
        return None
    follow = read[1]
    after = ctx.tag(follow, "later") or 1
    if ctx.norm(i) == "after" and ctx.tag(follow, "after_day"):
        return None
    last = follow + 1 if ctx.tag(follow, "later") and ctx.norm(i) == "in" else follow
    return Item(i, last, _shifted(ctx, read[0], after if ctx.norm(i) == "in" else 1))


def counted_first(ctx: Context, i: int) -> Item | None:
    """3 days ago, two weeks later, 3 days after January 12th, 3 Fridays from now; else a bare duration."""
    weekdays = _weekdays_from_now(ctx, i)
    if weekdays:
        return weekdays
    read = length(ctx, i)
    if read is None:
        return None
    how_long, j = read
    sign = ctx.tag(j, "later")
    if sign and not (ctx.norm(j) == "time" and how_long.days == 0):
        return Item(i, j + 1, _shifted(ctx, how_long, sign))
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
    sign = ctx.tag(read[1] + 1, "later")
    if weekday is None or sign is None:
        return None
    if sign > 0:
        start = next_after(ctx.today, weekday) + WEEK * (int(read[0]) - 1)
    else:
        start = next_after(ctx.today - WEEK, weekday) - WEEK * (int(read[0]) - 1)
        start = start if start < ctx.today else start - WEEK
    return Item(i, read[1] + 2, Moment(Day(start=start, end=start + DAY)))


def _from_day(ctx: Context, i: int, j: int, how_long: Length, direction: int) -> Item | None:
    """The other day stands right after ("two weeks from Monday"); the scanner reads it for us."""
    from bot.temporal.resolve import day_span
    from bot.temporal.scan import item_at

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
    k = ctx.skip(j, "on") if ctx.norm(j) == "on" else j
    weekday, dayword = ctx.tag(k, "weekday"), ctx.tag(k, "dayword")
    if not how_long.days or how_long.days % 7 or (weekday is None and dayword is None):
        return None
    if weekday is not None and k == j:
        return None
    base = next_after(ctx.today, weekday) if weekday is not None else ctx.today + DAY * dayword
    start = how_long.from_day(base)
    return Item(i, k + 1, Moment(Day(start=start, end=start + DAY)))


def _shifted(ctx: Context, how_long: Length, sign: int) -> Moment:
    if how_long.daily:
        start = how_long.from_day(ctx.today, sign)
        in_weeks = how_long.days > 0 and how_long.days % 7 == 0 and not how_long.months
        return Moment(Day(start=start, end=start + DAY, in_weeks=in_weeks))
    return Moment(instant=how_long.from_instant(ctx.now, sign))


def within(ctx: Context, i: int) -> Item | None:
    """Within 3 days: open before that day ends; "within the next 2 hours": from now on."""
    from bot.temporal.parsers.period import several

    j = ctx.skip(i + 1, "the")
    run = ctx.tag(j, "which") in ("next", "coming") or "next" in ctx.norm(i).split()
    j += ctx.tag(j, "which") in ("next", "coming")
    read = length(ctx, j)
    if read is None:
        unit = _UNITS.get(ctx.tag(j, "unit")) if j > i + 1 else None
        return Item(i, j + 1, _shifted(ctx, unit, 1), open="before") if unit else None
    if run:
        return several(ctx, i, read[1], read[0], backwards=False)
    return Item(i, read[1], _shifted(ctx, read[0], 1), open="before", inclusive=False)
