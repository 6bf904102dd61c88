"""Check a booking request against all but other bookings: the link, the answers, the routing rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bookings.engine.booking import Answer, BookingRequest
from bookings.engine.errors import BookingsError, Problem, RoutingRejected, ValidationFailed
from bookings.engine.model import BookingLink, Configuration, Staff
from bookings.engine.qualification import Qualification, qualify
from bookings.engine.routing import Outcome, Reject, SendTo, route, routing_facts
from bookings.engine.slots import SlotRequest
from bookings.engine.timerange import TimeRange
from bookings.services.lookup import (
    eligible_staff,
    find_link,
    gives_problem,
    service_of,
    service_problem,
    staff_problem,
)


@dataclass(frozen=True)
class BookingPlan:
    """What remains is to find the slot free, and somebody for it."""

    configuration: Configuration
    """The business."""
    link: BookingLink
    """The link that the request names."""
    request: BookingRequest
    """The request itself."""
    answers: tuple[Answer, ...]
    """Checked, in the order of the questions."""
    staff: Sequence[Staff]
    """Who may take it."""
    is_routed: bool
    """Whether a routing rule chose the staff."""

    def slot_request(self, now: datetime) -> SlotRequest:
        """For the one slot at the start that is asked for."""
        service = service_of(self.configuration, self.request.service_id)
        start = self.request.starts_at
        return SlotRequest(
            link=self.link,
            staff=self.staff,
            zone=self.configuration.business.zone,
            span=TimeRange(start, start + timedelta(seconds=1)),
            now=now,
            duration=service.duration if service else self.link.duration,
        )


def plan_booking(configuration: Configuration, request: BookingRequest) -> BookingPlan:
    """Raises BookingLinkNotFound, MissingField, ValidationFailed, RoutingRejected."""
    link = find_link(configuration, request.link_id, request.slug)
    qualification = qualify(link.questions, request.answers)
    if problems := _problems(configuration, link, request.service_id, request.staff_id, qualification):
        raise ValidationFailed(problems)
    texts = {question.id: question.text for question in link.questions}
    answers = tuple(Answer(key, texts[key], value) for key, value in qualification.answers.items())
    outcome = route(link.routing, routing_facts(qualification.answers, _contact_facts(request)))
    staff = _routed(configuration, link, request, outcome)
    return BookingPlan(configuration, link, request, answers, staff, isinstance(outcome, SendTo))


def answer_problems(
    configuration: Configuration,
    link_id: str | None,
    slug: str | None,
    service_id: str | None,
    staff_id: str | None,
    answers: Sequence[tuple[str, Any]],
) -> list[Problem]:
    """What is wrong with these parts of a request whose other parts cannot be used; nothing if there is
    no such link."""
    try:
        link = find_link(configuration, link_id, slug)
    except BookingsError:
        return []
    return _problems(configuration, link, service_id, staff_id, qualify(link.questions, answers))


def _problems(
    configuration: Configuration,
    link: BookingLink,
    service_id: str | None,
    staff_id: str | None,
    qualification: Qualification,
) -> list[Problem]:
    service = service_problem(configuration, link, service_id)
    staff = staff_problem(configuration, link, staff_id)
    found = [
        service,
        staff,
        *(Problem(p.message, p.kind.value, question_id=p.question_id) for p in qualification.problems),
    ]
    if service is None and staff is None:
        found.append(gives_problem(configuration, staff_id, service_id))
    return [problem for problem in found if problem]


def _contact_facts(request: BookingRequest) -> dict[str, str | None]:
    contact = request.contact
    return {
        "service_id": request.service_id,
        "contact_name": contact.name,
        "contact_email": contact.email,
        "contact_phone": contact.phone,
        "client_timezone": contact.timezone,
    }


def _routed(
    configuration: Configuration, link: BookingLink, request: BookingRequest, outcome: Outcome | None
) -> list[Staff]:
    staff = eligible_staff(configuration, link, request.staff_id, request.service_id)
    match outcome:
        case None:
            return staff
        case Reject(reason):
            raise RoutingRejected(reason)
        case SendTo(staff_ids):
            allowed = [person for person in staff if person.id in staff_ids]
    if not allowed and request.staff_id is not None:
        names = ", ".join(configuration.staff[one].name for one in staff_ids if one in configuration.staff)
        message = f"With these answers the appointment is with {names}."
        error = ValidationFailed([Problem(message, field="staff_id")])
        error.details["staff_ids"] = [one for one in staff_ids if one in configuration.staff]
        raise error
    return allowed
