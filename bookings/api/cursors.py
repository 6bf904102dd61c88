"""Cursors: a place in the list of bookings, as text that means nothing to whoever carries it.

A cursor names the booking after which the next page begins, by what the list is ordered by, so it
stays right whatever is added or taken away elsewhere. It also holds a digest of the business and the
filters: with others it would lead into the middle of another list.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import astuple
from datetime import UTC, datetime

import msgspec

from bookings.engine.booking import Booking
from bookings.engine.errors import Problem, ValidationFailed
from bookings.services.ports import BookingFilter, ListPlace


class _Cursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    digest: str
    """Of the business and the filters."""
    page: int
    """Which page begins here, from 1."""
    starts_at: int
    """Start of the booking before, in seconds since 1970 UTC."""
    booking_id: str
    """Its id."""


def after(booking: Booking, page: int, wanted: BookingFilter) -> str:
    """The cursor of that page, which begins after the booking."""
    seconds = int(booking.time.starts_at.timestamp())
    made = _Cursor(_digest(booking.business_id, wanted), page, seconds, booking.id)
    return base64.urlsafe_b64encode(msgspec.json.encode(made)).decode().rstrip("=")


def place(cursor: str, business_id: str, wanted: BookingFilter) -> tuple[ListPlace, int]:
    """Where the cursor leads, and which page begins there. Raises ValidationFailed."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        found = msgspec.json.decode(base64.b64decode(padded, b"-_", validate=True), type=_Cursor)
        starts_at = datetime.fromtimestamp(found.starts_at, UTC)
    except (ValueError, OverflowError, OSError, binascii.Error, msgspec.DecodeError):
        raise _wrong("cursor must be the nextCursor of an earlier page, unchanged.") from None
    if "\0" in found.booking_id or not 0 < found.page <= 10**9:
        raise _wrong("cursor must be the nextCursor of an earlier page, unchanged.")
    if found.digest != _digest(business_id, wanted):
        raise _wrong(
            "This cursor belongs to a list with other filters; send the same ones, or begin without a cursor."
        )
    return ListPlace(starts_at, found.booking_id), found.page


def _digest(business_id: str, wanted: BookingFilter) -> str:
    said = msgspec.json.encode((business_id, astuple(wanted)))
    return hashlib.sha256(said).hexdigest()[:16]


def _wrong(message: str) -> ValidationFailed:
    return ValidationFailed([Problem(message, field="cursor")])
