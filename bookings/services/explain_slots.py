"""Explain a day of a booking link: what can be booked, and what is in the way of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.engine.errors import BookingLinkNotFound, NotFound, Problem, ValidationFailed
from bookings.engine.explanation import Explanation, explain
from bookings.engine.model import BookingLink, Business, Configuration, Service, Staff
from bookings.engine.slots import SlotRequest, bookable_span, occupancy_span
from bookings.engine.timerange import TimeRange
from bookings.engine.windows import instant
from bookings.services.lookup import (
    configuration_of,
    eligible_staff,
    service_of,
    service_problem,
    staff_problem,
)
from bookings.services.ports import Reading


@dataclass(frozen=True, slots=True)
class DayQuery:
    """Which day is to be explained."""

    link: str
    """The link's id or slug."""
    on_date: date
    """Wall clock in `timezone`; in the years 1971 to 9998."""
    staff_id: str | None = None
    """Only this person."""
    service_id: str | None = None
    """For this service, as long as it takes."""
    timezone: str | None = None
    """IANA zone, already checked; None: the business's."""


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """The answer, with what the question meant."""

    business: Business
    """Whose link it is."""
    link: BookingLink
    """The link found."""
    service: Service | None
    """The service asked for."""
    zone: ZoneInfo
    """In whose days it was asked."""
    request: SlotRequest
    """What `find_slots` would be asked; its span is the day."""
    people: Sequence[Explanation]
    """Those who may take the appointment, in the link's order."""
    not_giving: Sequence[Staff]
    """Those who do not give the service."""


def explain_day(view: Reading, business_id: str, query: DayQuery, now: datetime) -> ExplainedDay:
    """Raises BookingLinkNotFound, ValidationFailed."""
    configuration = configuration_of(view, business_id)
    link = _link(configuration, query.link)
    problems = [
        service_problem(configuration, link, query.service_id),
        staff_problem(configuration, link, query.staff_id),
        None if 1970 < query.on_date.year < 9999 else Problem("The year must be 1971 to 9998.", field="date"),
    ]
    if found := [problem for problem in problems if problem]:
        raise ValidationFailed(found)
    service = service_of(configuration, query.service_id)
    zone = ZoneInfo(query.timezone) if query.timezone else configuration.business.zone
    asked = eligible_staff(configuration, link, query.staff_id, None)
    request = SlotRequest(
        link=link,
        staff=[person for person in asked if person.gives(query.service_id)],
        zone=configuration.business.zone,
        span=TimeRange(instant(query.on_date, 0, zone), instant(query.on_date + timedelta(days=1), 0, zone)),
        now=now,
        duration=service.duration if service else link.duration,
        service_id=query.service_id,
        seats=link.seats_for(service),
    )
    return ExplainedDay(
        business=configuration.business,
        link=link,
        service=service,
        zone=zone,
        request=request,
        people=_explained(view, business_id, request),
        not_giving=[person for person in asked if not person.gives(query.service_id)],
    )


def only_business(ids: Sequence[str], wanted: str | None) -> str:
    """The business that is wanted, or the only one there. Raises NotFound for none or several."""
    if wanted is not None:
        if wanted in ids:
            return wanted
        known = f"; there are: {', '.join(ids)}" if ids else ""
        raise NotFound(f'There is no business "{wanted}"{known}.')
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise NotFound("There is no business yet; apply its file first: bookings apply FILE")
    raise NotFound(f"There are several businesses; choose one with --business: {', '.join(ids)}")


def _explained(view: Reading, business_id: str, request: SlotRequest) -> list[Explanation]:
    staff_ids = [person.id for person in request.staff]
    bookable = bookable_span(request)
    occupied = (
        view.occupied(
            business_id,
            staff_ids,
            occupancy_span(request, bookable),
            request.now,
            joinable=request.joinable,
        )
        if bookable
        else {}
    )
    whole = occupancy_span(request, request.span)
    return explain(request, occupied, view.causes(business_id, staff_ids, whole, request.now))


def _link(configuration: Configuration, named: str) -> BookingLink:
    link = configuration.links.get(named) or configuration.links_by_slug.get(named)
    if link is None:
        known = ", ".join(configuration.links) or "there are none"
        raise BookingLinkNotFound(f'There is no booking link "{named}" ({known}).', {"id": named})
    return link
