"""Handing a conversation over to a person."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bookings.engine.handover import LONGEST_LINE, MOST_LINES


class TranscriptLine(Struct):
    """Something that was said."""

    author: Annotated[Literal["person", "assistant"], Meta(description="Who said it.")]
    text: Annotated[
        str,
        Meta(min_length=1, max_length=LONGEST_LINE, description="What was said; it may have several lines."),
    ]


class NewHandover(Struct):
    """Who asks for a person, and what was said so far. An e-mail address or a telephone number is needed."""

    contact_email: Annotated[
        str | None, Meta(description="Where they can be written to.", examples=["dana@example.com"])
    ] = None
    contact_phone: Annotated[str | None, Meta(description="Where they can be called; at least 5 digits.")] = (
        None
    )
    contact_name: Annotated[str | None, Meta(description="Who they are.", examples=["Dana Cole"])] = None
    about: Annotated[
        str | None, Meta(description=f"What they want, in their words, {LONGEST_LINE} characters at most.")
    ] = None
    transcript: Annotated[
        Annotated[list[TranscriptLine], Meta(max_length=MOST_LINES)] | None,
        Meta(description=f"What was said, in that order, {MOST_LINES} lines at most."),
    ] = None


class Handover(Struct):
    """A conversation that was handed over."""

    id: Annotated[str, Meta(description="The handover's id.", examples=["handover_8d2k0vq3zt5n1c7r"])]
    told_by: Annotated[
        list[str], Meta(description="How the team is told: email, webhook or both.", examples=[["email"]])
    ]
    created_at: Annotated[dt.datetime, Meta(description="When it was asked for, UTC.")]


class HandoverEnvelope(Struct):
    data: Handover
