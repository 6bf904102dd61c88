"""Whose calendars matter for a request: who might take the appointment, as far as can be told quickly.

What is wrong with the request is told by the use case itself; here it only has nobody to look for.
"""

from __future__ import annotations

from collections.abc import Sequence

from bookings.engine.booking import BookingRequest
from bookings.engine.errors import BookingsError
from bookings.engine.hold import HoldRequest
from bookings.services.cancel_booking import get_booking
from bookings.services.lookup import configuration_of, eligible_staff, find_link
from bookings.services.ports import Reading


def for_request(view: Reading, business_id: str, request: BookingRequest | HoldRequest) -> Sequence[str]:
    configuration = configuration_of(view, business_id)
    try:
        link = find_link(configuration, request.link_id, request.slug)
    except BookingsError:
        return ()
    staff = eligible_staff(configuration, link, request.staff_id, request.service_id)
    return [person.id for person in staff]


def for_move(view: Reading, business_id: str, booking_id: str, staff_id: str | None = None) -> Sequence[str]:
    configuration = configuration_of(view, business_id)
    try:
        booking = get_booking(view, business_id, booking_id)
        link = find_link(configuration, booking.link_id, None)
    except BookingsError:
        return ()
    wanted = staff_id or booking.staff_id
    return [wanted] if wanted in link.staff_ids else link.staff_ids
