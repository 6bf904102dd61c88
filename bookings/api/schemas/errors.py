"""The one envelope of every error."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct


class Error(Struct):
    code: Annotated[str, Meta(description="For programs; stable.", examples=["slot_taken"])]
    message: Annotated[str, Meta(description="For people: what was wrong and what would be right.")]
    details: Annotated[dict[str, Any], Meta(description="For programs: what the code is about.")]


class ErrorEnvelope(Struct):
    error: Error
