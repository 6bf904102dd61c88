"""What the contact does with their own booking, by the links in their mails."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.engine.booking import Booking, Status
from bookings.engine.errors import StatusConflict
from bookings.engine.model import Configuration
from bookings.services.cancel_booking import cancel_booking, get_booking
from bookings.services.change_booking import Move, reschedule_booking
from bookings.services.confirm_attendance import confirm_attendance
from bookings.services.links import Grant
from bookings.services.lookup import configuration_of
from bookings.services.ports import Reading, Writing

LIVE = (Status.PENDING, Status.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Standing:
    """A booking as its contact sees it."""

    booking: Booking
    """As it is now."""
    configuration: Configuration
    """Of its business."""
    zone: ZoneInfo
    """The contact's."""
    can_change: bool
    """Whether it is still to come and has not been cancelled."""


def standing(view: Reading, grant: Grant, now: datetime) -> Standing:
    """Raises NotFound."""
    booking = get_booking(view, grant.business_id, grant.subject_id)
    configuration = configuration_of(view, grant.business_id)
    zone = ZoneInfo(booking.contact.timezone) if booking.contact.timezone else configuration.business.zone
    is_to_come = now < booking.time.starts_at
    return Standing(booking, configuration, zone, booking.status in LIVE and is_to_come)


def cancel_own(unit: Writing, grant: Grant, reason: str | None, version: int, now: datetime) -> Booking:
    """`version`: as the contact has seen it. Raises NotFound, PreconditionFailed, AlreadyCancelled,
    StatusConflict."""
    booking = get_booking(unit, grant.business_id, grant.subject_id)
    _refuse_when_begun(booking, now)
    seen = None if booking.status is Status.CANCELLED else [version]  # clicked twice: no reason to be alarmed
    return cancel_booking(unit, grant.business_id, grant.subject_id, reason, now, versions=seen)


def move_own(
    unit: Writing,
    grant: Grant,
    starts_at: datetime,
    version: int,
    now: datetime,
    unreadable: Collection[str] = (),
) -> Booking:
    """Raises what reschedule_booking does."""
    _refuse_when_begun(get_booking(unit, grant.business_id, grant.subject_id), now)
    move = Move(starts_at)
    return reschedule_booking(
        unit, grant.business_id, grant.subject_id, move, now, versions=[version], unreadable=unreadable
    )


def confirm_own(unit: Writing, grant: Grant, version: int, now: datetime) -> Booking:
    """The contact will come to it as they have seen it; said again it changes nothing. Raises NotFound,
    PreconditionFailed, AlreadyCancelled, StatusConflict."""
    booking = get_booking(unit, grant.business_id, grant.subject_id)
    _refuse_when_begun(booking, now)
    seen = None if booking.attendance_confirmed_at else [version]  # clicked twice
    return confirm_attendance(unit, grant.business_id, grant.subject_id, now, versions=seen)


def _refuse_when_begun(booking: Booking, now: datetime) -> None:
    if now >= booking.time.starts_at:
        raise StatusConflict("The appointment has begun; it cannot be changed here any more.")
