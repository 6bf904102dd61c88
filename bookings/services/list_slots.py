"""List the bookable times of a link: all of some days, or the next few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.engine.errors import Problem, ValidationFailed
from bookings.engine.model import BookingLink, Configuration
from bookings.engine.slots import Slot, SlotRequest, bookable_span, find_slots, horizon_end, occupancy_span
from bookings.engine.timerange import TimeRange
from bookings.engine.windows import instant
from bookings.services.lookup import (
    configuration_of,
    eligible_staff,
    find_link,
    service_of,
    service_problem,
    staff_problem,
)
from bookings.services.lost_holds import hold_made
from bookings.services.ports import Reading

MAX_DAYS = 62
"""How many days one request may ask for, or are looked through at once for the next few."""

MAX_NEXT = 100
"""How many of the next slots one request may ask for."""


@dataclass(frozen=True, slots=True)
class SlotsQuery:
    """What slots a caller wants to see: all of the days, or the first `count` in them."""

    first: date | None
    """The first day, wall clock in `timezone`; None, with `count` only: from now on."""
    last: date | None
    """The last day, included; None, with `count` only: up to the horizon."""
    link_id: str | None = None
    """The link, by id."""
    slug: str | None = None
    """The link, by slug."""
    staff_id: str | None = None
    """Only with this person."""
    service_id: str | None = None
    """Only who gives this service, and as long as it takes."""
    timezone: str | None = None
    """IANA zone, already checked; None: the business's."""
    hold_id: str | None = None
    """The caller's own hold, whose time counts as free."""
    hold_made_by: tuple[str, str] | None = None
    """An API key's line and an Idempotency-Key: a hold that was made with it counts as free, too."""
    booking_id: str | None = None
    """A booking that is to be moved, whose time counts as free, too."""
    since: datetime | None = None
    """Aware; only slots that start then or later; None: from the first day's start on."""
    count: int | None = None
    """At most so many; None: all, and the days are at most MAX_DAYS."""


@dataclass(frozen=True, slots=True)
class FoundSlots:
    """The answer, with what the question meant."""

    link: BookingLink
    """The link found."""
    timezone: str
    """IANA zone whose days were looked at."""
    slots: Sequence[Slot]
    """Sorted by start."""


def list_slots(view: Reading, business_id: str, query: SlotsQuery, now: datetime) -> FoundSlots:
    """Raises BookingLinkNotFound, MissingField, ValidationFailed."""
    link, zone, request = _meant(configuration_of(view, business_id), query, now)
    if request is None:
        return FoundSlots(link, zone.key, [])
    made = hold_made(view, business_id, *query.hold_made_by) if query.hold_made_by else None
    besides = [own for own in (query.hold_id, made, query.booking_id) if own is not None]
    if query.count is None:
        return FoundSlots(link, zone.key, slots_in(view, business_id, request, besides))
    return FoundSlots(link, zone.key, _next_slots(view, business_id, request, besides, query.count))


def slots_if_nothing_was_taken(
    configuration: Configuration, query: SlotsQuery, now: datetime
) -> Sequence[Slot]:
    """What windows, notice and horizon allow, whoever has booked it. Raises what `list_slots` does."""
    _, _, request = _meant(configuration, query, now)
    return find_slots(request, {}) if request is not None else []


def _meant(
    configuration: Configuration, query: SlotsQuery, now: datetime
) -> tuple[BookingLink, ZoneInfo, SlotRequest | None]:
    """The link, the zone of the days, and what is asked of the engine; None if the days are over."""
    link = find_link(configuration, query.link_id, query.slug)
    business = configuration.business
    zone = ZoneInfo(query.timezone) if query.timezone else business.zone
    problems = [
        service_problem(configuration, link, query.service_id),
        staff_problem(configuration, link, query.staff_id),
        _span_problem(query, zone),
    ]
    if found := [problem for problem in problems if problem]:
        raise ValidationFailed(found)
    span = _span(query, zone, now, horizon_end(link, business.zone, now))
    if span is None:
        return link, zone, None
    service = service_of(configuration, query.service_id)
    request = SlotRequest(
        link=link,
        staff=eligible_staff(configuration, link, query.staff_id, query.service_id),
        zone=business.zone,
        span=span,
        now=now,
        duration=service.duration if service else link.duration,
        service_id=query.service_id,
        seats=link.seats_for(service),
    )
    return link, zone, request


def _next_slots(
    view: Reading, business_id: str, request: SlotRequest, besides: Sequence[str], count: int
) -> list[Slot]:
    """The first `count` slots; no more days are read than it takes to find them, or twice as many."""
    found: list[Slot] = []
    for step in _steps(request):
        found += slots_in(view, business_id, step, besides)
        if len(found) >= count:
            break
    return found[:count]


def _steps(request: SlotRequest) -> Iterator[SlotRequest]:
    """The same request for a day, the two days after it, the four after those, … up to the horizon."""
    span = bookable_span(request)
    days = 1
    while span is not None:
        step = TimeRange(span.starts_at, min(span.starts_at + timedelta(days=days), span.ends_at))
        yield replace(request, span=step)
        span = TimeRange(step.ends_at, span.ends_at) if step.ends_at < span.ends_at else None
        days = min(days * 2, MAX_DAYS)


def slots_in(
    view: Reading,
    business_id: str,
    request: SlotRequest,
    besides: Sequence[str] = (),
    also_locked: Sequence[str] = (),
) -> list[Slot]:
    """The slots that are free as things stand, or would be without the bookings and holds `besides`.

    In a transaction that writes, the time of the request's staff, and of those in `also_locked`, is
    nobody else's to change from here on.
    """
    span = bookable_span(request)
    if span is None or not request.staff:
        return []
    staff_ids = list(dict.fromkeys([*(person.id for person in request.staff), *also_locked]))
    wanted = occupancy_span(request, span)
    occupied = view.occupied(
        business_id, staff_ids, wanted, request.now, besides, request.joinable, turns_of=request.link.id
    )
    return find_slots(request, occupied)


def _span_problem(query: SlotsQuery, zone: ZoneInfo) -> Problem | None:
    first = query.since.astimezone(zone).date() if query.since else query.first
    if first is None or query.last is None:
        return None if query.count is not None else Problem("Without next, give from and to.", field="from")
    if query.last < first:
        return Problem("to must not be before from.", field="to")
    if query.count is None and (query.last - first).days >= MAX_DAYS:
        return Problem(f"from and to may be at most {MAX_DAYS} days apart, both included.", field="to")
    return None


def _span(query: SlotsQuery, zone: ZoneInfo, now: datetime, end: datetime) -> TimeRange | None:
    """The instants of the days asked for; None if all have passed or are beyond the horizon.

    Days are compared before they become instants: the calendar's first and last have none.
    """
    earliest = now.astimezone(zone).date() - timedelta(days=1)
    latest = end.astimezone(zone).date() + timedelta(days=1)
    first, last = max(query.first or earliest, earliest), min(query.last or latest, latest)
    if last < first:
        return None
    starts_at, ends_at = instant(first, 0, zone), instant(last + timedelta(days=1), 0, zone)
    starts_at = max(starts_at, query.since or starts_at)
    return TimeRange(starts_at, ends_at) if starts_at < ends_at else None
