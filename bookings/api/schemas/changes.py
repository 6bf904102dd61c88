"""Moving a booking, and what happened to it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from msgspec import Meta, Struct


class Reschedule(Struct):
    """Where a booking is to go. It stays as long as it was."""

    start_time: Annotated[
        str,
        Meta(
            description="Start of a free slot: ISO 8601 with an offset.",
            examples=["2026-05-01T10:00:00Z"],
            extra_json_schema={"format": "date-time"},
        ),
    ]
    staff_id: Annotated[
        str | None, Meta(description="The person it should be with; without it, the same as before.")
    ] = None
    hold_id: Annotated[
        str | None,
        Meta(description="The hold of the new time, which the move uses; an expired one does no harm."),
    ] = None


class HistoryEntry(Struct):
    version: Annotated[int, Meta(description="The booking's version since then, counted from 1.")]
    at: Annotated[dt.datetime, Meta(description="When it happened, UTC.")]
    what: Annotated[
        str,
        Meta(
            description="One of created, rescheduled, cancelled, attendance_confirmed, no_show, completed.",
            examples=["created"],
        ),
    ]
    key_id: Annotated[str | None, Meta(description="The API key that did it, if that is known.")]
    key_name: Annotated[str | None, Meta(description="That key's name.")]
    details: Annotated[
        dict[str, Any],
        Meta(description="`from` and `to`: start_time and staff_id, or status; `reason` of a cancellation."),
    ]


class History(Struct):
    data: Annotated[list[HistoryEntry], Meta(description="First things first.")]
