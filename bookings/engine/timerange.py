"""Stretches of time between two instants, the end excluded, and the little algebra on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """From `starts_at` up to, not including, `ends_at`. Ranges that only touch do not overlap."""

    starts_at: datetime
    """Aware instant."""
    ends_at: datetime
    """Aware instant, later than the start."""

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a time range needs instants with a time zone")
        if self.starts_at >= self.ends_at:
            raise ValueError(f"a time range ends after it starts: {self.starts_at} to {self.ends_at}")

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    def overlaps(self, other: TimeRange) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: TimeRange) -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def padded(self, before: timedelta, after: timedelta) -> TimeRange:
        return TimeRange(self.starts_at - before, self.ends_at + after)


Blocked = tuple[int, int]
"""The same in whole seconds since 1970, for what there is much of; see `blocked`."""


def blocked(piece: TimeRange) -> Blocked:
    """Every second that the range touches."""
    return floor_seconds(piece.starts_at), ceil_seconds(piece.ends_at)


def floor_seconds(at: datetime) -> int:
    return int(at.timestamp() // 1)


def ceil_seconds(at: datetime) -> int:
    return -int(-at.timestamp() // 1)


def merged(ranges: Iterable[TimeRange]) -> list[TimeRange]:
    """The same instants as few ranges as possible, sorted; ranges that touch become one."""
    result: list[TimeRange] = []
    for piece in sorted(ranges):
        if result and piece.starts_at <= result[-1].ends_at:
            if piece.ends_at > result[-1].ends_at:
                result[-1] = TimeRange(result[-1].starts_at, piece.ends_at)
        else:
            result.append(piece)
    return result


def intersections(left: Sequence[TimeRange], right: Sequence[TimeRange]) -> list[TimeRange]:
    """What each range of `left` shares with each of `right`; both sorted by start."""
    result: list[TimeRange] = []
    for piece in left:
        for other in right:
            if other.starts_at >= piece.ends_at:
                break
            if piece.overlaps(other):
                result.append(
                    TimeRange(max(piece.starts_at, other.starts_at), min(piece.ends_at, other.ends_at))
                )
    return result


def without(left: Sequence[TimeRange], right: Sequence[TimeRange]) -> list[TimeRange]:
    """What of `left` is in no range of `right`; each of the two merged, as `merged` leaves it."""
    result: list[TimeRange] = []
    for piece in left:
        starts_at = piece.starts_at
        for other in right:
            if other.ends_at <= starts_at:
                continue
            if other.starts_at >= piece.ends_at:
                break
            if starts_at < other.starts_at:
                result.append(TimeRange(starts_at, other.starts_at))
            starts_at = other.ends_at
        if starts_at < piece.ends_at:
            result.append(TimeRange(starts_at, piece.ends_at))
    return result
