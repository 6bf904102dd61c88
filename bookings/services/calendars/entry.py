"""A booking in the words of a calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.engine.booking import Booking, Status
from bookings.services.calendars.model import CalendarEntry

SHOWN = frozenset({Status.PENDING, Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW})
"""What has an event: all but what was cancelled. An appointment that is over stays where it was."""


def entry_of(booking: Booking, now: datetime) -> CalendarEntry:
    return CalendarEntry(
        booking_id=booking.id,
        version=booking.version,
        title=_line(f"{booking.link_title}: {booking.contact.name}"),
        description=_description(booking),
        time=booking.time,
        is_tentative=booking.status is Status.PENDING,
        stamped_at=now,
    )


def _description(booking: Booking) -> str:
    contact = booking.contact
    told = [
        _line(contact.name),
        contact.email,
        contact.phone,
        contact.notes,
        *(f"{_line(given.question)} {_worded(given.answer)}" for given in booking.answers),
        f"{booking.reference[:4]}-{booking.reference[4:]}",
    ]
    return "\n".join(text for text in told if text)


def _line(text: str) -> str:
    return " ".join(text.split())


def _worded(answer: Any) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return ", ".join(map(_worded, answer))
    return str(answer)
