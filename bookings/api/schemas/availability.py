"""Slots."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field


class Slot(Struct, omit_defaults=True):
    start: Annotated[dt.datetime, Meta(description="Start, UTC.", examples=["2026-05-01T09:00:00Z"])]
    end: Annotated[dt.datetime, Meta(description="End, UTC.", examples=["2026-05-01T09:30:00Z"])]
    staff_ids: Annotated[
        list[str] | UnsetType, Meta(description="Who is free then; with include=staff only.")
    ] = UNSET
    seats_left: Annotated[
        int | UnsetType, Meta(description="How many more can book it; where several people can only.")
    ] = UNSET
    staff_seats_left: Annotated[
        dict[str, int] | UnsetType,
        Meta(description="The same for each of staff_ids, by id; with include=staff only."),
    ] = UNSET


class Slots(Struct, kw_only=True):
    """Asked with `date`, it says `date`; with `from` and `to`, those and the zone; with `next`, that and the
    zone."""

    booking_link_id: Annotated[str, Meta(description="The link's id.")]
    slug: Annotated[str, Meta(description="The link's slug.")]
    date: Annotated[dt.date | UnsetType, Meta(description="The day asked for.")] = UNSET
    first: Annotated[dt.date | UnsetType, Meta(description="The first day.")] = field(
        name="from", default=UNSET
    )
    last: Annotated[dt.date | UnsetType, Meta(description="The last day, included.")] = field(
        name="to", default=UNSET
    )
    next: Annotated[int | UnsetType, Meta(description="How many slots were asked for.")] = UNSET
    timezone: Annotated[str | UnsetType, Meta(description="IANA zone whose days they are.")] = UNSET
    slots: Annotated[list[Slot], Meta(description="By start.")]


class SlotsEnvelope(Struct):
    data: Slots
