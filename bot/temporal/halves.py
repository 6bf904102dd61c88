"""Which half of the day a time on the 12-hour dial means: business hours decide, else office hours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.temporal.components import Clock, Part
from bot.temporal.context import Hours

_FIRST_OFFICE_HOUR = 7
"""7 to 11 are read as morning, 12 as noon, 1 to 6 as afternoon."""


def minutes_of(clock: Clock) -> int:
    """Minutes after midnight; a clock that is not certain counts as the morning's."""
    hour = clock.hour
    if clock.half == "pm" and hour < 12:
        hour += 12
    elif clock.half == "am" and hour == 12:
        hour = 0
    return hour * 60 + clock.minute


def _set(clock: Clock, half: str) -> Clock:
    hour = clock.hour % 12 + (12 if half == "pm" else 0)
    return replace(clock, hour=hour, half=None, certain=True)


def readings(clock: Clock, hours: Hours | None) -> list[Clock]:
    """The time on a 24-hour dial, best first: one reading when it is certain, else two."""
    if clock.half is not None:
        if clock.hour > 12 or clock.hour == 0:
            return [replace(clock, half=None, certain=True)]
        return [_set(clock, clock.half)]
    if clock.certain or not 1 <= clock.hour <= 12:
        return [replace(clock, certain=True)]
    morning, evening = _set(clock, "am"), _set(clock, "pm")
    if hours is not None:
        opens, closes = (each.hour * 60 + each.minute for each in hours)
        inside = [opens <= minutes_of(each) < (closes or 1440) for each in (morning, evening)]
        if inside[0] != inside[1]:
            return [morning, evening] if inside[0] else [evening, morning]
    if _FIRST_OFFICE_HOUR <= clock.hour <= 11:
        return [morning, evening]
    return [evening, morning]


def range_halves(
    first: Clock, last: Clock, hours: Hours | None, *, same_day: bool
) -> list[tuple[Clock, Clock]]:
    """Both ends on a 24-hour dial, best first. A stated end decides the other: the shorter range is meant."""
    starts, ends = readings(first, hours), readings(last, hours)
    if not same_day:
        return [(starts[0], ends[0])]
    pairs = [(start, end) for start in starts for end in ends]

    def length(pair: tuple[Clock, Clock]) -> int:
        return (minutes_of(pair[1]) - minutes_of(pair[0]) - 1) % 1440

    if len(starts) == 1 or len(ends) == 1:
        forward = [pair for pair in pairs if minutes_of(pair[1]) > minutes_of(pair[0])]
        return sorted(forward or pairs, key=length)[:1]
    return [min(((start, end) for end in ends), key=length) for start in starts]


def part_minutes(part: Part, hours: Hours | None) -> tuple[int, int]:
    """The minutes of a part of the day: four hours each by itself, moved by business hours.

    Who opens at 7 has a morning from 7. Who closes at half past 5 has an afternoon until then; it never
    goes on after 6, and an evening begins at 5 and lasts until closing time, or 9.
    """
    if hours is None:
        return part.starts, part.ends
    opens, closes = (each.hour * 60 + each.minute for each in hours)
    closes = closes or 1440
    afternoon_ends = min(max(closes, 16 * 60), 18 * 60)
    edges = {
        "morning": (min(part.starts, opens), part.ends),
        "early_morning": (min(part.starts, opens), part.ends),
        "afternoon": (part.starts, afternoon_ends),
        "late_afternoon": (15 * 60, max(afternoon_ends, 17 * 60)),
        "evening": (17 * 60, max(21 * 60, closes)),
        "early_evening": (17 * 60, 19 * 60),
        "late_evening": (19 * 60, max(22 * 60, closes)),
    }
    return edges.get(part.name, (part.starts, part.ends))


def opening_hours(hours: tuple[dt.time, dt.time] | None) -> Hours | None:
    """Checks what the caller passed. Raises ValueError when it is not a pair of times."""
    if hours is None:
        return None
    if len(hours) != 2 or not all(isinstance(each, dt.time) for each in hours):
        raise ValueError("hours must be (opening, closing), two datetime.time")
    return hours
