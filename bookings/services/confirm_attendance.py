"""The contact says that they will come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bookings.engine.booking import Booking
from bookings.engine.errors import StatusConflict
from bookings.engine.wording import iso
from bookings.services.cancel_booking import get_booking, refuse_if_changed, tell
from bookings.services.change_booking import LIVE, refuse_unless
from bookings.services.ports import Writing


def confirm_attendance(
    unit: Writing,
    business_id: str,
    booking_id: str,
    now: datetime,
    by: str = "",
    versions: Collection[int] | None = None,
) -> Booking:
    """Until its start. Said again it changes nothing, and nobody is told twice. `by`: the key that does it.

    Raises NotFound, PreconditionFailed, AlreadyCancelled, StatusConflict."""
    booking = get_booking(unit, business_id, booking_id)
    refuse_if_changed(booking, versions)
    refuse_unless(booking, LIVE, "confirmed")
    if booking.time.starts_at <= now:
        message = f"This booking started at {iso(booking.time.starts_at)}; attendance is confirmed before."
        raise StatusConflict(message, {"id": booking.id, "status": booking.status.value})
    if booking.attendance_confirmed_at is not None:
        return booking
    confirmed = replace(
        booking, attendance_confirmed_at=now.replace(microsecond=0), version=booking.version + 1
    )
    unit.confirm_attendance(confirmed)
    tell(unit, confirmed, "attendance_confirmed", now, by, {})
    return confirmed
