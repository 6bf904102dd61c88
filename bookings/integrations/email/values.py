"""What the templates can say; docs/email.md lists the names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bookings.engine.booking import Booking, Status
from bookings.engine.model import Configuration
from bookings.engine.when import day_and_time, same_wall_clock, when
from bookings.engine.wording import parse_instant
from bookings.services.links import ATTEND, CANCEL, MOVE, Links, grant_for


def values(
    booking: Booking, configuration: Configuration, zone: ZoneInfo, before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """`zone`: the reader's. `before`: what a move moved it from."""
    business = configuration.business
    service = configuration.services.get(booking.service_id or "")
    theirs = not same_wall_clock(booking.time, zone, business.zone)
    return {
        "business_name": business.name,
        "facts": business.facts,
        "address": ", ".join(business.facts.get("address", "").splitlines()) or None,
        "contact_name": booking.contact.name,
        "contact_email": booking.contact.email,
        "contact_phone": booking.contact.phone,
        "notes": booking.contact.notes,
        "title": booking.link_title,
        "service_name": service.name if service else None,
        "staff_name": booking.staff_name,
        "reference": f"{booking.reference[:4]}-{booking.reference[4:]}",
        "when": when(booking.time, zone),
        "starts": day_and_time(booking.time.starts_at, zone),
        "when_at_business": when(booking.time, business.zone) if theirs else None,
        "was_at": day_and_time(parse_instant(before["start_time"]), zone) if before else None,
        "reason": booking.reason,
        "answers": [(answer.question, said(answer.answer)) for answer in booking.answers],
    }


def change_links(booking: Booking, links: Links) -> dict[str, str | None]:
    """None once it is cancelled, and to say that they will come once they have."""
    if booking.status is Status.CANCELLED:
        return {"cancel_url": None, "move_url": None, "attend_url": None}
    has_said = booking.attendance_confirmed_at is not None
    return {
        "attend_url": None if has_said else links.address(grant_for(ATTEND, booking)),
        "cancel_url": links.address(grant_for(CANCEL, booking)),
        "move_url": links.address(grant_for(MOVE, booking)),
    }


def contact_zone(booking: Booking, configuration: Configuration) -> ZoneInfo:
    return ZoneInfo(booking.contact.timezone) if booking.contact.timezone else configuration.business.zone


def is_over(booking: Booking, now: datetime) -> bool:
    return now >= booking.time.starts_at


def said(answer: Any) -> str:
    """An answer as people say it."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return ", ".join(map(said, answer))
    return str(answer)
