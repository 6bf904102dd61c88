"""What the pages behind the links in mails show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from litestar import Response

from bookings.api.core import Core
from bookings.api.errors import status_of
from bookings.api.pages import page
from bookings.engine.booking import Status
from bookings.engine.errors import BookingsError
from bookings.engine.slots import horizon_end
from bookings.engine.when import clock_time, day, same_wall_clock, when
from bookings.engine.wording import iso
from bookings.services.links import Grant
from bookings.services.self_service import DAYS_AT_ONCE, Standing, standing, starts_to_choose_from

CHANGED = "It has been changed meanwhile. This is how it stands now."
_STATES = {
    Status.CANCELLED: "Your appointment has been cancelled",
    Status.NO_SHOW: "This appointment is over",
    Status.COMPLETED: "This appointment is over",
}
_BEGUN = "This appointment has begun, or is over; it cannot be changed here any more"


def cancel_page(core: Core, grant: Grant, warning: str | None = None, status: int = 200) -> Response[str]:
    """Raises NotFound."""
    with core.storage.reading() as view:
        found = standing(view, grant, core.clock())
    return page("cancel", status, warning=warning, **told(found))


def move_page(
    core: Core,
    grant: Grant,
    first: str | None = None,
    moved: int | None = None,
    warning: str | None = None,
    status: int = 200,
) -> Response[str]:
    """Raises NotFound."""
    now = core.clock()
    with core.storage.reading() as view:
        found = standing(view, grant, now)
        today = now.astimezone(found.zone).date()
        start = _first_day(first, today)
        starts = starts_to_choose_from(view, found, start, now) if found.can_change else []
    return page(
        "move",
        status,
        warning=warning,
        moved=moved == found.booking.version,
        zone=found.zone.key,
        days=_by_day(starts, found),
        earlier=max(today, start - timedelta(days=DAYS_AT_ONCE)) if start > today else None,
        later=_later(found, start, now),
        **told(found),
    )


def refused(error: BookingsError) -> Response[str]:
    return page("refused", status_of(error), message=error.message)


def _first_day(text: str | None, today: date) -> date:
    """What is no day, or is over, or centuries away, is today."""
    try:
        asked = date.fromisoformat(text or "")
    except ValueError:
        return today
    return asked if today <= asked <= today + timedelta(days=5000) else today


def _later(found: Standing, start: date, now: datetime) -> date | None:
    link = found.configuration.links.get(found.booking.link_id)
    if link is None:
        return None
    end = horizon_end(link, found.configuration.business.zone, now).astimezone(found.zone).date()
    following = start + timedelta(days=DAYS_AT_ONCE)
    return following if following <= end else None


def _by_day(starts: Sequence[datetime], found: Standing) -> list[tuple[str, list[tuple[str, str]]]]:
    """ "Tuesday 2 June 2026" with the starts as ("2026-06-02T08:00:00Z", "9:00 am")."""
    local = [(at.astimezone(found.zone), at) for at in starts]
    return [
        (day(rows[0][0]), [(iso(at), clock_time(wall)) for wall, at in rows])
        for _, group in groupby(local, key=lambda row: row[0].date())
        if (rows := list(group))
    ]


def told(found: Standing) -> dict[str, Any]:
    booking, business = found.booking, found.configuration.business
    differs = not same_wall_clock(booking.time, found.zone, business.zone)
    return {
        "business_name": business.name,
        "title": booking.link_title,
        "staff_name": booking.staff_name,
        "reference": f"{booking.reference[:4]}-{booking.reference[4:]}",
        "when": when(booking.time, found.zone),
        "when_at_business": when(booking.time, business.zone) if differs else None,
        "version": booking.version,
        "can_change": found.can_change,
        "state": _STATES.get(booking.status, _BEGUN),
    }
