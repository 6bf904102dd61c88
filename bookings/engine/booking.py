"""A booking, and what is asked for when one is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bookings.engine.timerange import TimeRange


class Status(StrEnum):
    """What has become of a booking. Pending and confirmed ones occupy their time."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who the appointment is for."""

    name: str
    """As given, trimmed."""
    email: str
    """As given, trimmed; syntax checked."""
    phone: str | None = None
    """As given, trimmed."""
    notes: str | None = None
    """Free text for the business."""
    timezone: str | None = None
    """IANA zone in which the contact is shown times."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answered qualification question."""

    question_id: str
    """As in the link's questions when it was answered."""
    question: str
    """The question's text when it was answered."""
    answer: Any
    """The checked answer in its normal form, as JSON has it."""


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment that somebody made."""

    id: str
    """"bk_" and random characters."""
    reference: str
    """Eight characters that people can read out, stored without a hyphen."""
    business_id: str
    """Whose it is."""
    link_id: str
    """The link it was made through."""
    slug: str
    """The link's slug now."""
    link_title: str
    """The link's title now."""
    service_id: str | None
    """What it is about, if that was said."""
    staff_id: str
    """Who takes it."""
    staff_name: str
    """That person's name now."""
    status: Status
    """What has become of it."""
    time: TimeRange
    """The appointment, without buffers."""
    contact: Contact
    """Who it is for."""
    created_at: datetime
    """When it was made."""
    answers: tuple[Answer, ...] = ()
    """In the order of the questions."""
    cancelled_at: datetime | None = None
    """When it was cancelled."""
    reason: str | None = None
    """Why it was cancelled, if that was said."""
    version: int = 1
    """Counted up by every change."""
    routed_from: str | None = None
    """The link that was asked for, where a routing rule sent the booking on to `link_id`."""
    attendance_confirmed_at: datetime | None = None
    """When the contact said that they will come at this time; a move makes it None again."""

    @property
    def duration(self) -> timedelta:
        return self.time.duration


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What a caller asks for, each field read and in its normal form."""

    starts_at: datetime
    """Aware."""
    contact: Contact
    """Who it is for."""
    link_id: str | None = None
    """The link, by id."""
    slug: str | None = None
    """The link, by slug; given beside an id it must be the same link's."""
    service_id: str | None = None
    """What it is about."""
    staff_id: str | None = None
    """The one person it should be with; None: whose turn it is."""
    answers: tuple[tuple[str, Any], ...] = ()
    """(question id, answer) pairs as given."""
    hold_id: str | None = None
    """The hold of this very time that the booking uses."""
