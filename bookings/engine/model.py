"""The nouns of a business, as the engine sees them: immutable, read from storage or made in tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bookings.engine.handover import HandoverRule
from bookings.engine.questions import Question
from bookings.engine.routing import RoutingRule
from bookings.engine.windows import NO_WINDOWS, TimeWindow, WeeklyWindows

LONGEST_BLOCK = timedelta(days=3)
"""No appointment blocks more time: its length and each of its buffers are a day at most."""


@dataclass(frozen=True)
class Business:
    """Who offers the appointments. Keys, staff, services, links and bookings belong to one business."""

    id: str
    """Stable id, chosen in the business file."""
    name: str
    """As people know it."""
    timezone: str
    """IANA zone of the links' windows and exceptions and of days named without a zone."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What people ask about: address, phone, parking, … as free texts by key."""
    version: int = 1
    """Counts up whenever the configuration changes."""
    handover: HandoverRule | None = None
    """Where it is told that somebody asks for a person; None: nowhere."""
    longest_block: timedelta = field(default=LONGEST_BLOCK, compare=False)
    """No appointment of this business blocks more time, nor has one that was made in former times.
    It is found out when the business is stored, and is nothing that the business file says."""

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True)
class Staff:
    """A person (or a room, a chair) who can be booked."""

    id: str
    """Unique within the business."""
    name: str
    """Full name."""
    timezone: str
    """IANA zone of `windows` and of this person's exceptions."""
    email: str | None = None
    """Where the person is told of bookings; never shown to callers of the API."""
    aliases: tuple[str, ...] = ()
    """Other names people use for them."""
    about: str | None = None
    """A sentence or two for people who ask."""
    windows: WeeklyWindows | None = None
    """Weekly working times; None: whenever the link's windows are open."""
    service_ids: frozenset[str] | None = None
    """The services this person gives; None: every service of their links."""
    listed: bool = True
    """Whether the booking page names this person as a choice."""

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def gives(self, service_id: str | None) -> bool:
        return service_id is None or self.service_ids is None or service_id in self.service_ids


@dataclass(frozen=True)
class Service:
    """What an appointment is about."""

    id: str
    """Unique within the business."""
    name: str
    """As people know it."""
    duration: timedelta
    """How long it takes; wins over the link's duration where the service is named."""
    aliases: tuple[str, ...] = ()
    """Other names people use for it."""
    description: str | None = None
    """A sentence or two for people who ask."""
    price: str | None = None
    """As the business words it, such as "£45" or "from £60"."""
    seats: int | None = None
    """How many may share a session of it; None: as many as the link says."""


@dataclass(frozen=True)
class DateException:
    """A date override: what holds on one date instead of the weekly windows.

    For one person it replaces everything that day, the link's windows too; for the link (no
    `staff_id`) it replaces the link's windows. A window belongs to the day on which it starts.
    """

    on_date: date
    """Wall-clock date, in the business's zone, or the person's if `staff_id` is given."""
    windows: tuple[TimeWindow, ...] = ()
    """The windows of that day; none: closed."""
    staff_id: str | None = None
    """Whom it is for; None: everybody of the link."""


@dataclass(frozen=True)
class BookingLink:
    """A kind of appointment that can be booked, with its rules."""

    id: str
    """Unique within the business."""
    slug: str
    """Readable name for addresses; unique among the business's links that are not archived."""
    title: str
    """As people know it."""
    duration: timedelta
    """Length of an appointment, without buffers."""
    slot_interval: timedelta
    """Distance of the starts within one window, counted from the window's start."""
    description: str | None = None
    """A sentence or two for people who ask."""
    buffer_before: timedelta = timedelta(0)
    """Kept free before each appointment; may lie outside the windows."""
    buffer_after: timedelta = timedelta(0)
    """Kept free after each appointment; may lie outside the windows."""
    min_notice: timedelta = timedelta(0)
    """An appointment starts at least this long after it is made."""
    horizon_days: int = 60
    """The last bookable day is this many days after today, in the business's zone."""
    assignment: str = "round_robin"
    """How a person is chosen when none is asked for."""
    windows: WeeklyWindows = field(default_factory=lambda: NO_WINDOWS)
    """Weekly opening, wall clock in the business's zone; empty: the staff's windows alone decide."""
    exceptions: tuple[DateException, ...] = ()
    """Date overrides."""
    staff_ids: tuple[str, ...] = ()
    """Who takes these appointments, in the order of preference."""
    service_ids: tuple[str, ...] = ()
    """What they may be about."""
    questions: tuple[Question, ...] = ()
    """Qualification questions in their order."""
    routing: tuple[RoutingRule, ...] = ()
    """Routing rules in their order; the first match wins."""
    reminders: tuple[timedelta, ...] = ()
    """How long before the start the contact is reminded."""
    offer_length: timedelta = timedelta(hours=2)
    """How long somebody on the waitlist has to answer an offer."""
    seats: int = 1
    """How many may share a session: one staff member's same start for the same service."""
    listed: bool = True
    """Whether the booking page's list names it; whoever has its address reaches it all the same."""

    weights: Mapping[str, int] = field(default_factory=dict)
    """By staff id, where bookings are assigned by weight; who is not there weighs one."""
    priorities: Mapping[str, int] = field(default_factory=dict)
    """By staff id, where bookings are assigned by priority, the lowest first; who is not there comes last,
    and without any the order of the staff decides."""

    def seats_for(self, service: Service | None) -> int:
        return self.seats if service is None or service.seats is None else service.seats

    @cached_property
    def staff_with_exceptions(self) -> frozenset[str]:
        """Who has date overrides of their own."""
        return frozenset(each.staff_id for each in self.exceptions if each.staff_id is not None)

    @cached_property
    def memory(self) -> dict[Any, Any]:
        """What `engine.grid` has found out about this link and keeps; nothing else looks at it."""
        return {}


@dataclass(frozen=True)
class Configuration:
    """Everything that one business has set up and not archived; never changes, a change makes a new one."""

    business: Business
    """Whose it is."""
    staff: Mapping[str, Staff]
    """By id, in the order of the business file."""
    services: Mapping[str, Service]
    """By id, in the order of the business file."""
    links: Mapping[str, BookingLink]
    """By id, in the order of the business file."""

    @cached_property
    def links_by_slug(self) -> Mapping[str, BookingLink]:
        return {link.slug: link for link in self.links.values()}

    def staff_of(self, link: BookingLink) -> tuple[Staff, ...]:
        return tuple(self.staff[staff_id] for staff_id in link.staff_ids if staff_id in self.staff)
