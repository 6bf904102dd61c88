"""Make a booking: check, choose who takes it, store it with all that it sets off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bookings.engine.assignment import in_turn, next_turn
from bookings.engine.booking import Answer, Booking, BookingRequest, Status
from bookings.engine.errors import BookingsError, Problem, RoutingRejected, SlotTaken, ValidationFailed
from bookings.engine.model import BookingLink, Configuration, Staff
from bookings.engine.qualification import qualify
from bookings.engine.refusal import refusal
from bookings.engine.routing import Reject, SendTo, route, routing_facts
from bookings.engine.slots import Slot, SlotRequest, find_slots
from bookings.engine.timerange import TimeRange
from bookings.engine.wording import iso
from bookings.services.list_slots import slots_in
from bookings.services.lookup import (
    configuration_of,
    eligible_staff,
    find_link,
    service_of,
    service_problem,
    staff_problem,
)
from bookings.services.ports import Identifiers, IdentifierTaken, OverlapRefused, Writing


@dataclass(frozen=True)
class _Plan:
    """A request that has been checked against everything but other bookings."""

    configuration: Configuration
    link: BookingLink
    request: BookingRequest
    answers: tuple[Answer, ...]
    staff: Sequence[Staff]
    narrowed: bool
    """Whether a routing rule chose the staff."""


def create_booking(
    unit: Writing, business_id: str, request: BookingRequest, now: datetime, ids: Identifiers
) -> Booking:
    """Raises BookingLinkNotFound, MissingField, ValidationFailed, RoutingRejected, SlotNotAvailable
    and SlotTaken; nothing is stored then, if the caller leaves the transaction with the error."""
    plan = _plan(configuration_of(unit, business_id), request)
    wanted = _slot_request(plan, now)
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
        unit.add_reminders(booking.id, _reminders(plan.link, booking, now))
        unit.add_event(booking, "booking.created", now)
        return booking
    raise _taken(plan)


def _stored(unit: Writing, plan: _Plan, booking: Booking, ids: Identifiers) -> Booking:
    """Store it, with another id and reference if chance has drawn one that is in use."""
    blocks = booking.time.padded(plan.link.buffer_before, plan.link.buffer_after)
    while True:
        try:
            unit.add_booking(booking, blocks)
            return booking
        except IdentifierTaken:
            booking = replace(booking, id=ids.booking_id(), reference=ids.reference())


def _plan(configuration: Configuration, request: BookingRequest) -> _Plan:
    link = find_link(configuration, request.link_id, request.slug)
    qualification = qualify(link.questions, request.answers)
    problems = [
        service_problem(configuration, link, request.service_id),
        staff_problem(configuration, link, request.staff_id),
        *(Problem(p.message, p.kind.value, question_id=p.question_id) for p in qualification.problems),
    ]
    if found := [problem for problem in problems if problem]:
        raise ValidationFailed(found)
    texts = {question.id: question.text for question in link.questions}
    answers = tuple(Answer(key, texts[key], value) for key, value in qualification.answers.items())
    staff = eligible_staff(configuration, link, request.staff_id, request.service_id)
    outcome = route(link.routing, routing_facts(qualification.answers, _contact_facts(request)))
    if isinstance(outcome, Reject):
        raise RoutingRejected(outcome.reason)
    if isinstance(outcome, SendTo):
        staff = _sent_to(configuration, outcome, staff, request)
    return _Plan(configuration, link, request, answers, staff, isinstance(outcome, SendTo))


def _contact_facts(request: BookingRequest) -> dict[str, str | None]:
    contact = request.contact
    return {
        "service_id": request.service_id,
        "contact_name": contact.name,
        "contact_email": contact.email,
        "contact_phone": contact.phone,
        "client_timezone": contact.timezone,
    }


def _sent_to(
    configuration: Configuration, outcome: SendTo, staff: Sequence[Staff], request: BookingRequest
) -> list[Staff]:
    allowed = [person for person in staff if person.id in outcome.staff_ids]
    if allowed or request.staff_id is None:
        return allowed
    names = ", ".join(configuration.staff[i].name for i in outcome.staff_ids if i in configuration.staff)
    raise ValidationFailed(
        [Problem(f"With these answers the appointment is with {names}.", field="staff_id")]
    )


def _slot_request(plan: _Plan, now: datetime) -> SlotRequest:
    service = service_of(plan.configuration, plan.request.service_id)
    start = plan.request.starts_at
    return SlotRequest(
        link=plan.link,
        staff=plan.staff,
        zone=plan.configuration.business.zone,
        span=TimeRange(start, start + timedelta(seconds=1)),
        now=now,
        duration=service.duration if service else plan.link.duration,
    )


def _no_slot(plan: _Plan, wanted: SlotRequest) -> BookingsError:
    """Taken if it would be a slot with nothing booked, else no slot at all."""
    error = _taken(plan) if find_slots(wanted, {}) else refusal(wanted)
    if plan.narrowed:
        error.details["staff_ids"] = [person.id for person in plan.staff]
    return error


def _taken(plan: _Plan) -> SlotTaken:
    return SlotTaken(iso(plan.request.starts_at), plan.request.staff_id)


def _booking(plan: _Plan, staff_id: str, slot: Slot, now: datetime, ids: Identifiers) -> Booking:
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


def _reminders(link: BookingLink, booking: Booking, now: datetime) -> dict[int, datetime]:
    """Only those that are still to come: nobody is reminded of what they have just booked."""
    due = {ahead: booking.time.starts_at - ahead for ahead in link.reminders}
    return {int(ahead.total_seconds() // 60): at for ahead, at in due.items() if at > now}
