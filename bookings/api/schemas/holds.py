"""Holds, and what is sent to make one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from bookings.engine.hold import DEFAULT_MINUTES, MAX_MINUTES


class NewHold(Struct):
    """Which slot to keep. Either `booking_link_id` or `slug` says through which link."""

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
    service_id: Annotated[
        str | None, Meta(description="One of the link's services; its duration holds then.")
    ] = None
    staff_id: Annotated[
        str | None, Meta(description="The person it should be with; without it, whose turn it is.")
    ] = None
    minutes: Annotated[
        Annotated[int, Meta(ge=1, le=MAX_MINUTES)] | None,
        Meta(description=f"Minutes to keep it, 1 to {MAX_MINUTES}; {DEFAULT_MINUTES} if not said."),
    ] = None


class Hold(Struct):
    """A slot that is kept."""

    id: Annotated[str, Meta(description="The hold's id.", examples=["hold_8d2k0vq3zt5n1c7r"])]
    booking_link_id: Annotated[str, Meta(description="The booking link it was made through.")]
    slug: Annotated[str, Meta(description="The booking link's slug.")]
    service_id: Annotated[str | None, Meta(description="What it is about, if that was said.")]
    staff_id: Annotated[str, Meta(description="Whose time is kept.")]
    start_time: Annotated[dt.datetime, Meta(description="Start, UTC.", examples=["2026-05-01T10:00:00Z"])]
    end_time: Annotated[dt.datetime, Meta(description="End, UTC.", examples=["2026-05-01T10:30:00Z"])]
    expires_at: Annotated[dt.datetime, Meta(description="When it stops holding the time, UTC.")]


class HoldEnvelope(Struct):
    data: Hold
