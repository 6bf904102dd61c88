"""Cancel a booking: the time is free again, its reminders are gone, the rest of the world is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bookings.engine.booking import Booking, Status
from bookings.engine.errors import AlreadyCancelled, NotFound, PreconditionFailed, StatusConflict
from bookings.engine.wording import iso
from bookings.services.ports import Reading, Writing


def cancel_booking(
    unit: Writing,
    business_id: str,
    booking_id: str,
    reason: str | None,
    now: datetime,
    by: str = "",
    versions: Collection[int] | None = None,
) -> Booking:
    """`by`: the key that does it. Raises NotFound, PreconditionFailed, AlreadyCancelled, StatusConflict."""
    booking = get_booking(unit, business_id, booking_id)
    refuse_if_changed(booking, versions)
    if booking.status is Status.CANCELLED:
        at = iso(booking.cancelled_at) if booking.cancelled_at else None
        details = {"id": booking.id, "cancelled_at": at, "reason": booking.reason}
        raise AlreadyCancelled("This booking has already been cancelled.", details)
    if booking.status in (Status.NO_SHOW, Status.COMPLETED):
        details = {"id": booking.id, "status": booking.status.value}
        raise StatusConflict(f"This booking is {booking.status.value}; it cannot be cancelled now.", details)
    cancelled = replace(
        booking,
        status=Status.CANCELLED,
        cancelled_at=now.replace(microsecond=0),
        reason=reason,
        version=booking.version + 1,
    )
    unit.cancel(cancelled)
    tell(unit, cancelled, "cancelled", now, by, {"reason": reason})
    return cancelled


def tell(
    unit: Writing, booking: Booking, what: str, now: datetime, by: str, details: Mapping[str, Any]
) -> None:
    """Leave word of it for everything that is connected, and in the booking's history."""
    unit.add_event(booking, f"booking.{what}", now, details)
    unit.add_history(booking, what, now, by, details)


def refuse_if_changed(booking: Booking, versions: Collection[int] | None) -> None:
    """`versions`: those that the caller may know; None: any. Raises PreconditionFailed."""
    if versions is not None and booking.version not in versions:
        raise PreconditionFailed(booking.version)


def get_booking(view: Reading, business_id: str, booking_id: str) -> Booking:
    """Raises NotFound, also for a booking of another business."""
    booking = view.booking(business_id, booking_id)
    if booking is None:
        raise NotFound(f'There is no booking with the id "{booking_id}".', {"id": booking_id})
    return booking
