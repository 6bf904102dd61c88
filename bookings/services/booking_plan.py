"""Check a booking request against all but other bookings: the link, the answers, the routing rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bookings.engine.booking import Answer, BookingRequest
from bookings.engine.errors import (
    BookingsError,
    ConfigurationError,
    Problem,
    RoutingRejected,
    ValidationFailed,
)
from bookings.engine.model import BookingLink, Configuration, Staff
from bookings.engine.qualification import Qualification, fitting, qualify
from bookings.engine.routing import (
    MOST_REDIRECTS,
    Outcome,
    Redirect,
    Reject,
    SendTo,
    route,
    routing_facts,
)
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
    """The link that the request names, or to which its rules have led."""
    request: BookingRequest
    """The request as it is for that link."""
    answers: tuple[Answer, ...]
    """Checked, in the order of the questions; then those to questions of the links before."""
    staff: Sequence[Staff]
    """Who may take it."""
    outcome: Outcome | None
    """What the link's routing rules say, never that it is rejected."""
    routed_from: str | None = None
    """The id of the link that the request names, where rules have led to another."""

    def facts_of_routing(self) -> dict[str, Any]:
        """What a caller cannot know who is told that the time is not free: whose times they need."""
        found: dict[str, Any] = {}
        if isinstance(self.outcome, SendTo):
            found["staff_ids"] = [person.id for person in self.staff]
        if self.routed_from is not None:
            found |= {"booking_link_id": self.link.id, "routed_from": self.routed_from}
            found["service_id"] = self.request.service_id
        return found

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
            service_id=self.request.service_id,
            seats=self.link.seats_for(service),
        )


def plan_booking(configuration: Configuration, request: BookingRequest) -> BookingPlan:
    """Raises BookingLinkNotFound, MissingField, ValidationFailed, RoutingRejected; the latter two say in
    their details to which other link rules have led, if they have."""
    link = find_link(configuration, request.link_id, request.slug)
    plan = _plan(configuration, link, request)
    passed = [link.id]
    while isinstance(plan.outcome, Redirect):
        link = _next_link(configuration, plan.outcome, passed)
        passed.append(link.id)
        try:
            plan = _through(link, plan, passed[0])
        except (ValidationFailed, RoutingRejected) as error:
            error.details |= {"booking_link_id": link.id, "routed_from": passed[0]}
            raise
    return plan


def _plan(configuration: Configuration, link: BookingLink, request: BookingRequest) -> BookingPlan:
    """The plan as far as this one link goes."""
    qualification = qualify(link.questions, request.answers)
    if problems := _problems(configuration, link, request.service_id, request.staff_id, qualification):
        raise ValidationFailed(problems)
    texts = {question.id: question.text for question in link.questions}
    answers = tuple(Answer(key, texts[key], value) for key, value in qualification.answers.items())
    outcome = route(link.routing, routing_facts(qualification.answers, _contact_facts(request)))
    staff = _routed(configuration, link, request, outcome)
    return BookingPlan(configuration, link, request, answers, staff, outcome)


def _next_link(configuration: Configuration, outcome: Redirect, passed: Sequence[str]) -> BookingLink:
    """Business files are refused that would lead here to an error."""
    link = configuration.links.get(outcome.link_id)
    if link is None or link.id in passed or len(passed) > MOST_REDIRECTS:
        chain = " -> ".join([*passed, outcome.link_id])
        raise ConfigurationError(f"The routing rules lead nowhere: {chain}.")
    return link


def _through(link: BookingLink, plan: BookingPlan, routed_from: str) -> BookingPlan:
    """The plan of the same booking through another link. What fits there is carried over; answers that
    nobody asks for there are kept all the same, after the others."""
    given, asked = plan.request, {question.id for question in link.questions}
    carried = fitting(link.questions, {answer.question_id: answer.answer for answer in plan.answers})
    request = replace(
        given,
        link_id=link.id,
        slug=None,
        service_id=given.service_id if given.service_id in link.service_ids else None,
        answers=tuple(carried.items()),
    )
    onward = _plan(plan.configuration, link, request)
    besides = tuple(answer for answer in plan.answers if answer.question_id not in asked)
    return replace(onward, answers=onward.answers + besides, routed_from=routed_from)


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
        case None | Redirect():
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
