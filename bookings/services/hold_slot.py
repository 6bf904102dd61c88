"""Keep a slot for some minutes, and let it go again. Expiry needs nobody to watch it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bookings.engine.errors import HoldNotFound, HoldUsed, Problem, ValidationFailed
from bookings.engine.hold import Hold, HoldRequest
from bookings.engine.model import BookingLink, Configuration
from bookings.engine.slots import SlotRequest
from bookings.engine.timerange import TimeRange
from bookings.services.lookup import (
    configuration_of,
    eligible_staff,
    find_link,
    gives_problem,
    service_of,
    service_problem,
    staff_problem,
)
from bookings.services.ports import Identifiers, OverlapRefused, Reading, Writing
from bookings.services.take_slot import slot_to_take, taken, turns_for


def hold_slot(
    unit: Writing,
    business_id: str,
    request: HoldRequest,
    now: datetime,
    ids: Identifiers,
    unreadable: Collection[str] = (),
) -> tuple[Hold, BookingLink]:
    """`unreadable`: as for `create_booking`. Raises BookingLinkNotFound, MissingField, ValidationFailed,
    SlotNotAvailable, SlotTaken, CalendarUnreachable."""
    configuration = configuration_of(unit, business_id)
    link = find_link(configuration, request.link_id, request.slug)
    wanted = _slot_request(configuration, link, request, now)
    slot = slot_to_take(unit, business_id, wanted, request.staff_id, unreadable=unreadable)
    for staff_id in turns_for(unit, business_id, wanted, slot).order:
        hold = Hold(
            id=ids.hold_id(),
            business_id=business_id,
            link_id=link.id,
            service_id=request.service_id,
            staff_id=staff_id,
            time=TimeRange(slot.starts_at, slot.ends_at),
            created_at=now.replace(microsecond=0),
            expires_at=now.replace(microsecond=0) + request.length,
        )
        try:
            unit.add_hold(hold, hold.time.padded(link.buffer_before, link.buffer_after), wanted.seats)
            return hold, link
        except OverlapRefused:
            continue
    raise taken(wanted, request.staff_id)


def release_hold(unit: Writing, business_id: str, hold_id: str, now: datetime) -> None:
    """Let the time go; nothing happens if it has gone already. Raises HoldNotFound, HoldUsed."""
    get_hold(unit, business_id, hold_id)
    unit.end_hold(hold_id, now)
    refuse_if_used(get_hold(unit, business_id, hold_id))


def get_hold(view: Reading, business_id: str, hold_id: str) -> Hold:
    """Raises HoldNotFound, also for a hold of another business."""
    hold = view.hold(business_id, hold_id)
    if hold is None:
        raise HoldNotFound(f'There is no hold with the id "{hold_id}".', {"id": hold_id})
    return hold


def own_hold(
    view: Reading,
    business_id: str,
    hold_id: str | None,
    starts_at: datetime,
    appointments: Collection[tuple[str, str | None]],
) -> Hold | None:
    """The hold that a booking or move to `starts_at` names, None if it names none.

    It has to be for one of the `appointments`: a link's id with a service's. Raises HoldNotFound, HoldUsed,
    ValidationFailed.
    """
    if hold_id is None:
        return None
    hold = get_hold(view, business_id, hold_id)
    refuse_if_used(hold)
    if (hold.link_id, hold.service_id) not in appointments or hold.time.starts_at != starts_at:
        message = f"{hold.id} holds another time, service or booking link than this booking asks for."
        raise ValidationFailed([Problem(message, field="hold_id")])
    return hold


def let_use(unit: Writing, business_id: str, hold: Hold, now: datetime) -> None:
    """End it, so that its time can be booked by its owner. Raises HoldUsed when somebody was quicker."""
    unit.end_hold(hold.id, now)
    refuse_if_used(get_hold(unit, business_id, hold.id))


def refuse_if_used(hold: Hold) -> None:
    if hold.booking_id is not None:
        raise HoldUsed(hold.id, hold.booking_id)


def _slot_request(
    configuration: Configuration, link: BookingLink, request: HoldRequest, now: datetime
) -> SlotRequest:
    problems = [
        service_problem(configuration, link, request.service_id),
        staff_problem(configuration, link, request.staff_id),
    ]
    if not any(problems):
        problems.append(gives_problem(configuration, request.staff_id, request.service_id))
    if found := [problem for problem in problems if problem]:
        raise ValidationFailed(found)
    service = service_of(configuration, request.service_id)
    return SlotRequest(
        link=link,
        staff=eligible_staff(configuration, link, request.staff_id, request.service_id),
        zone=configuration.business.zone,
        span=TimeRange(request.starts_at, request.starts_at + timedelta(seconds=1)),
        now=now,
        duration=service.duration if service else link.duration,
        service_id=request.service_id,
        seats=link.seats_for(service),
    )
