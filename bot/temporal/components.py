"""What parsers propose and refiners combine: parts of a moment, *certain* when the words state them.

A field that is None is not stated; `resolve` implies it from the reference instant.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Half = Literal["am", "pm"]
DayGrain = Literal["day", "week", "month"]


@dataclass(frozen=True)
class Day:
    """A day, or a span of days, as far as the words tell."""

    year: int | None = None
    """Full year, such as 2026."""
    month: int | None = None
    """1 to 12."""
    mday: int | None = None
    """Day of the month, 1 to 31."""
    weekday: int | None = None
    """Monday is 0, as in `date.weekday()`."""
    which: str | None = None
    """With a weekday: `this`, `next`, `coming` or `last`."""
    start: dt.date | None = None
    """First day, when the words and the reference already settle it."""
    end: dt.date | None = None
    """Day after the last one; with `start`."""
    grain: DayGrain = "day"
    """Of a settled span."""
    others: tuple[tuple[dt.date, dt.date], ...] = ()
    """Other spans (first day, day after the last) that the same words may mean."""
    in_weeks: bool = False
    """Counted in weeks, so that a weekday beside it names a day of that week ("Wednesday in two weeks")."""
    week: tuple[dt.date, dt.date] | None = None
    """The week that a weekday was picked from ("Tuesday next week")."""
    closing: bool = False
    """The end of a longer span: "before the end of May" reaches to the end of May."""
    named: bool = False
    """A settled day that is named relative to the reference (today, tomorrow), not counted."""

    @property
    def settled(self) -> bool:
        """True when no refiner needs to add anything."""
        return self.start is not None

    @property
    def single(self) -> bool:
        """True for one day, False for a week, a month, a weekend."""
        if self.start is not None and self.end is not None:
            return (self.end - self.start).days == 1
        return self.mday is not None or self.weekday is not None


@dataclass(frozen=True)
class Clock:
    """A wall-clock time."""

    hour: int
    """0 to 24; on a 12-hour dial when `half` is None and not `certain`."""
    minute: int = 0
    """0 to 59."""
    half: Half | None = None
    """Stated by am, pm or a part of the day."""
    certain: bool = False
    """True when the words leave no doubt about the half of the day ("14:30", "noon")."""
    exact: bool = False
    """True when minutes were stated ("2:00"), which makes the grain a minute."""
    offset_minutes: int | None = None
    """Offset from UTC when the words name a zone ("4pm CET")."""
    now: bool = False
    """True for the reference instant itself, its seconds kept."""


@dataclass(frozen=True)
class Part:
    """A part of the day, such as the morning."""

    name: str
    """Key of the locale's table of parts."""
    starts: int
    """Minutes after midnight."""
    ends: int
    """Minutes after midnight, exclusive; may pass 1440."""


@dataclass(frozen=True)
class Moment:
    """A day, a time, a part of the day, or what they make together."""

    day: Day | None = None
    clock: Clock | None = None
    part: Part | None = None
    instant: dt.datetime | None = None
    """A settled aware instant ("in 20 minutes"); then the other fields are None."""

    @property
    def empty(self) -> bool:
        return self.day is None and self.clock is None and self.part is None and self.instant is None


@dataclass(frozen=True)
class Item:
    """A proposal: tokens `first` to `last` (exclusive) mean `moment`, or `moment` until `until`."""

    first: int
    last: int
    moment: Moment = Moment()
    until: Moment | None = None
    """The other end of a range, as stated: a last day is included, a time is not."""
    open: Literal["after", "before"] | None = None
    inclusive: bool = False
    """With `open`: the stated day itself belongs to the range ("by Friday")."""
    number: int | None = None
    """A bare number that may become an hour or a day of the month."""
    numbers: tuple[int, int] | None = None
    """Both ends of a range of bare numbers, which may become days of a month."""
    length: dt.timedelta | None = None
    """A duration; alone it is no date or time."""
    weak: bool = False
    """True: dropped in the end unless something beside it confirms it."""
    alternatives: tuple[Item, ...] = ()
    """Other proposals for the same words, best first."""
