"""Make a booking: check, choose who takes it, store it with all that it sets off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bookings.engine.assignment import in_turn, next_turn
from bookings.engine.booking import Booking, BookingRequest, Status
from bookings.engine.errors import BookingsError, SlotTaken
from bookings.engine.refusal import refusal
from bookings.engine.slots import Slot, SlotRequest, find_slots
from bookings.engine.timerange import TimeRange
from bookings.engine.wording import iso
from bookings.services.booking_plan import BookingPlan, plan_booking
from bookings.services.list_slots import slots_in
from bookings.services.lookup import configuration_of
from bookings.services.ports import Identifiers, IdentifierTaken, OverlapRefused, Writing


def create_booking(
    unit: Writing, business_id: str, request: BookingRequest, now: datetime, ids: Identifiers
) -> Booking:
    """Raises BookingLinkNotFound, MissingField, ValidationFailed, RoutingRejected, SlotNotAvailable
    and SlotTaken; nothing is stored then, if the caller leaves the transaction with the error."""
    plan = plan_booking(configuration_of(unit, business_id), request)
    wanted = plan.slot_request(now)
    slots = slots_in(unit, business_id, wanted)
    if not slots:
        raise _no_slot(plan, wanted)
    turns = unit.turns(business_id, plan.link.id)
    for staff_id in in_turn(slots[0].staff_ids, turns):
        try:
            booking = _stored(unit, plan, _booking(plan, staff_id, slots[0], now, ids), ids)
        except OverlapRefused:
            continue
        unit.take_turn(business_id, plan.link.id, staff_id, next_turn(turns))
        unit.add_reminders(booking.id, _reminders(plan, booking, now))
        unit.add_event(booking, "booking.created", now)
        return booking
    raise _taken(plan)


def _stored(unit: Writing, plan: BookingPlan, booking: Booking, ids: Identifiers) -> Booking:
    """Store it, with another id and reference if chance has drawn one that is in use."""
    blocks = booking.time.padded(plan.link.buffer_before, plan.link.buffer_after)
    while True:
        try:
            unit.add_booking(booking, blocks)
            return booking
        except IdentifierTaken:
            booking = replace(booking, id=ids.booking_id(), reference=ids.reference())


def _no_slot(plan: BookingPlan, wanted: SlotRequest) -> BookingsError:
    """Taken if it would be a slot with nothing booked, else no slot at all."""
    return _taken(plan) if find_slots(wanted, {}) else _with_staff(refusal(wanted), plan)


def _taken(plan: BookingPlan) -> BookingsError:
    return _with_staff(SlotTaken(iso(plan.request.starts_at), plan.request.staff_id), plan)


def _with_staff(error: BookingsError, plan: BookingPlan) -> BookingsError:
    """If a routing rule chose the staff, the caller cannot know them: they need other times of these."""
    if plan.is_routed:
        error.details["staff_ids"] = [person.id for person in plan.staff]
    return error


def _booking(plan: BookingPlan, staff_id: str, slot: Slot, now: datetime, ids: Identifiers) -> Booking:
    link, request = plan.link, plan.request
    return Booking(
        id=ids.booking_id(),
        reference=ids.reference(),
        business_id=plan.configuration.business.id,
        link_id=link.id,
        slug=link.slug,
        link_title=link.title,
        service_id=request.service_id,
        staff_id=staff_id,
        staff_name=plan.configuration.staff[staff_id].name,
        status=Status.CONFIRMED,
        time=TimeRange(slot.starts_at, slot.ends_at),
        contact=request.contact,
        created_at=now.replace(microsecond=0),
        answers=plan.answers,
    )


def _reminders(plan: BookingPlan, booking: Booking, now: datetime) -> dict[int, datetime]:
    """Only those that are still to come: nobody is reminded of what they have just booked."""
    due = {ahead: booking.time.starts_at - ahead for ahead in plan.link.reminders}
    return {ahead // timedelta(minutes=1): at for ahead, at in due.items() if at > now}
