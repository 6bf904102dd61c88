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
from bookings.engine.sessions import Session, SessionKind
from bookings.engine.timerange import Blocked, TimeRange
from bookings.engine.windows import instant

_SECOND = timedelta(seconds=1)

Occupied = Mapping[str, Sequence[Blocked | Session]]
"""By staff id: what is not free, bookings with their buffers and busy ranges without; in any order.
A Session stands for all bookings and holds of one that the request could join."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A bookable time."""

    starts_at: datetime
    """UTC."""
    ends_at: datetime
    """UTC; the start and the duration, without buffers."""
    staff_ids: tuple[str, ...]
    """Who is free then or has seats left, in the link's order; never empty."""
    seats_left: tuple[int, ...] = ()
    """How many more each of them takes; nothing where an appointment is for one alone."""

    def joined(self, seats: int) -> tuple[str, ...]:
        """Of them, those whose session has begun to fill."""
        pairs = zip(self.staff_ids, self.seats_left, strict=True) if self.seats_left else ()
        return tuple(staff_id for staff_id, left in pairs if left < seats)


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
    service_id: str | None = None
    """What it is about, if that was said."""
    seats: int = 1
    """How many may share a session: the service's, else the link's."""

    @property
    def joinable(self) -> SessionKind | None:
        """The sessions that somebody else's booking may have begun."""
        return SessionKind(self.link.id, self.service_id) if self.seats > 1 else None


def find_slots(request: SlotRequest, occupied: Occupied) -> list[Slot]:
    """Every slot, sorted by start: on the grid, inside windows, free with its buffers, in time."""
    span = bookable_span(request)
    if span is None:
        return []
    free: dict[int, list[str]] = {}
    left: dict[int, list[int]] = {}
    padding = _padding(request)
    for staff, starts in starts_by_staff(request, span):
        pieces = occupied.get(staff.id, ())
        unoccupied = _unoccupied(starts, pieces, padding, request.seats) if pieces else starts
        for start in unoccupied:
            free.setdefault(start, []).append(staff.id)
        if request.seats > 1:
            taken = {piece.begins: piece.taken for piece in pieces if isinstance(piece, Session)}
            for start in unoccupied:
                left.setdefault(start, []).append(request.seats - taken.get(start, 0))
    length = request.duration // _SECOND
    return [
        Slot(_instant(start), _instant(start + length), tuple(free[start]), tuple(left.get(start, ())))
        for start in sorted(free)
    ]


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


def _padding(request: SlotRequest) -> tuple[int, int]:
    """Seconds that an appointment takes before and after its start."""
    return request.link.buffer_before // _SECOND, (request.duration + request.link.buffer_after) // _SECOND


def _unoccupied(
    starts: list[int], occupied: Sequence[Blocked | Session], padding: tuple[int, int], seats: int
) -> list[int]:
    before, after = padding
    for piece in occupied:
        # Gone are the starts whose padded appointment would overlap the piece; touching is fine.
        low = bisect_right(starts, piece[0] - after)
        high = bisect_left(starts, piece[1] + before, low)
        if low == high:
            continue
        if isinstance(piece, Session):
            starts[low:high] = _joining(piece, starts[low:high], seats)
        else:
            del starts[low:high]
    return starts


def _joining(session: Session, starts: Sequence[int], seats: int) -> Sequence[int]:
    """Of the starts that the session is in the way of, the one at which it can be joined."""
    if session.taken < seats and session.begins in starts:
        return (session.begins,)
    return ()


@lru_cache(maxsize=50_000)  # the same few thousand instants are listed again and again
def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
