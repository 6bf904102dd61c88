"""Bookings, and what is sent to make and cancel them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType


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
    routed_from: Annotated[
        str | None, Meta(description="The link that was asked for, if a routing rule sent it on to this one.")
    ]
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
    attendance_confirmed_at: Annotated[
        dt.datetime | None, Meta(description="When the contact said that they will come, UTC.")
    ]


class BookingEnvelope(Struct):
    data: Booking


class Pagination(Struct):
    page: Annotated[int, Meta(description="This page, counted from 1.")]
    limit: Annotated[int, Meta(description="Most bookings on a page.")]
    total: Annotated[int, Meta(description="Bookings on all pages.")]
    hasMore: Annotated[bool, Meta(description="Whether there is a page after this one.")]
    nextCursor: Annotated[
        str | UnsetType, Meta(description="`cursor` of the page after this one; not there if there is none.")
    ] = UNSET


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
    hold_id: Annotated[
        str | None,
        Meta(description="The hold of this time, which the booking uses; an expired one does no harm."),
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
