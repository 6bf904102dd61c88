"""What is shown of a booking, or of a place on the waitlist, to who has just made it."""

from __future__ import annotations

from litestar import Response

from bookings.api import own_pages, waitlist_pages
from bookings.api.booking_page.visit import origin_of
from bookings.api.core import Core
from bookings.api.link_forms import grant_of
from bookings.api.pages import HEADERS, frameable, page
from bookings.engine.booking import Status
from bookings.engine.errors import BookingsError
from bookings.services.links import BOOKED, CANCEL, MOVE, Grant, grant_for, grant_to_leave
from bookings.services.self_service import standing
from bookings.services.waitlist_self_service import waiting

EVENT = 'attachment; filename="appointment.ics"'


def booked_page(core: Core, grant: Grant, token: str, was_before: bool, embed: str | None) -> Response[str]:
    """`was_before`: the form was sent again, with something changed. Raises NotFound."""
    assert core.links is not None
    with core.storage.reading() as view:
        found = standing(view, grant, core.clock())
    booking = found.booking
    is_cancelled = booking.status is Status.CANCELLED
    return page(
        "book/booked",
        headers=frameable(core.embed_from),
        was_before=was_before,
        is_cancelled=is_cancelled,
        email=booking.contact.email,
        event_url=f"/b/{BOOKED}/{token}/appointment.ics" if core.event_file else None,
        cancel_url=_own(core, grant_for(CANCEL, booking)),
        move_url=_own(core, grant_for(MOVE, booking)),
        embed=origin_of(embed),
        **own_pages.told(found),
    )


def _own(core: Core, grant: Grant) -> str:
    """At the address at which they are just now."""
    assert core.links is not None
    return f"/b/{grant.purpose}/{core.links.address(grant).rpartition('/')[2]}"


def event_response(core: Core, token: str) -> Response[bytes] | Response[str]:
    try:
        grant = grant_of(core, BOOKED, token)
        with core.storage.reading() as view:
            found = standing(view, grant, core.clock())
    except BookingsError as error:
        return own_pages.refused(error)
    assert core.event_file is not None
    content = core.event_file(found.booking, found.configuration)
    headers = HEADERS | {"Content-Disposition": EVENT}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def joined_page(core: Core, grant: Grant, embed: str | None) -> Response[str]:
    """Raises NotFound."""
    with core.storage.reading() as view:
        found = waiting(view, grant)
    return page(
        "book/joined",
        headers=frameable(core.embed_from),
        is_open=found.entry.is_open(core.clock()),
        email=found.entry.contact.email,
        leave_url=_own(core, grant_to_leave(found.entry)),
        embed=origin_of(embed),
        **waitlist_pages.told(found),
    )
