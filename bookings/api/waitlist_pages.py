"""What the pages behind the links in the waitlist's mails show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response

from bookings.api.core import Core
from bookings.api.pages import page
from bookings.engine.waitlist_entry import EntryStatus, OfferOutcome
from bookings.engine.when import day_and_time, days_of, same_wall_clock, when
from bookings.services.links import ACCEPT, DECLINE, LEAVE, Grant
from bookings.services.waitlist_self_service import Waiting, waiting

_ASKED: Mapping[str, tuple[str, str, str]] = {
    ACCEPT: ("Take this appointment?", "Yes, book it", "If you do nothing, it goes to the next person then."),
    DECLINE: (
        "Let this time go?",
        "Yes, let it go",
        "It goes to the next person, and you stay on the waitlist for other times.",
    ),
    LEAVE: ("Leave the waitlist?", "Yes, leave it", "If you do nothing, you stay on it."),
}
"""By purpose: the question, the button, and what there is to know."""
_ENDED: Mapping[OfferOutcome | None, str] = {
    OfferOutcome.ACCEPTED: "This appointment is yours",
    OfferOutcome.DECLINED: "You have let this time go; you are still on the waitlist",
    OfferOutcome.WITHDRAWN: "This time is not kept for you any more",
}
_CLOSED: Mapping[EntryStatus, str] = {
    EntryStatus.BOOKED: "You have the appointment that you were waiting for",
    EntryStatus.LEFT: "You are no longer on the waitlist",
    EntryStatus.EXPIRED: "The days that you were waiting for are over",
}
_TOO_LATE = "This time was not taken in good time, and has gone to the next person"


def waitlist_page(core: Core, grant: Grant, warning: str | None = None, status: int = 200) -> Response[str]:
    """Raises NotFound."""
    now = core.clock()
    with core.storage.reading() as view:
        found = waiting(view, grant)
    question, button, explained = _ASKED[grant.purpose]
    is_kept = found.offer is not None and found.offer.is_live(now)
    can_answer = found.entry.is_open(now) and (is_kept or grant.purpose == LEAVE)
    return page(
        "waitlist",
        status,
        warning=warning,
        can_answer=can_answer,
        heading=question if can_answer else _state(found, found.entry.status(now)),
        button=button,
        explained=explained,
        **told(found),
    )


def _state(found: Waiting, status: EntryStatus) -> str:
    if found.offer is not None and found.offer.outcome in _ENDED and status not in (EntryStatus.LEFT,):
        return _ENDED[found.offer.outcome]
    return _CLOSED.get(status, _TOO_LATE)


def told(found: Waiting) -> dict[str, Any]:
    entry, business = found.entry, found.configuration.business
    link = found.configuration.links.get(entry.link_id)
    return {
        "business_name": business.name,
        "title": link.title if link else "Your appointment",
        "wish": days_of(entry.wish.first_day, entry.wish.last_day, entry.wish.window, entry.wish.zone),
        "reference": _reference(found),
        **_offered(found),
    }


def _reference(found: Waiting) -> str | None:
    reference = found.booking.reference if found.booking else None
    return f"{reference[:4]}-{reference[4:]}" if reference else None


def _offered(found: Waiting) -> dict[str, str | None]:
    """The time that the link is about; for a link about the entry, the time that was booked."""
    about = found.offer or found.booking
    if about is None:
        return dict.fromkeys(("when", "when_at_business", "staff_name", "answer_by"))
    zone, business_zone = found.zone, found.configuration.business.zone
    person = found.configuration.staff.get(about.staff_id)
    differs = not same_wall_clock(about.time, zone, business_zone)
    answer_by = day_and_time(found.offer.expires_at, zone) if found.offer else None
    return {
        "when": when(about.time, zone),
        "when_at_business": when(about.time, business_zone) if differs else None,
        "staff_name": person.name if person else None,
        "answer_by": f"{answer_by} ({zone.key})" if answer_by else None,
    }
