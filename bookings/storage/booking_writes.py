"""Store bookings, cancel them, and keep what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from bookings.engine.booking import Booking
from bookings.engine.timerange import TimeRange
from bookings.storage.joint import Joint
from bookings.storage.prepared import Prepared
from bookings.storage.refusals import told_of_refusals
from bookings.storage.seats import place
from bookings.storage.tables import booking_answers, bookings, reminders

_ADD = Prepared(
    insert(bookings).inline(),
    [
        "id",
        "business_id",
        "reference",
        "link_id",
        "routed_from",
        "service_id",
        "staff_id",
        "status",
        "starts_at",
        "ends_at",
        "blocks_from",
        "blocks_until",
        "seat",
        "seats",
        "contact_name",
        "contact_email",
        "contact_email_key",
        "contact_phone",
        "notes",
        "client_timezone",
        "created_at",
    ],
)
_ADD_ANSWER = Prepared(insert(booking_answers), [column.name for column in booking_answers.columns])
_ADD_REMINDER = Prepared(insert(reminders), ["booking_id", "minutes_before", "due_at"])


def add(joint: Joint, made: Booking, placed: Mapping[str, Any]) -> None:
    """`placed`: what `seats.place` says."""
    with told_of_refusals():
        joint.add(_ADD, {**_as_row(made), **placed})
    answers = [
        {
            "booking_id": made.id,
            "question_id": answer.question_id,
            "position": position,
            "question": answer.question,
            "answer": answer.answer,
        }
        for position, answer in enumerate(made.answers)
    ]
    joint.add(_ADD_ANSWER, *answers)


def _as_row(made: Booking) -> dict[str, Any]:
    return {
        "id": made.id,
        "business_id": made.business_id,
        "reference": made.reference,
        "link_id": made.link_id,
        "routed_from": made.routed_from,
        "service_id": made.service_id,
        "status": made.status.value,
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


def confirm_attendance(connection: Connection, confirmed: Booking) -> None:
    values = {"attendance_confirmed_at": confirmed.attendance_confirmed_at, "version": confirmed.version}
    connection.execute(update(bookings).where(bookings.c.id == confirmed.id).values(values))


def move(connection: Connection, moved: Booking, blocks: TimeRange, seats: int) -> None:
    """Reminders that were sent go too: those of the new time are others."""
    values = place(connection, moved, blocks, seats)
    values |= {"version": moved.version, "attendance_confirmed_at": moved.attendance_confirmed_at}
    with told_of_refusals(), connection.begin_nested():
        connection.execute(update(bookings).where(bookings.c.id == moved.id).values(values))
    connection.execute(delete(reminders).where(reminders.c.booking_id == moved.id))


def _delete_pending_reminders(connection: Connection, booking_id: str) -> None:
    pending = reminders.c.booking_id == booking_id, reminders.c.sent_at.is_(None)
    connection.execute(delete(reminders).where(*pending))


def add_reminders(joint: Joint, booking_id: str, due: Mapping[int, datetime]) -> None:
    rows = [{"booking_id": booking_id, "minutes_before": ahead, "due_at": at} for ahead, at in due.items()]
    joint.add(_ADD_REMINDER, *rows)
