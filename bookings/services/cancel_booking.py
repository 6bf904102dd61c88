"""Cancel a booking: the time is free again, its reminders are gone, the rest of the world is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bookings.engine.booking import Booking, Status
from bookings.engine.errors import AlreadyCancelled, NotFound
from bookings.engine.wording import iso
from bookings.services.ports import Reading, Writing


def cancel_booking(
    unit: Writing, business_id: str, booking_id: str, reason: str | None, now: datetime
) -> Booking:
    """Raises NotFound, AlreadyCancelled."""
    booking = get_booking(unit, business_id, booking_id)
    if booking.status is Status.CANCELLED:
        at = iso(booking.cancelled_at) if booking.cancelled_at else None
        details = {"id": booking.id, "cancelled_at": at, "reason": booking.reason}
        raise AlreadyCancelled("This booking has already been cancelled.", details)
    cancelled = replace(
        booking, status=Status.CANCELLED, cancelled_at=now.replace(microsecond=0), reason=reason
    )
    unit.cancel(cancelled)
    unit.add_event(cancelled, "booking.cancelled", now)
    return cancelled


def get_booking(view: Reading, business_id: str, booking_id: str) -> Booking:
    """Raises NotFound, also for a booking of another business."""
    booking = view.booking(business_id, booking_id)
    if booking is None:
        raise NotFound(f'There is no booking with the id "{booking_id}".', {"id": booking_id})
    return booking
