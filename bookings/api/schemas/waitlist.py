"""Waitlist entries, what is sent to make one, and answers to offers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from bookings.api.schemas.bookings import AnsweredQuestion, Pagination
from bookings.engine.waitlist import MOST_DAYS


class NewWaitlistEntry(Struct):
    """A wish and who has it. Either `booking_link_id` or `slug` says through which link."""

    contact_name: Annotated[
        str, Meta(min_length=1, max_length=200, description="Who it is for.", examples=["Dana Cole"])
    ]
    contact_email: Annotated[
        str,
        Meta(min_length=3, max_length=254, description="Where offers go.", examples=["dana@example.com"]),
    ]
    first_date: Annotated[
        str,
        Meta(
            description="The first day that would do, in `timezone`.",
            examples=["2026-05-01"],
            extra_json_schema={"format": "date"},
        ),
    ]
    last_date: Annotated[
        str | None,
        Meta(
            description=f"The last day that would do, included, at most {MOST_DAYS} days in all; without it, "
            "the first alone.",
            examples=["2026-05-05"],
        ),
    ] = None
    from_time: Annotated[
        str | None,
        Meta(
            description="They start at this time of day or later, HH:MM in `timezone`; without it, 00:00.",
            examples=["09:00"],
        ),
    ] = None
    until_time: Annotated[
        str | None,
        Meta(
            description="They start before this time of day, HH:MM in `timezone`; without it, 24:00. "
            "Before `from_time` it is of the next day.",
            examples=["12:00"],
        ),
    ] = None
    timezone: Annotated[
        str | None,
        Meta(
            description="IANA zone of the days and times; without it, the business's.",
            examples=["Europe/London"],
        ),
    ] = None
    booking_link_id: Annotated[str | None, Meta(description="The link's id.", examples=["link_abc123"])] = (
        None
    )
    slug: Annotated[str | None, Meta(description="The link's slug, instead of its id.")] = None
    service_id: Annotated[str | None, Meta(description="One of the link's services.")] = None
    staff_id: Annotated[
        str | None, Meta(description="The person it should be with; without it, anybody.")
    ] = None
    contact_phone: Annotated[
        Annotated[str, Meta(max_length=40)] | None, Meta(description="Their phone number.")
    ] = None
    notes: Annotated[
        Annotated[str, Meta(max_length=5000)] | None, Meta(description="What the business should know.")
    ] = None
    client_timezone: Annotated[
        str | None,
        Meta(description="IANA zone in which the contact is shown times.", examples=["Europe/London"]),
    ] = None
    answers: Annotated[
        Annotated[list[AnsweredQuestion], Meta(max_length=100)] | None,
        Meta(description="Answers to the link's questions, so that an offer can be accepted at once."),
    ] = None


class WaitlistOffer(Struct):
    """A time that is kept for the entry until it is answered."""

    id: Annotated[str, Meta(description="The offer's id.", examples=["offer_8d2k0vq3zt5n1c7r"])]
    staff_id: Annotated[str, Meta(description="Who it would be with.")]
    staff_name: Annotated[str | None, Meta(description="That person's name, if they are still there.")]
    start_time: Annotated[dt.datetime, Meta(description="Start, UTC.", examples=["2026-05-01T10:00:00Z"])]
    end_time: Annotated[dt.datetime, Meta(description="End, UTC.", examples=["2026-05-01T10:30:00Z"])]
    expires_at: Annotated[dt.datetime, Meta(description="Until when it can be accepted, UTC.")]


class WaitlistEntry(Struct):
    """A wish that somebody waits for."""

    id: Annotated[str, Meta(description="The entry's id.", examples=["wl_8d2k0vq3zt5n1c7r"])]
    booking_link_id: Annotated[str, Meta(description="The booking link it is for.")]
    service_id: Annotated[str | None, Meta(description="What it is about, if that was said.")]
    staff_id: Annotated[str | None, Meta(description="Whom it should be with; null: anybody.")]
    first_date: Annotated[str, Meta(description="The first day that would do.", examples=["2026-05-01"])]
    last_date: Annotated[str, Meta(description="The last day that would do.", examples=["2026-05-05"])]
    from_time: Annotated[
        str | None, Meta(description="From this time of day on, HH:MM; null: whole days.", examples=["09:00"])
    ]
    until_time: Annotated[
        str | None, Meta(description="Up to this time of day, HH:MM; null: whole days.", examples=["12:00"])
    ]
    timezone: Annotated[str, Meta(description="IANA zone of the days and times.", examples=["Europe/London"])]
    contact_name: Annotated[str, Meta(description="Who it is for.")]
    contact_email: Annotated[str, Meta(description="Where offers go.")]
    contact_phone: Annotated[str | None, Meta(description="Where they are called, if that was said.")]
    notes: Annotated[str | None, Meta(description="What they want the business to know.")]
    client_timezone: Annotated[str | None, Meta(description="IANA zone in which they are shown times.")]
    answers: Annotated[list[AnsweredQuestion], Meta(description="The answers as given.")]
    status: Annotated[
        str,
        Meta(
            description="waiting; offered: `offer` can be answered; booked: by `booking_id`; left; "
            "expired: its days are over.",
            examples=["waiting"],
        ),
    ]
    offer: Annotated[WaitlistOffer | None, Meta(description="What is offered now.")]
    booking_id: Annotated[str | None, Meta(description="The booking that fulfilled it.")]
    created_at: Annotated[dt.datetime, Meta(description="When they joined, UTC.")]


class WaitlistEntryEnvelope(Struct):
    data: WaitlistEntry


class WaitlistPage(Struct):
    data: Annotated[list[WaitlistEntry], Meta(description="In the order of joining.")]
    pagination: Pagination


class OfferAnswer(Struct):
    offer_id: Annotated[
        str | None,
        Meta(description="The offer that is meant; if another is open by now, 409. Without it, any."),
    ] = None
