"""What the Bookings API tells, as frozen values. Every instant is aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Business:
    """Whose appointments these are."""

    id: str
    name: str
    timezone: str
    """IANA zone; wall-clock windows and days are in it."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What people ask about: `address`, `phone` and free keys, each with its text."""
    takes_handovers: bool = False
    """Whether conversations can be handed over to a person of the team."""


@dataclass(frozen=True)
class Staff:
    """Somebody who takes appointments."""

    id: str
    name: str
    timezone: str
    """IANA zone of their windows."""
    aliases: tuple[str, ...] = ()
    """Other names people use for them."""
    booking_link_ids: tuple[str, ...] = ()
    """The links they take appointments of."""
    service_ids: tuple[str, ...] = ()
    """The services they give."""
    about: str | None = None
    """What the business says about them."""
    windows: Mapping[str, tuple[str, ...]] | None = None
    """Their own wall-clock windows by weekday, like a link's; None: the link's hold."""


@dataclass(frozen=True)
class Service:
    """Something that can be booked."""

    id: str
    name: str
    duration_minutes: int | None = None
    """None: the booking link's duration holds."""
    aliases: tuple[str, ...] = ()
    """Other names people use for it."""
    description: str | None = None
    price: str | None = None
    """As the business words it; not a number."""
    booking_link_ids: tuple[str, ...] = ()
    """The links it can be booked through."""


@dataclass(frozen=True)
class Question:
    """A qualification question of a booking link."""

    id: str
    text: str
    type: str
    """`boolean`, `number`, `text`, `choice`, …: how the answer is read."""
    required: bool = False
    min: object = None
    """Least number allowed; for a date the first day, as text: 2020-01-01."""
    max: object = None
    """Greatest number allowed; for a date the last day."""
    max_length: int | None = None
    """Most characters of a text."""
    choices: tuple[str, ...] = ()
    """The answers to choose from, for a choice."""
    ask_if: Mapping[str, object] = field(default_factory=dict)
    """Conditions on earlier answers, by question id; all have to hold for the question to be asked."""


@dataclass(frozen=True)
class BookingLink:
    """What bookings are made against: who, how long, when, and what is asked first."""

    id: str
    slug: str
    title: str
    duration_minutes: int
    slot_interval_minutes: int
    min_notice_minutes: int
    """How long before its start a time can still be booked."""
    horizon_days: int
    """How far ahead a time can be booked."""
    assignment: str
    """How one of the free staff is chosen, such as `round_robin`."""
    staff_ids: tuple[str, ...] = ()
    service_ids: tuple[str, ...] = ()
    windows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Wall-clock windows by weekday: {"mon": ("09:00-12:30", …), …}; "00:00-24:00" is a whole day."""
    questions: tuple[Question, ...] = ()
    """In the order in which they are asked."""
    description: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """The business with everything that can be booked and whom with."""

    business: Business | None = None
    """None until a business has been applied."""
    staff: tuple[Staff, ...] = ()
    services: tuple[Service, ...] = ()
    booking_links: tuple[BookingLink, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A bookable time."""

    starts_at: datetime = field(metadata={"json": "start"})
    """Aware, UTC."""
    ends_at: datetime = field(metadata={"json": "end"})
    """Aware, UTC; the time is free up to, not including, it."""
    staff_ids: tuple[str, ...] = ()
    """Who is free then."""


@dataclass(frozen=True)
class Answer:
    """The answer to one qualification question."""

    question_id: str
    answer: object
    """A boolean, number, text or list of texts, by the question's type."""


@dataclass(frozen=True)
class Booking:
    """An appointment."""

    id: str
    reference: str
    """What the person can quote: XXXX-XXXX."""
    booking_link_id: str
    status: str
    """`confirmed`, `cancelled`, `no_show`, …"""
    starts_at: datetime = field(metadata={"json": "start_time"})
    """Aware, UTC."""
    ends_at: datetime = field(metadata={"json": "end_time"})
    """Aware, UTC, exclusive."""
    contact_name: str
    contact_email: str
    slug: str | None = None
    link_title: str | None = None
    duration_minutes: int | None = None
    service_id: str | None = None
    staff_id: str | None = None
    staff_name: str | None = None
    contact_phone: str | None = None
    notes: str | None = None
    client_timezone: str | None = None
    """IANA zone of the person who booked."""
    answers: tuple[Answer, ...] = ()
    created_at: datetime | None = None
    """Aware, UTC."""
    cancelled_at: datetime | None = None
    """Aware, UTC; None while it stands."""
    reason: str | None = None
    """Why it was cancelled, in the person's words."""
    routed_from: str | None = None
    """The link that was asked for, where a routing rule sent it on to another."""
    attendance_confirmed_at: datetime | None = None
    """Aware, UTC: when the person said that they will come; None if they have not."""


@dataclass(frozen=True)
class BookingRequest:
    """A booking to be made. Raises ValueError for a start without a time zone."""

    booking_link_id: str
    starts_at: datetime
    """Aware."""
    contact_name: str
    contact_email: str
    contact_phone: str | None = None
    notes: str | None = None
    service_id: str | None = None
    staff_id: str | None = None
    """None: the API chooses by the link's assignment."""
    client_timezone: str | None = None
    """IANA zone of the person."""
    answers: tuple[Answer, ...] = ()
    hold_id: str | None = None
    """The hold that keeps this time for the person, if there is one."""

    def __post_init__(self) -> None:
        if self.starts_at.utcoffset() is None:
            raise ValueError(f"starts_at {self.starts_at} has no time zone: pass an aware datetime")


@dataclass(frozen=True)
class Hold:
    """A time that is kept for somebody who has not booked it yet."""

    id: str
    staff_id: str
    """Whose time is kept."""
    starts_at: datetime = field(metadata={"json": "start_time"})
    """Aware, UTC."""
    expires_at: datetime
    """Aware, UTC; from then on it keeps nothing."""


@dataclass(frozen=True)
class ContactProof:
    """A code that was sent to an address, if bookings to come have it."""

    id: str
    contact_email: str
    status: str
    """`open`, or `confirmed` once the right code was given back."""
    expires_at: datetime
    """Aware, UTC; from then on no code is taken."""


@dataclass(frozen=True)
class Cancellation:
    """What a cancelled booking has become."""

    id: str
    status: str
    reason: str | None = None


@dataclass(frozen=True)
class Pagination:
    """Where in a list a page stands."""

    page: int
    """Counted from 1."""
    limit: int
    """Bookings on one page."""
    total: int
    """Bookings on all pages."""
    has_more: bool = field(metadata={"json": "hasMore"})


@dataclass(frozen=True)
class BookingPage:
    """One page of a list of bookings."""

    bookings: tuple[Booking, ...] = field(metadata={"json": "data"})
    pagination: Pagination
