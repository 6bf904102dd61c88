"""The shapes that go over the wire. Instants are UTC, written like 2026-05-01T10:00:00Z."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field


class Error(Struct):
    code: Annotated[str, Meta(description="For programs; stable.", examples=["slot_taken"])]
    message: Annotated[str, Meta(description="For people: what was wrong and what would be right.")]
    details: Annotated[dict[str, Any], Meta(description="For programs: what the code is about.")]


class ErrorEnvelope(Struct):
    error: Error


class AnsweredQuestion(Struct):
    question_id: Annotated[str, Meta(description="Id of a question of the booking link.", examples=["q_new"])]
    answer: Annotated[
        Any,
        Meta(
            description="The answer, of the question's type: a boolean, a number, a text, or several texts."
        ),
    ]


class Booking(Struct):
    """An appointment."""

    id: Annotated[str, Meta(description="The booking's id.", examples=["bk_8d2k0vq3zt5n1c7r"])]
    reference: Annotated[str, Meta(description="For people to read out.", examples=["K7QX-3TRB"])]
    booking_link_id: Annotated[str, Meta(description="The booking link it was made through.")]
    slug: Annotated[str, Meta(description="The booking link's slug.")]
    link_title: Annotated[str, Meta(description="The booking link's title.")]
    duration_minutes: Annotated[
        int, Meta(description="Length of the appointment in minutes, without buffers.")
    ]
    service_id: Annotated[str | None, Meta(description="What it is about, if that was said.")]
    staff_id: Annotated[str, Meta(description="Who takes it.")]
    staff_name: Annotated[str, Meta(description="That person's name.")]
    status: Annotated[
        str,
        Meta(description="One of pending, confirmed, cancelled, no_show, completed.", examples=["confirmed"]),
    ]
    start_time: Annotated[dt.datetime, Meta(description="Start, UTC.", examples=["2026-05-01T10:00:00Z"])]
    end_time: Annotated[dt.datetime, Meta(description="End, UTC.", examples=["2026-05-01T10:30:00Z"])]
    contact_name: Annotated[str, Meta(description="Who it is for.")]
    contact_email: Annotated[str, Meta(description="Where they are written to.")]
    contact_phone: Annotated[str | None, Meta(description="Where they are called, if that was said.")]
    notes: Annotated[str | None, Meta(description="What they want the business to know.")]
    client_timezone: Annotated[
        str | None, Meta(description="IANA zone in which they are shown times.", examples=["Europe/London"])
    ]
    answers: Annotated[
        list[AnsweredQuestion], Meta(description="The answers, in the order of the questions.")
    ]
    created_at: Annotated[dt.datetime, Meta(description="When it was made, UTC.")]
    cancelled_at: Annotated[dt.datetime | None, Meta(description="When it was cancelled, UTC.")]
    reason: Annotated[str | None, Meta(description="Why it was cancelled, if that was said.")]


class BookingEnvelope(Struct):
    data: Booking


class Pagination(Struct):
    page: Annotated[int, Meta(description="This page, counted from 1.")]
    limit: Annotated[int, Meta(description="Most bookings on a page.")]
    total: Annotated[int, Meta(description="Bookings on all pages.")]
    hasMore: Annotated[bool, Meta(description="Whether there is a page after this one.")]


class BookingPage(Struct):
    data: Annotated[list[Booking], Meta(description="By start time, then id.")]
    pagination: Pagination


class NewBooking(Struct):
    """What a booking needs. Either `booking_link_id` or `slug` says through which link."""

    contact_name: Annotated[
        str, Meta(min_length=1, max_length=200, description="Who it is for.", examples=["Dana Cole"])
    ]
    contact_email: Annotated[
        str, Meta(min_length=3, max_length=254, description="Their e-mail.", examples=["dana@example.com"])
    ]
    start_time: Annotated[
        str,
        Meta(
            description="Start of a free slot: ISO 8601 with an offset.",
            examples=["2026-05-01T10:00:00Z"],
            extra_json_schema={"format": "date-time"},
        ),
    ]
    booking_link_id: Annotated[str | None, Meta(description="The link's id.", examples=["link_abc123"])] = (
        None
    )
    slug: Annotated[str | None, Meta(description="The link's slug, instead of its id.")] = None
    contact_phone: Annotated[
        Annotated[str, Meta(max_length=40)] | None, Meta(description="Their phone number.")
    ] = None
    notes: Annotated[
        Annotated[str, Meta(max_length=5000)] | None, Meta(description="What the business should know.")
    ] = None
    service_id: Annotated[
        str | None, Meta(description="One of the link's services; its duration holds then.")
    ] = None
    staff_id: Annotated[
        str | None, Meta(description="The person it should be with; without it, whose turn it is.")
    ] = None
    client_timezone: Annotated[
        str | None,
        Meta(description="IANA zone in which the contact is shown times.", examples=["Europe/London"]),
    ] = None
    answers: Annotated[
        Annotated[list[AnsweredQuestion], Meta(max_length=100)] | None,
        Meta(description="Answers to the link's questions."),
    ] = None


class Cancellation(Struct):
    reason: Annotated[
        Annotated[str, Meta(max_length=1000)] | None, Meta(description="Why, for the business to read.")
    ] = None


class CancelledBooking(Struct):
    id: Annotated[str, Meta(description="The booking's id.")]
    status: Annotated[str, Meta(description="Always cancelled.", examples=["cancelled"])]
    reason: Annotated[str | None, Meta(description="As given.")]


class CancelledEnvelope(Struct):
    data: CancelledBooking


class Slot(Struct, omit_defaults=True):
    start: Annotated[dt.datetime, Meta(description="Start, UTC.", examples=["2026-05-01T09:00:00Z"])]
    end: Annotated[dt.datetime, Meta(description="End, UTC.", examples=["2026-05-01T09:30:00Z"])]
    staff_ids: Annotated[
        list[str] | UnsetType, Meta(description="Who is free then; with include=staff only.")
    ] = UNSET


class Slots(Struct, kw_only=True):
    """Asked with `date`, it says `date`; asked with `from` and `to`, those and the zone."""

    booking_link_id: Annotated[str, Meta(description="The link's id.")]
    slug: Annotated[str, Meta(description="The link's slug.")]
    date: Annotated[dt.date | UnsetType, Meta(description="The day asked for.")] = UNSET
    first: Annotated[dt.date | UnsetType, Meta(description="The first day.")] = field(
        name="from", default=UNSET
    )
    last: Annotated[dt.date | UnsetType, Meta(description="The last day, included.")] = field(
        name="to", default=UNSET
    )
    timezone: Annotated[str | UnsetType, Meta(description="IANA zone whose days they are.")] = UNSET
    slots: Annotated[list[Slot], Meta(description="By start.")]


class SlotsEnvelope(Struct):
    data: Slots


class Question(Struct, omit_defaults=True):
    id: Annotated[str, Meta(description="Unique within the link.")]
    text: Annotated[str, Meta(description="As the person reads it.")]
    type: Annotated[
        str,
        Meta(description="One of boolean, number, text, choice, multi_choice, email, phone, date."),
    ]
    required: Annotated[bool, Meta(description="Whether it must be answered when it is asked.")]
    min: Annotated[Any, Meta(description="Smallest number, earliest date, or fewest choices; inclusive.")] = (
        UNSET
    )
    max: Annotated[Any, Meta(description="Greatest number, latest date, or most choices; inclusive.")] = UNSET
    max_length: Annotated[int | UnsetType, Meta(description="Most characters of a text answer.")] = UNSET
    choices: Annotated[list[str] | UnsetType, Meta(description="What can be chosen.")] = UNSET
    ask_if: Annotated[
        dict[str, Any] | UnsetType,
        Meta(description="Asked only if all hold: question id to a value or to comparisons like {gte: 3}."),
    ] = UNSET


class BookingLink(Struct):
    """A kind of appointment that can be booked."""

    id: Annotated[str, Meta(description="The link's id.", examples=["link_abc123"])]
    slug: Annotated[str, Meta(description="Readable name for addresses.")]
    title: Annotated[str, Meta(description="As people know it.")]
    description: Annotated[str | None, Meta(description="A sentence or two for people.")]
    duration_minutes: Annotated[
        int, Meta(description="Length of an appointment in minutes, without buffers.")
    ]
    slot_interval_minutes: Annotated[int, Meta(description="Minutes between starts within one window.")]
    min_notice_minutes: Annotated[int, Meta(description="Minutes from now to the earliest start.")]
    horizon_days: Annotated[int, Meta(description="Days from today to the last bookable day.")]
    assignment: Annotated[str, Meta(description="How a person is chosen.", examples=["round_robin"])]
    staff_ids: Annotated[list[str], Meta(description="Who takes these appointments.")]
    service_ids: Annotated[list[str], Meta(description="What they may be about.")]
    windows: Annotated[
        dict[str, list[str]],
        Meta(
            description="Weekly opening in the business's zone; a day that is not there is closed, "
            "none at all leaves it to the staff's own.",
            examples=[{"mon": ["09:00-17:00"]}],
        ),
    ]
    questions: Annotated[list[Question], Meta(description="In the order in which they are asked.")]


class BookingLinkEnvelope(Struct):
    data: BookingLink


class BookingLinkList(Struct):
    data: Annotated[list[BookingLink], Meta(description="In the business's order.")]


class Business(Struct):
    id: Annotated[str, Meta(description="The business's id.")]
    name: Annotated[str, Meta(description="As people know it.")]
    timezone: Annotated[str, Meta(description="IANA zone.", examples=["Europe/London"])]
    facts: Annotated[
        dict[str, str], Meta(description="What people ask about, by key: address, phone, parking, …")
    ]


class Staff(Struct):
    id: Annotated[str, Meta(description="The person's id.")]
    name: Annotated[str, Meta(description="Full name.")]
    aliases: Annotated[list[str], Meta(description="Other names people use for them.")]
    about: Annotated[str | None, Meta(description="A sentence or two for people.")]
    timezone: Annotated[str, Meta(description="IANA zone of their windows.")]
    windows: Annotated[
        dict[str, list[str]] | None, Meta(description="Weekly working times in their zone; null: the link's.")
    ]
    booking_link_ids: Annotated[list[str], Meta(description="Links whose appointments they take.")]
    service_ids: Annotated[list[str], Meta(description="Services they give.")]


class Service(Struct):
    id: Annotated[str, Meta(description="The service's id.")]
    name: Annotated[str, Meta(description="As people know it.")]
    aliases: Annotated[list[str], Meta(description="Other names people use for it.")]
    duration_minutes: Annotated[int, Meta(description="How long it takes, in minutes.")]
    description: Annotated[str | None, Meta(description="A sentence or two for people.")]
    price: Annotated[str | None, Meta(description="As the business words it.", examples=["£45"])]
    booking_link_ids: Annotated[list[str], Meta(description="Links through which it is booked.")]


class Catalogue(Struct):
    business: Annotated[Business | None, Meta(description="Null until a business has been set up.")]
    staff: list[Staff]
    services: list[Service]
    booking_links: list[BookingLink]


class CatalogueEnvelope(Struct):
    data: Catalogue


class Health(Struct):
    status: Annotated[str, Meta(description="Always ok.", examples=["ok"])]
