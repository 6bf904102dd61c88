"""What becomes of a booking after it was made: moved, completed, nobody came. And what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bookings.engine.booking import Booking, Status
from bookings.engine.errors import (
    AlreadyCancelled,
    SlotTaken,
    StatusConflict,
    ValidationFailed,
)
from bookings.engine.model import BookingLink, Configuration, Staff
from bookings.engine.routing import SendTo, route, routing_facts
from bookings.engine.slots import SlotRequest
from bookings.engine.timerange import TimeRange
from bookings.engine.wording import iso
from bookings.services.cancel_booking import get_booking, refuse_if_changed, tell
from bookings.services.create_booking import reminders
from bookings.services.hold_slot import let_use, own_hold
from bookings.services.lookup import configuration_of, eligible_staff, find_link, gives_problem, staff_problem
from bookings.services.ports import HistoryEntry, OverlapRefused, Reading, Writing
from bookings.services.take_slot import slot_to_take, take_turn, turns_for

LIVE = (Status.PENDING, Status.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a booking is to go."""

    starts_at: datetime
    """Aware."""
    staff_id: str | None = None
    """With whom; None: as before, or whose turn it is if that person does not take these any more."""
    hold_id: str | None = None
    """The hold of that time, which the move uses."""


def reschedule_booking(
    unit: Writing,
    business_id: str,
    booking_id: str,
    move: Move,
    now: datetime,
    by: str = "",
    versions: Collection[int] | None = None,
    unreadable: Collection[str] = (),
) -> Booking:
    """Move it to another slot, as long as it was. `unreadable`: as for `create_booking`.

    Raises NotFound, PreconditionFailed, AlreadyCancelled, StatusConflict, BookingLinkNotFound,
    ValidationFailed, SlotNotAvailable, SlotTaken, CalendarUnreachable, HoldNotFound, HoldUsed."""
    booking = get_booking(unit, business_id, booking_id)
    refuse_if_changed(booking, versions)
    refuse_unless(booking, LIVE, "rescheduled")
    configuration = configuration_of(unit, business_id)
    link = find_link(configuration, booking.link_id, None)
    staff = _staff(configuration, link, booking, move)
    wanted = SlotRequest(
        link=link,
        staff=staff,
        zone=configuration.business.zone,
        span=TimeRange(move.starts_at, move.starts_at + timedelta(seconds=1)),
        now=now,
        duration=booking.duration,
        service_id=booking.service_id,
        seats=link.seats_for(configuration.services.get(booking.service_id or "")),
    )
    appointment = (booking.link_id, booking.service_id)
    hold = own_hold(unit, business_id, move.hold_id, move.starts_at, (appointment,))
    own, others = [booking.id], [booking.staff_id]
    if hold is not None:
        own, others = [*own, hold.id], [*others, hold.staff_id]
    slot = slot_to_take(unit, business_id, wanted, move.staff_id, own, others, unreadable)
    if hold is not None:
        let_use(unit, business_id, hold, now)
    turns = turns_for(unit, business_id, wanted, slot)
    staff_id = turns.order[0]
    moved = replace(
        booking,
        staff_id=staff_id,
        staff_name=configuration.staff[staff_id].name,
        time=TimeRange(slot.starts_at, slot.ends_at),
        version=booking.version + 1,
        attendance_confirmed_at=None,
    )
    try:
        unit.move(moved, moved.time.padded(link.buffer_before, link.buffer_after), wanted.seats)
    except OverlapRefused:
        raise SlotTaken(iso(move.starts_at), move.staff_id) from None
    take_turn(unit, business_id, turns, staff_id)
    if hold is not None:
        unit.note_hold_used(hold.id, moved.id)
    unit.add_reminders(moved.id, reminders(link, moved, now))
    tell(unit, moved, "rescheduled", now, by, _from_to(booking, moved))
    return moved


def close_booking(
    unit: Writing,
    business_id: str,
    booking_id: str,
    status: Status,
    now: datetime,
    by: str = "",
    versions: Collection[int] | None = None,
) -> Booking:
    """Note that it took place (`completed`) or nobody came (`no_show`), from its start on; one can be
    turned into the other. Raises NotFound, PreconditionFailed, AlreadyCancelled, StatusConflict."""
    booking = get_booking(unit, business_id, booking_id)
    refuse_if_changed(booking, versions)
    allowed = {*LIVE, Status.NO_SHOW, Status.COMPLETED} - {status}
    refuse_unless(booking, allowed, status.value)
    if now < booking.time.starts_at:
        message = f"This booking starts at {iso(booking.time.starts_at)}; it cannot be {status.value} before."
        raise StatusConflict(message, {"id": booking.id, "status": booking.status.value})
    closed = replace(booking, status=status, version=booking.version + 1)
    unit.close(closed)
    tell(unit, closed, status.value, now, by, {"from": {"status": booking.status.value}})
    return closed


def history(view: Reading, business_id: str, booking_id: str) -> Sequence[HistoryEntry]:
    """What happened to it, first things first. Raises NotFound."""
    return view.history(get_booking(view, business_id, booking_id).id)


def refuse_unless(booking: Booking, allowed: Collection[Status], what: str) -> None:
    """`what` it cannot be, as a participle. Raises AlreadyCancelled, StatusConflict."""
    if booking.status in allowed:
        return
    details = {"id": booking.id, "status": booking.status.value}
    if booking.status is Status.CANCELLED:
        raise AlreadyCancelled("This booking has been cancelled.", details | {"reason": booking.reason})
    raise StatusConflict(f"This booking is {booking.status.value}; it cannot be {what} now.", details)


def _staff(configuration: Configuration, link: BookingLink, booking: Booking, move: Move) -> Sequence[Staff]:
    """The one asked for; else the one it is with, or anybody if they do not take these any more."""
    service_id = booking.service_id if booking.service_id in configuration.services else None
    problem = staff_problem(configuration, link, move.staff_id)
    problem = problem or gives_problem(configuration, move.staff_id, service_id)
    if problem:
        raise ValidationFailed([problem])
    everybody = _routed(configuration, link, booking, eligible_staff(configuration, link, None, service_id))
    wanted = move.staff_id or booking.staff_id
    alone = [person for person in everybody if person.id == wanted]
    return alone if alone or move.staff_id is not None else everybody


def _routed(
    configuration: Configuration, link: BookingLink, booking: Booking, staff: Sequence[Staff]
) -> Sequence[Staff]:
    """The rules that chose among the staff still do; one that rejects came too late."""
    contact = booking.contact
    facts = {
        "service_id": booking.service_id,
        "contact_name": contact.name,
        "contact_email": contact.email,
        "contact_phone": contact.phone,
        "client_timezone": contact.timezone,
    }
    given = {answer.question_id: answer.answer for answer in booking.answers}
    outcome = route(link.routing, routing_facts(given, facts))
    if isinstance(outcome, SendTo):
        return [person for person in staff if person.id in outcome.staff_ids]
    return staff


def _from_to(before: Booking, after: Booking) -> Mapping[str, Any]:
    return {
        name: {"start_time": iso(booking.time.starts_at), "staff_id": booking.staff_id}
        for name, booking in (("from", before), ("to", after))
    }
