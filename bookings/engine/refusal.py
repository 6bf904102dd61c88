"""Why a start that nobody can book is none, in words that say what would be right."""

from __future__ import annotations

from bookings.engine.errors import SlotNotAvailable
from bookings.engine.openings import link_openings, staff_openings
from bookings.engine.slots import SlotRequest, earliest_start, horizon_end
from bookings.engine.timerange import TimeRange, merged
from bookings.engine.wording import iso


def refusal(request: SlotRequest) -> SlotNotAvailable:
    """The rule that makes the start of the request's span unbookable, even with nothing booked.

    Rules: `past`, `min_notice`, `horizon`, `outside_windows`, `off_grid`.
    """
    start = request.span.starts_at
    rule, message = _rule(request)
    return SlotNotAvailable(f"{iso(start)} {message}", rule, iso(start))


def _rule(request: SlotRequest) -> tuple[str, str]:
    link, start = request.link, request.span.starts_at
    if start < request.now:
        return "past", f"has passed; it is {iso(request.now)} now."
    if start < (earliest := earliest_start(link, request.now)):
        return "min_notice", f"is too soon: appointments start at {iso(earliest)} at the earliest."
    if start >= (end := horizon_end(link, request.zone, request.now)):
        return "horizon", f"is too far ahead: appointments start before {iso(end)}."
    if not _is_open(request):
        return "outside_windows", "is outside the times at which this can be booked."
    minutes = int(link.slot_interval.total_seconds() // 60)
    return "off_grid", f"is not one of the starts: they are {minutes} minutes apart from each window's start."


def _is_open(request: SlotRequest) -> bool:
    """Whether the whole appointment lies where somebody is there, on the grid or not."""
    wanted = TimeRange(request.span.starts_at, request.span.starts_at + request.duration)
    opened = link_openings(request.link, request.zone, wanted)
    return any(
        piece.contains(wanted) for staff in request.staff for piece in merged(staff_openings(opened, staff))
    )
