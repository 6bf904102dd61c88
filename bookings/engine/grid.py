"""The starts that a link's windows allow, whoever is free: whole seconds since 1970, sorted.

They depend on nothing but the configuration, so each day's are found once and kept with the link, which
a change of the configuration replaces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bookings.engine.model import BookingLink, Staff
from bookings.engine.openings import link_openings, staff_openings
from bookings.engine.timerange import TimeRange, ceil_seconds, floor_seconds, merged

if TYPE_CHECKING:
    from bookings.engine.slots import SlotRequest

_DAY = 24 * 60 * 60
_SECOND = timedelta(seconds=1)
_MOST_KEPT = 20_000
"""Days kept with one link, each person's counted: some megabytes."""


def starts_by_staff(request: SlotRequest, span: TimeRange) -> Iterator[tuple[Staff, list[int]]]:
    """For each person of the request the starts within the span; each list is the receiver's own."""
    first, last = ceil_seconds(span.starts_at), ceil_seconds(span.ends_at)
    shared: list[int] | None = None
    for staff in request.staff:
        if _has_own_times(request.link, staff):
            yield staff, _starts(request, staff, first, last)
            continue
        if shared is None:
            shared = _starts(request, staff, first, last)
        yield staff, shared.copy()


def grid(openings: Sequence[TimeRange], span: TimeRange, request: SlotRequest) -> list[int]:
    """Starts counted from each window's own start in real time; the appointment ends while windows are
    open, be it the next one that touches."""
    interval, length = request.link.slot_interval // _SECOND, request.duration // _SECOND
    first, last = ceil_seconds(span.starts_at), ceil_seconds(span.ends_at)
    covered = merged(openings)
    ends = [floor_seconds(piece.ends_at) for piece in covered]
    starts: set[int] = set()
    for piece in openings:
        begin, end = floor_seconds(piece.starts_at), floor_seconds(piece.ends_at)
        closes = ends[bisect_left(ends, end)]
        skipped = max(0, -(-(first - begin) // interval))
        starts.update(range(begin + skipped * interval, min(end, last, closes - length + 1), interval))
    return sorted(starts)


def _has_own_times(link: BookingLink, staff: Staff) -> bool:
    return staff.windows is not None or staff.id in link.staff_with_exceptions


def _starts(request: SlotRequest, staff: Staff, first: int, last: int) -> list[int]:
    days = range(first // _DAY, -(-last // _DAY))
    kept = _kept(request, staff)
    missing = [day for day in days if day not in kept]
    if missing:
        kept.update(_found(request, staff, missing[0], missing[-1] + 1))
    starts = [start for day in days for start in kept[day]]
    return starts[bisect_left(starts, first) : bisect_left(starts, last)]


def _kept(request: SlotRequest, staff: Staff) -> dict[int, list[int]]:
    """Each day's starts, by the day's number since 1970 in UTC; to be filled."""
    link = request.link
    own = staff if _has_own_times(link, staff) else None
    key = (id(own), request.duration, request.zone.key)
    found = link.memory.get(key)
    if found is None:
        if sum(len(kept) for _, kept in list(link.memory.values())) > _MOST_KEPT:
            link.memory.clear()
        found = link.memory.setdefault(key, (own, {}))  # who is kept there keeps their number
    kept: dict[int, list[int]] = found[1]
    return kept


def _found(request: SlotRequest, staff: Staff, first: int, last: int) -> dict[int, list[int]]:
    """The starts of the days from `first` to before `last`.

    An appointment may run on into windows of the days after them.
    """
    days = TimeRange(*(datetime.fromtimestamp(day * _DAY, UTC) for day in (first, last)))
    reached = TimeRange(days.starts_at, days.ends_at + request.duration)
    openings = staff_openings(link_openings(request.link, request.zone, reached), staff)
    starts = grid(openings, days, request)
    found = {}
    for day in range(first, last):
        low, high = (bisect_left(starts, edge * _DAY) for edge in (day, day + 1))
        found[day] = starts[low:high]
    return found
