"""Why each start can be booked or not, person by person.

Made of the pieces of `find_slots`: the starts are those of the same grid over the same openings,
and the free ones are those that it lists. So what is explained is what is shown and booked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bookings.engine.grid import grid
from bookings.engine.model import BookingLink, Staff
from bookings.engine.openings import LinkOpenings, link_openings, staff_openings
from bookings.engine.slots import Occupied, SlotRequest, earliest_start, find_slots, horizon_end
from bookings.engine.timerange import TimeRange, intersections, merged, without

_SECOND = timedelta(seconds=1)


class Reason(StrEnum):
    """What decides about a start, or about a stretch in which nothing starts."""

    FREE = "free"
    PAST = "past"
    MIN_NOTICE = "min_notice"
    HORIZON = "horizon"
    TOO_LONG = "too_long"
    """The windows close before the appointment's end."""
    TAKEN = "taken"
    LINK_EXCEPTION = "link_exception"
    STAFF_EXCEPTION = "staff_exception"
    OUTSIDE_LINK_WINDOWS = "outside_link_windows"
    OUTSIDE_STAFF_WINDOWS = "outside_staff_windows"
    NO_WINDOWS = "no_windows"
    """Neither the link nor the person has any."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that keeps a person's time."""

    kind: str
    """"booking", "hold" or "busy" (a busy range of a calendar)."""
    name: str
    """The booking's reference, the hold's id, the busy range's source."""
    time: TimeRange
    """The appointment or busy range itself."""
    blocks: TimeRange
    """What it keeps free: with its buffers."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start on the grid of somebody's openings."""

    starts_at: datetime
    """UTC."""
    reason: Reason
    """FREE, or the first thing that is in the way."""
    causes: tuple[Cause, ...] = ()
    """For TAKEN: everything that is."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A stretch of the span in which somebody is not there, so that nothing starts."""

    time: TimeRange
    """As long as the reason is the same."""
    reason: Reason
    """An exception, or whose windows are not open."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One person's time within the span."""

    staff: Staff
    """Whose it is."""
    starts: tuple[Start, ...] = ()
    """Every start on the grid, sorted."""
    closed: tuple[Closed, ...] = ()
    """Sorted; together with the openings it makes the whole span."""


def explain(
    request: SlotRequest, occupied: Occupied, causes: Mapping[str, Sequence[Cause]]
) -> list[Explanation]:
    """Everybody's starts within the request's span, with what `find_slots` makes of them.

    `occupied` as for `find_slots`; `causes` by staff id has the same things by name, for the whole
    span and not just its bookable part.
    """
    free = {(slot.starts_at, one) for slot in find_slots(request, occupied) for one in slot.staff_ids}
    reached = TimeRange(request.span.starts_at, request.span.ends_at + request.duration)
    opened = link_openings(request.link, request.zone, reached)
    found = []
    for staff in request.staff:
        openings = staff_openings(opened, staff)
        possible = set(grid(openings, request.span, request))
        starts = [
            datetime.fromtimestamp(start, UTC)
            for start in grid(openings, request.span, replace(request, duration=_SECOND))
        ]
        explained = [
            Start(start, Reason.FREE)
            if (start, staff.id) in free
            else _removed(start, int(start.timestamp()) in possible, request, causes.get(staff.id, ()))
            for start in starts
        ]
        closed = without([request.span], merged(openings))
        found.append(Explanation(staff, tuple(explained), tuple(_closed(closed, opened, staff))))
    return found


def _removed(start: datetime, is_long_enough: bool, request: SlotRequest, causes: Sequence[Cause]) -> Start:
    """The first thing in the way of a start that is not free."""
    link = request.link
    if start < request.now:
        return Start(start, Reason.PAST)
    if start < earliest_start(link, request.now):
        return Start(start, Reason.MIN_NOTICE)
    if start >= horizon_end(link, request.zone, request.now):
        return Start(start, Reason.HORIZON)
    if not is_long_enough:
        return Start(start, Reason.TOO_LONG)
    padded = TimeRange(start, start + request.duration).padded(link.buffer_before, link.buffer_after)
    return Start(start, Reason.TAKEN, tuple(cause for cause in causes if cause.blocks.overlaps(padded)))


def _closed(closed: Sequence[TimeRange], opened: LinkOpenings, staff: Staff) -> list[Closed]:
    """The stretches by what would have to be otherwise for the person to be there."""
    found: list[Closed] = []
    for reason, openings in _otherwise(opened, staff):
        would_be = merged(openings)
        found += [Closed(piece, reason) for piece in intersections(closed, would_be)]
        closed = without(closed, would_be)
    rest = _rest(opened.link, staff)
    return sorted([*found, *(Closed(piece, rest) for piece in closed)], key=lambda one: one.time)


def _otherwise(opened: LinkOpenings, staff: Staff) -> list[tuple[Reason, Sequence[TimeRange]]]:
    """When the person would be there without their exceptions, without any, without windows of their own."""
    shared = tuple(one for one in opened.link.exceptions if one.staff_id is None)
    without_own = replace(opened, link=replace(opened.link, exceptions=shared))
    regular = link_openings(replace(opened.link, exceptions=()), opened.zone, opened.span)
    return [
        (Reason.STAFF_EXCEPTION, staff_openings(without_own, staff)),
        (Reason.LINK_EXCEPTION, staff_openings(regular, staff)),
        (Reason.OUTSIDE_STAFF_WINDOWS, regular.ranges),
    ]


def _rest(link: BookingLink, staff: Staff) -> Reason:
    """What closes the time at which not even the link's own windows are open."""
    if link.windows:
        return Reason.OUTSIDE_LINK_WINDOWS
    return Reason.NO_WINDOWS if staff.windows is None else Reason.OUTSIDE_STAFF_WINDOWS
