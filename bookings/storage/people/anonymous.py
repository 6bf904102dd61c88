"""Bookings without the person: when, what, with whom and what became of it stay, for figures and calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bookings.services.calendars.consequences import rewriting
from bookings.storage import outbox_writes
from bookings.storage.tables import booking_answers, booking_history, bookings, calendar_events, reminders

NAME, EMAIL = "Erased", "erased@erased.invalid"
"""What stands in place of a contact; `.invalid` reaches nobody (RFC 2606)."""
_WITHOUT_PERSON = {
    "contact_name": NAME,
    "contact_email": EMAIL,
    "contact_email_key": EMAIL,
    "contact_phone": None,
    "notes": None,
    "client_timezone": None,
    "reason": None,
    "version": bookings.c.version + 1,
}
_WORDS = frozenset({"reason"})
"""Of a history's details, what a person has written; the rest is times, people of the staff and statuses."""


def anonymise(connection: Connection, booking_ids: Sequence[str], now: datetime) -> None:
    """Take the person out of these bookings, and have their calendar events written anew without them."""
    if not booking_ids:
        return
    connection.execute(update(bookings).where(bookings.c.id.in_(booking_ids)).values(_WITHOUT_PERSON))
    connection.execute(delete(booking_answers).where(booking_answers.c.booking_id.in_(booking_ids)))
    pending = reminders.c.booking_id.in_(booking_ids), reminders.c.sent_at.is_(None)
    connection.execute(delete(reminders).where(*pending))
    _clean_history(connection, booking_ids)
    _rewrite_events(connection, booking_ids, now)


def _clean_history(connection: Connection, booking_ids: Sequence[str]) -> None:
    one = booking_history.c
    for row in connection.execute(select(booking_history).where(one.booking_id.in_(booking_ids))).all():
        details = _without_words(row.details)
        if details != row.details:
            this = one.booking_id == row.booking_id, one.version == row.version
            connection.execute(update(booking_history).where(*this).values(details=details))


def _without_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if name not in _WORDS}


def _rewrite_events(connection: Connection, booking_ids: Sequence[str], now: datetime) -> None:
    query = (
        select(bookings.c.business_id, bookings.c.id, bookings.c.version, calendar_events.c.calendar_id)
        .join(calendar_events, calendar_events.c.booking_id == bookings.c.id)
        .where(bookings.c.id.in_(booking_ids))
    )
    messages = [
        (row.business_id, row.id, rewriting(row.calendar_id, row.id, row.version))
        for row in connection.execute(query)
    ]
    outbox_writes.add(connection, messages, now)
