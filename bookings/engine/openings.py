"""When somebody is there: weekly windows and date exceptions, turned into instants.

Whole days are built from the wall clock, each in its own zone, and turned into UTC last, so that a
13:00 window stays at 13:00 through a clock change. A window belongs to the day on which it starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bookings.engine.model import BookingLink, DateException, Staff
from bookings.engine.timerange import TimeRange, intersections, merged
from bookings.engine.windows import TimeWindow, WeeklyWindows, days_between

Overrides = Mapping[date, tuple[TimeWindow, ...]]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LinkOpenings:
    """The openings of a link around some span, before any one person is looked at."""

    link: BookingLink
    """Whose they are."""
    zone: ZoneInfo
    """The business's, in which the link's windows are written."""
    span: TimeRange
    """What the openings are needed for; they reach beyond it."""
    ranges: Sequence[TimeRange]
    """One for each window, sorted."""
    overrides: Overrides
    """The link's own exceptions by date."""


def link_openings(link: BookingLink, zone: ZoneInfo, span: TimeRange) -> LinkOpenings:
    """The link's windows, from two days before `span` (a window runs over midnight) to its end."""
    overrides = _overrides(link.exceptions, None)
    ranges = _ranges(link.windows, overrides, zone, span, days_before=2)
    return LinkOpenings(link, zone, span, ranges, overrides)


def staff_openings(opened: LinkOpenings, staff: Staff) -> list[TimeRange]:
    """When `staff` can be booked through the link: a range for each window, sorted.

    Their own windows within the link's; the link's where they have none; their own where the link
    has none. On a date with an exception of their own that exception alone decides.
    """
    overrides = _overrides(opened.link.exceptions, staff.id)
    if staff.windows is None:
        usual = [piece for piece in opened.ranges if _day_of(piece, staff.zone) not in overrides]
    else:
        own = _ranges(staff.windows, dict.fromkeys(overrides, ()), staff.zone, opened.span)
        usual = _within_link(opened, own)
    special = _ranges({}, overrides, staff.zone, opened.span)
    return sorted({*usual, *special})


def _within_link(opened: LinkOpenings, own: Sequence[TimeRange]) -> list[TimeRange]:
    if opened.link.windows:
        return intersections(own, merged(opened.ranges))
    free = [piece for piece in own if _day_of(piece, opened.zone) not in opened.overrides]
    bound = [piece for piece in own if _day_of(piece, opened.zone) in opened.overrides]
    return free + intersections(bound, merged(opened.ranges))


def _overrides(exceptions: Sequence[DateException], staff_id: str | None) -> Overrides:
    found: dict[date, tuple[TimeWindow, ...]] = {}
    closed = set()
    for exception in exceptions:
        if exception.staff_id == staff_id:
            found[exception.on_date] = found.get(exception.on_date, ()) + exception.windows
            if not exception.windows:
                closed.add(exception.on_date)
    return {day: () if day in closed else windows for day, windows in found.items()}


def _ranges(
    weekly: WeeklyWindows, overrides: Overrides, zone: ZoneInfo, span: TimeRange, days_before: int = 1
) -> list[TimeRange]:
    first = span.starts_at.astimezone(zone).date() - days_before * _DAY
    last = span.ends_at.astimezone(zone).date()
    found = []
    for day in days_between(first, last):
        windows = overrides[day] if day in overrides else weekly.get(day.weekday(), ())
        found += [piece for window in windows if (piece := window.on(day, zone))]
    return sorted(found)


def _day_of(piece: TimeRange, zone: ZoneInfo) -> date:
    return piece.starts_at.astimezone(zone).date()
