"""Amounts of time: 3 days, an hour and a half, 1 day 2 hours, 2h30, half an hour, a fortnight."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.temporal.calendar import DAY, add_months
from bot.temporal.components import Day, Moment
from bot.temporal.context import Context
from bot.temporal.parsers.numbers import amount


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

    def times(self, count: float) -> Length:
        whole = int(self.business_days * count)
        return Length(self.months * count, self.days * count, self.minutes * count, whole, self.daily)

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


UNITS = {
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
    if unit not in UNITS:
        return None
    one = UNITS[unit]
    extra = 0.0
    k = ctx.skip(ctx.skip(j + 1, "and"), "article")
    if k > j + 1 and ctx.tag(k, "half") and not ctx.tag(k + 1, "past"):
        extra, j = 0.5, k
    elif unit == "hour" and ctx.digits(j + 1) == 2 and ctx.glued(j + 1):
        return Length(minutes=count * 60 + (ctx.num(j + 1) or 0), daily=False), j + 2
    count += extra
    return one.times(count), j + 1


def shifted(ctx: Context, how_long: Length, sign: int) -> Moment:
    if how_long.daily:
        start = how_long.from_day(ctx.today, sign)
        in_weeks = how_long.days > 0 and how_long.days % 7 == 0 and not how_long.months
        return Moment(Day(start=start, end=start + DAY, in_weeks=in_weeks))
    return Moment(instant=how_long.from_instant(ctx.now, sign))
