"""Put somebody on the waitlist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bookings.engine.booking import BookingRequest, Contact
from bookings.engine.errors import Problem, ValidationFailed
from bookings.engine.model import Configuration
from bookings.engine.slots import earliest_start, horizon_end
from bookings.engine.timerange import TimeRange
from bookings.engine.waitlist import MOST_DAYS, MOST_WISHES
from bookings.engine.waitlist_entry import Entry, Wish
from bookings.engine.windows import TimeWindow
from bookings.engine.wording import iso
from bookings.services.booking_plan import BookingPlan, plan_booking
from bookings.services.lookup import configuration_of
from bookings.services.ports import Identifiers, Writing
from bookings.services.waitlist import JOINED, event, free


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """What a caller asks to be put on the waitlist, each field read and in its normal form."""

    first_day: date
    """The first day that would do, wall clock in the zone."""
    contact: Contact
    """Who it is for."""
    last_day: date | None = None
    """The last day that would do, included; None: the first."""
    window: TimeWindow | None = None
    """The part of each day; None: whole days."""
    timezone: str | None = None
    """IANA zone of days and window, already checked; None: the business's."""
    link_id: str | None = None
    """The link, by id."""
    slug: str | None = None
    """The link, by slug."""
    service_id: str | None = None
    """What it is about."""
    staff_id: str | None = None
    """The one person it should be with; None: anybody."""
    answers: tuple[tuple[str, Any], ...] = ()
    """(question id, answer) pairs as given: whoever is offered a time can take it at once."""


def join_waitlist(
    unit: Writing, business_id: str, request: JoinRequest, now: datetime, ids: Identifiers
) -> tuple[Entry, bool]:
    """The entry, and whether it is new: the same contact's same wish is there once.

    Raises BookingLinkNotFound, MissingField, ValidationFailed, RoutingRejected.
    """
    configuration = configuration_of(unit, business_id)
    plan = plan_booking(configuration, _booking_request(request, now))
    wish = _wish(configuration, plan, request, now)
    entry = Entry(
        id=ids.entry_id(),
        business_id=business_id,
        link_id=plan.routed_from or plan.link.id,
        service_id=request.service_id,
        staff_id=request.staff_id,
        wish=wish,
        contact=request.contact,
        answers=request.answers,
        created_at=now.replace(microsecond=0),
    )
    _refuse_too_many(unit, entry, now)
    kept = unit.waitlist.add(entry)
    if kept.id != entry.id:
        return kept, False
    event(unit, JOINED, entry, now)
    may_be_free = free(TimeRange(wish.starts_at, wish.ends_at), f"{entry.id}/free")
    unit.add_message(business_id, None, may_be_free, now)
    return entry, True


def _booking_request(request: JoinRequest, now: datetime) -> BookingRequest:
    """For all but the time."""
    return BookingRequest(
        starts_at=now,
        contact=request.contact,
        link_id=request.link_id,
        slug=request.slug,
        service_id=request.service_id,
        staff_id=request.staff_id,
        answers=request.answers,
    )


def _wish(configuration: Configuration, plan: BookingPlan, request: JoinRequest, now: datetime) -> Wish:
    """Days are compared before they become instants: the calendar's first and last have none."""
    business = configuration.business
    first, last = request.first_day, request.last_day or request.first_day
    wish = Wish(first, last, request.timezone or business.timezone, request.window)
    earliest = earliest_start(plan.link, now)
    end = horizon_end(plan.link, business.zone, now)
    if last < first:
        raise _invalid("last_date", "last_date must not be before first_date.")
    if (last - first).days >= MOST_DAYS:
        raise _invalid("last_date", f"A wish may reach over {MOST_DAYS} days at most, both included.")
    first_possible, last_possible = _day(earliest, wish.zone), _day(end - timedelta(seconds=1), wish.zone)
    if last < first_possible or (first <= last_possible and wish.ends_at <= earliest):
        message = f"This is over: appointments start at {iso(earliest)} at the earliest."
        raise _invalid("last_date" if request.last_day else "first_date", message)
    if first > last_possible or wish.starts_at >= end:
        message = f"Too far ahead: appointments can be booked up to {last_possible} now."
        raise _invalid("first_date", message)
    if not wish.is_possible:
        raise _invalid("from_time", "The clocks are changed at this time of that day: it does not exist.")
    return wish


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _refuse_too_many(unit: Writing, entry: Entry, now: datetime) -> None:
    theirs = unit.waitlist.waiting_contact(entry.business_id, entry.contact.email, now)
    same = [each for each in theirs if _asks_for(each) == _asks_for(entry)]
    if len(theirs) >= MOST_WISHES and not same:
        message = f"{entry.contact.email} is on the waitlist with {MOST_WISHES} wishes; leave one first."
        raise _invalid("contact_email", message)


def _asks_for(entry: Entry) -> tuple[object, ...]:
    return entry.link_id, entry.service_id, entry.staff_id, entry.wish


def _invalid(field: str, message: str) -> ValidationFailed:
    return ValidationFailed([Problem(message, field=field)])
