"""Make a booking: check, choose who takes it, store it with all that it sets off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bookings.engine.booking import Booking, BookingRequest, Status
from bookings.engine.errors import SlotNotAvailable, SlotTaken
from bookings.engine.hold import Hold
from bookings.engine.model import BookingLink
from bookings.engine.slots import Slot, SlotRequest
from bookings.engine.timerange import TimeRange
from bookings.services.booking_plan import BookingPlan, plan_booking
from bookings.services.cancel_booking import tell
from bookings.services.hold_slot import let_use, own_hold
from bookings.services.lookup import configuration_of
from bookings.services.ports import Identifiers, IdentifierTaken, OverlapRefused, Writing
from bookings.services.take_slot import slot_to_take, take_turn, taken, turns_for


def create_booking(
    unit: Writing,
    business_id: str,
    request: BookingRequest,
    now: datetime,
    ids: Identifiers,
    by: str = "",
    unreadable: Collection[str] = (),
) -> Booking:
    """`by`: the key that does it. `unreadable`: staff whose calendars could not be read just now.

    Raises BookingLinkNotFound, MissingField, ValidationFailed, RoutingRejected, SlotNotAvailable,
    SlotTaken, CalendarUnreachable, HoldNotFound and HoldUsed; nothing is stored then, if the
    caller leaves the transaction with the error."""
    plan = plan_booking(configuration_of(unit, business_id), request)
    hold = _hold(unit, plan, request)
    wanted = plan.slot_request(now)
    try:
        slot = _slot(unit, plan, wanted, hold, unreadable)
        booking = _book(unit, plan, wanted, slot, hold, ids)
    except (SlotTaken, SlotNotAvailable) as error:
        error.details |= plan.facts_of_routing()
        raise
    tell(unit, booking, "created", now, by, {"routed_from": plan.routed_from} if plan.routed_from else {})
    return booking


def _hold(unit: Writing, plan: BookingPlan, request: BookingRequest) -> Hold | None:
    """The hold that the request names, which must be for the same appointment, through the link that was
    asked for or the one to which rules have led."""
    asked = (plan.routed_from or plan.link.id, request.service_id)
    led_to = (plan.link.id, plan.request.service_id)
    business_id = plan.configuration.business.id
    return own_hold(unit, business_id, request.hold_id, request.starts_at, (asked, led_to))


def _slot(
    unit: Writing,
    plan: BookingPlan,
    wanted: SlotRequest,
    hold: Hold | None,
    unreadable: Collection[str],
) -> Slot:
    """The slot, with what was held counted as free and no longer held."""
    business_id, asked_for = plan.configuration.business.id, plan.request.staff_id
    if hold is None:
        return slot_to_take(unit, business_id, wanted, asked_for, unreadable=unreadable)
    slot = slot_to_take(unit, business_id, wanted, asked_for, [hold.id], [hold.staff_id], unreadable)
    let_use(unit, business_id, hold, wanted.now)
    return slot


def _book(
    unit: Writing,
    plan: BookingPlan,
    wanted: SlotRequest,
    slot: Slot,
    hold: Hold | None,
    ids: Identifiers,
) -> Booking:
    business_id, now = plan.configuration.business.id, wanted.now
    turns = turns_for(unit, business_id, wanted, slot)
    for staff_id in _in_order(turns.order, hold):
        try:
            booking = _stored(unit, wanted, _booking(plan, staff_id, slot, now, ids), ids)
        except OverlapRefused:
            continue
        take_turn(unit, business_id, turns, staff_id)
        unit.add_reminders(booking.id, reminders(plan.link, booking, now))
        if hold is not None:
            unit.note_hold_used(hold.id, booking.id)
        return booking
    raise taken(wanted, plan.request.staff_id)


def _in_order(staff_ids: Sequence[str], hold: Hold | None) -> list[str]:
    """Whose time was held comes first, if they may take it."""
    return sorted(staff_ids, key=lambda staff_id: hold is None or staff_id != hold.staff_id)


def _stored(unit: Writing, wanted: SlotRequest, booking: Booking, ids: Identifiers) -> Booking:
    """Store it, with another id and reference if chance has drawn one that is in use."""
    blocks = booking.time.padded(wanted.link.buffer_before, wanted.link.buffer_after)
    while True:
        try:
            unit.add_booking(booking, blocks, wanted.seats)
            return booking
        except IdentifierTaken:
            booking = replace(booking, id=ids.booking_id(), reference=ids.reference())


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
        routed_from=plan.routed_from,
    )


def reminders(link: BookingLink, booking: Booking, now: datetime) -> dict[int, datetime]:
    """Minutes ahead to the instant; only those still to come: nobody is reminded of what they just booked."""
    due = {ahead: booking.time.starts_at - ahead for ahead in link.reminders}
    return {ahead // timedelta(minutes=1): at for ahead, at in due.items() if at > now}
