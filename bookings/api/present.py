"""From the engine's nouns to the shapes on the wire."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec import UNSET, convert, to_builtins

from bookings.api import schemas
from bookings.engine.booking import Booking
from bookings.engine.hold import Hold
from bookings.engine.model import BookingLink, Configuration, Service, Staff
from bookings.engine.questions import question_to_json
from bookings.engine.slots import Slot
from bookings.engine.windows import weekly_as_data


def minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def booking_body(booking: Booking) -> schemas.Booking:
    return schemas.Booking(
        id=booking.id,
        reference=f"{booking.reference[:4]}-{booking.reference[4:]}",
        booking_link_id=booking.link_id,
        routed_from=booking.routed_from,
        slug=booking.slug,
        link_title=booking.link_title,
        duration_minutes=minutes(booking.duration),
        service_id=booking.service_id,
        staff_id=booking.staff_id,
        staff_name=booking.staff_name,
        status=booking.status.value,
        start_time=booking.time.starts_at,
        end_time=booking.time.ends_at,
        contact_name=booking.contact.name,
        contact_email=booking.contact.email,
        contact_phone=booking.contact.phone,
        notes=booking.contact.notes,
        client_timezone=booking.contact.timezone,
        answers=[schemas.AnsweredQuestion(given.question_id, given.answer) for given in booking.answers],
        created_at=booking.created_at,
        cancelled_at=booking.cancelled_at,
        reason=booking.reason,
        attendance_confirmed_at=booking.attendance_confirmed_at,
    )


def booking_data(booking: Booking) -> dict[str, Any]:
    """The same as JSON has it."""
    data: dict[str, Any] = to_builtins(booking_body(booking))
    return data


def hold_body(hold: Hold, link: BookingLink) -> schemas.Hold:
    return schemas.Hold(
        id=hold.id,
        booking_link_id=link.id,
        slug=link.slug,
        service_id=hold.service_id,
        staff_id=hold.staff_id,
        start_time=hold.time.starts_at,
        end_time=hold.time.ends_at,
        expires_at=hold.expires_at,
    )


def slot_body(slot: Slot, with_staff: bool) -> schemas.Slot:
    body = schemas.Slot(slot.starts_at, slot.ends_at, list(slot.staff_ids) if with_staff else UNSET)
    if slot.seats_left:
        body.seats_left = sum(slot.seats_left)
        if with_staff:
            body.staff_seats_left = dict(zip(slot.staff_ids, slot.seats_left, strict=True))
    return body


def link_body(link: BookingLink) -> schemas.BookingLink:
    return schemas.BookingLink(
        id=link.id,
        slug=link.slug,
        title=link.title,
        description=link.description,
        duration_minutes=minutes(link.duration),
        slot_interval_minutes=minutes(link.slot_interval),
        min_notice_minutes=minutes(link.min_notice),
        horizon_days=link.horizon_days,
        assignment=link.assignment,
        staff_ids=list(link.staff_ids),
        service_ids=list(link.service_ids),
        windows=weekly_as_data(link.windows),
        questions=[convert(question_to_json(question), schemas.Question) for question in link.questions],
        seats=link.seats if link.seats > 1 else UNSET,
    )


def catalogue(configuration: Configuration) -> schemas.Catalogue:
    """Everything a bot may know of a business; nobody's e-mail."""
    business = configuration.business
    known = business.version > 0
    return schemas.Catalogue(
        business=schemas.Business(
            business.id,
            business.name,
            business.timezone,
            dict(business.facts),
            business.handover is not None,
        )
        if known
        else None,
        staff=[_staff(person, configuration) for person in configuration.staff.values()],
        services=[_service(service, configuration) for service in configuration.services.values()],
        booking_links=[link_body(link) for link in configuration.links.values()],
    )


def _staff(person: Staff, configuration: Configuration) -> schemas.Staff:
    links = [link for link in configuration.links.values() if person.id in link.staff_ids]
    offered = {service_id for link in links for service_id in link.service_ids}
    return schemas.Staff(
        id=person.id,
        name=person.name,
        aliases=list(person.aliases),
        about=person.about,
        timezone=person.timezone,
        windows=None if person.windows is None else weekly_as_data(person.windows),
        booking_link_ids=[link.id for link in links],
        service_ids=[key for key in configuration.services if key in offered and person.gives(key)],
    )


def _service(service: Service, configuration: Configuration) -> schemas.Service:
    return schemas.Service(
        id=service.id,
        name=service.name,
        aliases=list(service.aliases),
        duration_minutes=minutes(service.duration),
        description=service.description,
        price=service.price,
        booking_link_ids=[link.id for link in configuration.links.values() if service.id in link.service_ids],
        seats=UNSET if service.seats is None else service.seats,
    )
