"""What the pages behind the links in mails show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from litestar import Response

from bookings.api.booking_page.calendar import Month, find_month
from bookings.api.booking_page.visit import day_in, month_in, visit_to_move
from bookings.api.core import Core
from bookings.api.errors import status_of
from bookings.api.pages import page
from bookings.engine.booking import Status
from bookings.engine.errors import BookingsError
from bookings.engine.when import same_wall_clock, when
from bookings.engine.wording import iso
from bookings.services.links import Grant
from bookings.services.ports import Reading
from bookings.services.self_service import Standing, standing

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


def attend_page(core: Core, grant: Grant, warning: str | None = None, status: int = 200) -> Response[str]:
    """Raises NotFound."""
    with core.storage.reading() as view:
        found = standing(view, grant, core.clock())
    will_come = found.booking.attendance_confirmed_at is not None
    return page("attend", status, warning=warning, will_come=will_come, **told(found))


def move_page(
    core: Core,
    grant: Grant,
    address: str,
    asked: Mapping[str, str],
    moved: int | None = None,
    warning: str | None = None,
    status: int = 200,
) -> Response[str]:
    """`address`: the page's own; `asked`: its query. Raises NotFound."""
    now = core.clock()
    with core.storage.reading() as view:
        found = standing(view, grant, now)
        month = _month(view, found, address, asked, now) if found.can_change else None
    return page(
        "move",
        status,
        warning=warning,
        moved=moved == found.booking.version,
        zone=found.zone.key,
        month=month,
        starts=[(iso(one.starts_at), one.label) for one in month.times] if month else [],
        **told(found),
    )


def refused(error: BookingsError) -> Response[str]:
    return page("refused", status_of(error), message=error.message)


def _month(
    view: Reading, found: Standing, address: str, asked: Mapping[str, str], now: datetime
) -> Month | None:
    """None: its link is not offered any more, so it cannot be moved."""
    link = found.configuration.links.get(found.booking.link_id)
    if link is None:
        return None
    visit = visit_to_move(found.configuration, link, found.booking, found.zone, address)
    return find_month(view, replace(visit, month=month_in(asked), day=day_in(asked)), now)


def told(found: Standing) -> dict[str, Any]:
    booking, business = found.booking, found.configuration.business
    differs = not same_wall_clock(booking.time, found.zone, business.zone)
    return {
        "business_name": business.name,
        "address": business.facts.get("address"),
        "title": booking.link_title,
        "staff_name": booking.staff_name,
        "reference": f"{booking.reference[:4]}-{booking.reference[4:]}",
        "when": when(booking.time, found.zone),
        "when_at_business": when(booking.time, business.zone) if differs else None,
        "version": booking.version,
        "can_change": found.can_change,
        "state": _STATES.get(booking.status, _BEGUN),
    }
