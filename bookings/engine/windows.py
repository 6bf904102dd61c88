"""Wall-clock windows: the times of day at which something is open, and their turning into instants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bookings.engine.timerange import TimeRange

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60

_WINDOW = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class TimeWindow:
    """One open stretch of a day, by the wall clock. It belongs to the day on which it starts."""

    starts: int
    """Minutes after midnight, 0 to 1439."""
    ends: int
    """Minutes after the same midnight, exclusive; 1440 is the day's end, more runs over midnight."""

    def __post_init__(self) -> None:
        if not 0 <= self.starts < MINUTES_A_DAY or not self.starts < self.ends <= self.starts + MINUTES_A_DAY:
            raise ValueError(
                f"a window lasts up to 24 hours from its start; minutes {self.starts}-{self.ends}"
            )

    @classmethod
    def parse(cls, text: str) -> TimeWindow:
        """Read "09:00-17:00", "00:00-24:00" (a whole day) or "22:00-02:00" (over midnight).

        Raises ValueError, with a sentence that says what was expected.
        """
        match = _WINDOW.fullmatch(text.strip())
        if not match:
            raise ValueError(f'"{text}" is no window; write it like "09:00-17:00"')
        hour, minute, end_hour, end_minute = map(int, match.groups())
        starts, ends = hour * 60 + minute, end_hour * 60 + end_minute
        if minute > 59 or end_minute > 59 or starts >= MINUTES_A_DAY or ends > MINUTES_A_DAY:
            raise ValueError(
                f'"{text}" has a time that is not on the clock; 00:00 to 23:59, or 24:00 as the end'
            )
        if starts == ends:
            raise ValueError(f'"{text}" is empty; a whole day is "00:00-24:00"')
        return cls(starts, ends if ends > starts else ends + MINUTES_A_DAY)

    def __str__(self) -> str:
        ends = self.ends if self.ends <= MINUTES_A_DAY else self.ends - MINUTES_A_DAY
        return f"{self.starts // 60:02}:{self.starts % 60:02}-{ends // 60:02}:{ends % 60:02}"

    def on(self, day: date, zone: ZoneInfo) -> TimeRange | None:
        """The instants of this window on `day`; None if a clock change leaves nothing of it."""
        return _instants(self.starts, self.ends, day, zone)


WeeklyWindows = Mapping[int, tuple[TimeWindow, ...]]
"""Weekday (Monday is 0) to the windows that start on it; a weekday without windows may be left out."""

NO_WINDOWS: WeeklyWindows = {}


def parse_weekly(data: Mapping[str, Iterable[str]]) -> WeeklyWindows:
    """Read {"mon": ["09:00-17:00"], …}. Raises ValueError for a day or window it cannot read."""
    unknown = [day for day in data if day not in WEEKDAYS]
    if unknown:
        raise ValueError(f'"{unknown[0]}" is no weekday; write {", ".join(WEEKDAYS)}')
    return {
        WEEKDAYS.index(day): tuple(map(TimeWindow.parse, windows)) for day, windows in data.items() if windows
    }


def weekly_as_data(windows: WeeklyWindows) -> dict[str, list[str]]:
    """The inverse of `parse_weekly`, Monday first."""
    return {WEEKDAYS[day]: [str(window) for window in windows[day]] for day in sorted(windows)}


@lru_cache(maxsize=50_000)  # everybody's nine o'clock on a day is the same instant
def _instants(starts: int, ends: int, day: date, zone: ZoneInfo) -> TimeRange | None:
    starts_at, ends_at = instant(day, starts, zone), instant(day, ends, zone)
    return TimeRange(starts_at, ends_at) if starts_at < ends_at else None


@lru_cache(maxsize=50_000)
def instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The UTC instant at which a wall clock in `zone` shows `minutes` after the midnight of `day`.

    A time that a clock change skips is read with the offset before the change, one that it
    repeats is the first of the two (RFC 5545, section 3.3.5).
    """
    whole_days, rest = divmod(minutes, MINUTES_A_DAY)
    shown = day + timedelta(days=whole_days)
    local = datetime(shown.year, shown.month, shown.day, rest // 60, rest % 60, tzinfo=zone)
    return local.astimezone(UTC)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
