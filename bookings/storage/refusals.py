"""What the database refuses because of another row, as the facts that the use cases know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from bookings.services.ports import IdentifierTaken, OverlapRefused

_SQLITE = ("bookings.seat", "holds.seat")  # it names an index by its columns
_OVERLAPS = ("overlapping_booking", "overlapping_hold", "uq_bookings_seat", "uq_holds_seat", *_SQLITE)
"""What the database calls the refusal of an overlap or of one too many, on SQLite and on PostgreSQL."""

_ROWS_OF_IT = ("pk_booking_answers", "pk_booking_history", "pk_reminders")  # sent along with the booking
_IN_USE = ("bookings.id", "bookings.reference", "pk_bookings", "uq_bookings_reference", *_ROWS_OF_IT)
"""What it calls an id or reference that another booking has."""


@contextmanager
def told_of_refusals() -> Iterator[None]:
    """Raises OverlapRefused, IdentifierTaken."""
    try:
        yield
    except IntegrityError as error:
        said = str(error.orig)
        if any(words in said for words in _OVERLAPS):
            raise OverlapRefused from error
        if any(words in said for words in _IN_USE):
            raise IdentifierTaken from error
        raise
