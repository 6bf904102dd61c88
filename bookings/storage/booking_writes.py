"""Store bookings, cancel them, and keep what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError

from bookings.engine.booking import Booking
from bookings.engine.timerange import TimeRange
from bookings.services.ports import IdentifierTaken, OverlapRefused
from bookings.storage.tables import booking_answers, bookings, reminders

OVERLAP = "overlapping_booking"
"""What the database's refusal of a double booking is called, on SQLite and on PostgreSQL."""

_IN_USE = ("bookings.id", "bookings.reference", "pk_bookings", "uq_bookings_reference")
"""The same for an id or reference that another booking has."""


def add(connection: Connection, made: Booking, blocks: TimeRange) -> None:
    try:
        with connection.begin_nested():
            connection.execute(insert(bookings), _as_row(made, blocks))
    except IntegrityError as error:
        if OVERLAP in str(error.orig):
            raise OverlapRefused from error
        if any(words in str(error.orig) for words in _IN_USE):
            raise IdentifierTaken from error
        raise
    if made.answers:
        connection.execute(
            insert(booking_answers),
            [
                {
                    "booking_id": made.id,
                    "question_id": answer.question_id,
                    "position": position,
                    "question": answer.question,
                    "answer": answer.answer,
                }
                for position, answer in enumerate(made.answers)
            ],
        )


def _as_row(made: Booking, blocks: TimeRange) -> dict[str, Any]:
    return {
        "id": made.id,
        "business_id": made.business_id,
        "reference": made.reference,
        "link_id": made.link_id,
        "routed_from": made.routed_from,
        "service_id": made.service_id,
        "staff_id": made.staff_id,
        "status": made.status.value,
        "starts_at": made.time.starts_at,
        "ends_at": made.time.ends_at,
        "blocks_from": blocks.starts_at,
        "blocks_until": blocks.ends_at,
        "contact_name": made.contact.name,
        "contact_email": made.contact.email,
        "contact_email_key": made.contact.email.lower(),
        "contact_phone": made.contact.phone,
        "notes": made.contact.notes,
        "client_timezone": made.contact.timezone,
        "created_at": made.created_at,
    }


def cancel(connection: Connection, cancelled: Booking) -> None:
    values = {
        "status": cancelled.status.value,
        "cancelled_at": cancelled.cancelled_at,
        "reason": cancelled.reason,
        "version": cancelled.version,
    }
    connection.execute(update(bookings).where(bookings.c.id == cancelled.id).values(values))
    _delete_pending_reminders(connection, cancelled.id)


def close(connection: Connection, closed: Booking) -> None:
    values = {"status": closed.status.value, "version": closed.version}
    connection.execute(update(bookings).where(bookings.c.id == closed.id).values(values))
    _delete_pending_reminders(connection, closed.id)


def move(connection: Connection, moved: Booking, blocks: TimeRange) -> None:
    """Reminders that were sent go too: those of the new time are others."""
    values = {
        "staff_id": moved.staff_id,
        "starts_at": moved.time.starts_at,
        "ends_at": moved.time.ends_at,
        "blocks_from": blocks.starts_at,
        "blocks_until": blocks.ends_at,
        "version": moved.version,
    }
    try:
        with connection.begin_nested():
            connection.execute(update(bookings).where(bookings.c.id == moved.id).values(values))
    except IntegrityError as error:
        if OVERLAP in str(error.orig):
            raise OverlapRefused from error
        raise
    connection.execute(delete(reminders).where(reminders.c.booking_id == moved.id))


def _delete_pending_reminders(connection: Connection, booking_id: str) -> None:
    pending = reminders.c.booking_id == booking_id, reminders.c.sent_at.is_(None)
    connection.execute(delete(reminders).where(*pending))


def add_reminders(connection: Connection, booking_id: str, due: Mapping[int, datetime]) -> None:
    rows = [{"booking_id": booking_id, "minutes_before": ahead, "due_at": at} for ahead, at in due.items()]
    if rows:
        connection.execute(insert(reminders), rows)
