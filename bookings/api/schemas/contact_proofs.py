"""Showing that an e-mail address is one's own."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct


class NewContactProof(Struct):
    """The address that is to be proved."""

    contact_email: Annotated[
        str,
        Meta(
            description="Where the code is sent, if bookings to come have it.", examples=["dana@example.com"]
        ),
    ]


class ProofCode(Struct):
    """What the person has read in the mail."""

    code: Annotated[
        str,
        Meta(
            description="Six digits; spaces and hyphens between them make no difference.", examples=["482913"]
        ),
    ]


class ContactProof(Struct):
    """A code that was sent to an address."""

    id: Annotated[str, Meta(description="The proof's id.", examples=["proof_8d2k0vq3zt5n1c7r"])]
    contact_email: Annotated[str, Meta(description="The address.")]
    status: Annotated[
        str, Meta(description="open until the code has been given back, then confirmed.", examples=["open"])
    ]
    created_at: Annotated[dt.datetime, Meta(description="When it was asked for, UTC.")]
    expires_at: Annotated[
        dt.datetime, Meta(description="From then on the code is not taken back any more, UTC.")
    ]
    confirmed_at: Annotated[dt.datetime | None, Meta(description="When the right code was given back, UTC.")]


class ContactProofEnvelope(Struct):
    data: ContactProof
