"""Slots: the times that can be booked. The one function behind the listing and behind the check
inside booking, so that what is shown can be booked and nothing else can."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bookings.engine.grid import starts_by_staff
from bookings.engine.model import BookingLink, Staff
from bookings.engine.timerange import Blocked, TimeRange
from bookings.engine.windows import instant

_SECOND = timedelta(seconds=1)

Occupied = Mapping[str, Sequence[Blocked]]
"""By staff id: what is not free, bookings with their buffers and busy ranges without; in any order."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A bookable time."""

    starts_at: datetime
    """UTC."""
    ends_at: datetime
    """UTC; the start and the duration, without buffers."""
    staff_ids: tuple[str, ...]
    """Who is free then, in the link's order; never empty."""


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """What slots are wanted."""

    link: BookingLink
    """Whose rules hold."""
    staff: Sequence[Staff]
    """Who may take it."""
    zone: ZoneInfo
    """The business's zone, for the link's windows and its horizon."""
    span: TimeRange
    """Only slots that start within it."""
    now: datetime
    """Aware; for notice and horizon."""
    duration: timedelta
    """Length of the appointment: the service's, else the link's."""


def find_slots(request: SlotRequest, occupied: Occupied) -> list[Slot]:
    """Every slot, sorted by start: on the grid, inside windows, free with its buffers, in time."""
    span = bookable_span(request)
    if span is None:
        return []
    free: dict[int, list[str]] = {}
    for staff, starts in starts_by_staff(request, span):
        for start in _unoccupied(starts, occupied.get(staff.id, ()), request):
            free.setdefault(start, []).append(staff.id)
    length = request.duration // _SECOND
    return [Slot(_instant(start), _instant(start + length), tuple(free[start])) for start in sorted(free)]


def bookable_span(request: SlotRequest) -> TimeRange | None:
    """The part of the span that is neither too soon nor beyond the horizon; None if nothing is."""
    earliest = max(request.span.starts_at, earliest_start(request.link, request.now))
    latest = min(request.span.ends_at, horizon_end(request.link, request.zone, request.now))
    return TimeRange(earliest, latest) if earliest < latest else None


def earliest_start(link: BookingLink, now: datetime) -> datetime:
    """The first instant at which an appointment made now may start."""
    return now + link.min_notice


def horizon_end(link: BookingLink, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant from which on nothing can be booked yet: the midnight that ends the last day."""
    return instant(now.astimezone(zone).date() + timedelta(days=link.horizon_days + 1), 0, zone)


def occupancy_span(request: SlotRequest, span: TimeRange) -> TimeRange:
    """What must be known to be free or not, for appointments that start within `span`."""
    link = request.link
    return TimeRange(span.starts_at - link.buffer_before, span.ends_at + request.duration + link.buffer_after)


def _unoccupied(starts: list[int], occupied: Sequence[Blocked], request: SlotRequest) -> list[int]:
    before = request.link.buffer_before // _SECOND
    after = (request.duration + request.link.buffer_after) // _SECOND
    for blocked_from, blocked_until in occupied:
        # Gone are the starts whose padded appointment would overlap the piece; touching is fine.
        low = bisect_right(starts, blocked_from - after)
        high = bisect_left(starts, blocked_until + before, low)
        if low < high:
            del starts[low:high]
    return starts


@lru_cache(maxsize=50_000)  # the same few thousand instants are listed again and again
def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
