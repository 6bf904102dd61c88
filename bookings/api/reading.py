"""Reading request bodies: what callers ask for, in the engine's nouns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec

from bookings.api.fields import content_problems, converted, fields_of, refuse_missing, unprintable, values_of
from bookings.api.schemas import Cancellation, NewBooking, NewHold, Reschedule
from bookings.engine.booking import BookingRequest, Contact
from bookings.engine.errors import MissingField, Problem, ValidationFailed
from bookings.engine.hold import DEFAULT_MINUTES, HoldRequest
from bookings.engine.wording import parse_instant
from bookings.services.change_booking import Move


class UnusableBooking(ValidationFailed):
    """`rest`: the fields that can be used all the same, so that the answers can be checked as well."""

    def __init__(self, problems: Sequence[Problem], rest: Mapping[str, Any]) -> None:
        super().__init__(problems)
        self.rest = rest


def new_booking(body: bytes) -> BookingRequest:
    """Raises MalformedJson, MissingField, UnusableBooking."""
    given = fields_of(body, NewBooking)
    refuse_missing(given, NewBooking)
    wanted = _read_at_once(given)
    return BookingRequest(
        starts_at=parse_instant(wanted.start_time),
        contact=Contact(
            name=wanted.contact_name,
            email=wanted.contact_email,
            phone=wanted.contact_phone,
            notes=wanted.notes,
            timezone=wanted.client_timezone,
        ),
        link_id=wanted.booking_link_id,
        slug=wanted.slug,
        service_id=wanted.service_id,
        staff_id=wanted.staff_id,
        answers=answers_in({"answers": wanted.answers}),
        hold_id=wanted.hold_id,
    )


def _read_at_once(given: dict[str, Any]) -> NewBooking:
    """Field by field only if something is wrong. Raises UnusableBooking."""
    problems = content_problems(given)
    if not problems:
        with suppress(msgspec.ValidationError):
            return msgspec.convert(given, NewBooking)
    values, problems = values_of(given, NewBooking, problems)
    raise UnusableBooking(problems, values)


def answers_in(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The (question id, answer) pairs of a booking's fields."""
    return tuple((given.question_id, given.answer) for given in values.get("answers") or ())


def new_hold(body: bytes) -> HoldRequest:
    """Raises MalformedJson, MissingField, ValidationFailed."""
    given = fields_of(body, NewHold)
    refuse_missing(given, NewHold)
    wanted = converted(given, NewHold, content_problems(given))
    return HoldRequest(
        starts_at=parse_instant(wanted.start_time),
        length=timedelta(minutes=wanted.minutes or DEFAULT_MINUTES),
        link_id=wanted.booking_link_id,
        slug=wanted.slug,
        service_id=wanted.service_id,
        staff_id=wanted.staff_id,
    )


def new_move(body: bytes) -> Move:
    """Raises MalformedJson, MissingField, ValidationFailed."""
    given = fields_of(body, Reschedule)
    if "start_time" not in given:
        raise MissingField(["start_time"])
    wanted = converted(given, Reschedule, content_problems(given))
    return Move(parse_instant(wanted.start_time), wanted.staff_id, wanted.hold_id)


def cancellation(body: bytes) -> str | None:
    """The reason, if one is given; a request without a body gives none."""
    if not body.strip():
        return None
    given = fields_of(body, Cancellation)
    return converted(given, Cancellation, unprintable(given)).reason
