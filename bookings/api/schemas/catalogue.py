"""What can be booked and with whom."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType


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
    seats: Annotated[
        int | UnsetType,
        Meta(description="How many people may book the same start with the same person; one if not said."),
    ] = UNSET


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
    takes_handovers: Annotated[
        bool, Meta(description="Whether conversations can be handed over to a person of the team.")
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
    seats: Annotated[
        int | UnsetType,
        Meta(
            description="How many may book the same start with the same person; as the link says if not said."
        ),
    ] = UNSET


class Catalogue(Struct):
    business: Annotated[Business | None, Meta(description="Null until a business has been set up.")]
    staff: list[Staff]
    services: list[Service]
    booking_links: list[BookingLink]


class CatalogueEnvelope(Struct):
    data: Catalogue
