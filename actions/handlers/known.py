"""Bookings of the API as the conversation knows them."""

from __future__ import annotations

from actions.client import Booking
from actions.dialogue.catalogue import Catalogue, service_of
from actions.dialogue.memory import Made
from actions.dialogue.times import iso

STANDING = ("pending", "confirmed")


def known_as(booking: Booking, catalogue: Catalogue) -> Made:
    """The booking in the words in which the person knows it."""
    service = service_of(catalogue, booking.service_id)
    return Made(
        booking.id,
        booking.reference,
        service.name if service else booking.link_title or "",
        booking.staff_name or "",
        iso(booking.starts_at),
        booking.booking_link_id,
        booking.service_id,
        booking.staff_id,
        iso(booking.ends_at),
    )
