"""Read and write bookings and what goes with them. Every query names the business."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError

from bookings.engine.booking import Answer, Booking, Contact, Status
from bookings.engine.timerange import TimeRange
from bookings.services.ports import BookingFilter, IdentifierTaken, OverlapRefused
from bookings.storage.tables import (
    LIVE,
    booking_answers,
    booking_links,
    bookings,
    busy_ranges,
    outbox,
    reminders,
    staff,
)

OVERLAP = "overlapping_booking"
"""What the database's refusal of a double booking is called, on SQLite and on PostgreSQL."""

_IN_USE = ("bookings.id", "bookings.reference", "pk_bookings", "uq_bookings_reference")
"""The same for an id or reference that another booking has."""

_BOOKING = (
    select(bookings, booking_links.c.slug, booking_links.c.title, staff.c.name.label("staff_name"))
    .join(
        booking_links,
        and_(booking_links.c.business_id == bookings.c.business_id, booking_links.c.id == bookings.c.link_id),
    )
    .join(staff, and_(staff.c.business_id == bookings.c.business_id, staff.c.id == bookings.c.staff_id))
)
_OCCUPIED = union_all(
    select(bookings.c.staff_id, bookings.c.blocks_from, bookings.c.blocks_until).where(
        bookings.c.business_id == bindparam("business"),
        bookings.c.staff_id.in_(bindparam("staff", expanding=True)),
        text("bookings." + LIVE),
        bookings.c.blocks_from < bindparam("until", type_=bookings.c.blocks_from.type),
        bookings.c.blocks_until > bindparam("since", type_=bookings.c.blocks_from.type),
    ),
    select(busy_ranges.c.staff_id, busy_ranges.c.starts_at, busy_ranges.c.ends_at).where(
        busy_ranges.c.business_id == bindparam("business"),
        busy_ranges.c.staff_id.in_(bindparam("staff", expanding=True)),
        busy_ranges.c.starts_at < bindparam("until", type_=bookings.c.blocks_from.type),
        busy_ranges.c.ends_at > bindparam("since", type_=bookings.c.blocks_from.type),
    ),
)
_ANSWERS = (
    select(booking_answers)
    .where(booking_answers.c.booking_id.in_(bindparam("ids", expanding=True)))
    .order_by(booking_answers.c.booking_id, booking_answers.c.position)
)


def occupied(
    connection: Connection, business_id: str, staff_ids: Sequence[str], span: TimeRange
) -> Mapping[str, Sequence[TimeRange]]:
    found: dict[str, list[TimeRange]] = defaultdict(list)
    values = {
        "business": business_id,
        "staff": list(staff_ids),
        "since": span.starts_at,
        "until": span.ends_at,
    }
    for staff_id, starts_at, ends_at in connection.execute(_OCCUPIED, values):
        found[staff_id].append(TimeRange(starts_at, ends_at))
    return found


def booking(connection: Connection, business_id: str, booking_id: str) -> Booking | None:
    query = _BOOKING.where(
        bookings.c.business_id == bindparam("business"), bookings.c.id == bindparam("booking")
    )
    row = connection.execute(query, {"business": business_id, "booking": booking_id}).one_or_none()
    return next(iter(_with_answers(connection, [row])), None) if row else None


def page(
    connection: Connection, business_id: str, wanted: BookingFilter, offset: int, limit: int
) -> tuple[list[Booking], int]:
    counted = _filtered(select(func.count()).select_from(bookings), business_id, wanted)
    total = connection.execute(counted).scalar_one()
    if offset >= total:
        return [], total
    query = _filtered(_BOOKING, business_id, wanted).order_by(bookings.c.starts_at, bookings.c.id)
    rows = connection.execute(query.offset(offset).limit(limit)).all()
    return _with_answers(connection, rows), total


def _filtered(query: Select[Any], business_id: str, wanted: BookingFilter) -> Select[Any]:
    query = query.where(bookings.c.business_id == business_id)
    if wanted.link_id is not None:
        query = query.where(bookings.c.link_id == wanted.link_id)
    if wanted.status is not None:
        query = query.where(bookings.c.status == wanted.status.value)
    if wanted.starts_from is not None:
        query = query.where(bookings.c.starts_at >= wanted.starts_from)
    if wanted.starts_until is not None:
        query = query.where(bookings.c.starts_at <= wanted.starts_until)
    return query


def _with_answers(connection: Connection, rows: Sequence[Row[Any]]) -> list[Booking]:
    answers: dict[str, list[Answer]] = defaultdict(list)
    for row in connection.execute(_ANSWERS, {"ids": [row.id for row in rows]}):
        answers[row.booking_id].append(Answer(row.question_id, row.question, row.answer))
    return [_booking(row, answers[row.id]) for row in rows]


def _booking(row: Row[Any], answers: Iterable[Answer]) -> Booking:
    return Booking(
        id=row.id,
        reference=row.reference,
        business_id=row.business_id,
        link_id=row.link_id,
        slug=row.slug,
        link_title=row.title,
        service_id=row.service_id,
        staff_id=row.staff_id,
        staff_name=row.staff_name,
        status=Status(row.status),
        time=TimeRange(row.starts_at, row.ends_at),
        contact=Contact(
            row.contact_name, row.contact_email, row.contact_phone, row.notes, row.client_timezone
        ),
        created_at=row.created_at,
        answers=tuple(answers),
        cancelled_at=row.cancelled_at,
        reason=row.reason,
    )


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
        "service_id": made.service_id,
        "staff_id": made.staff_id,
        "status": made.status.value,
        "starts_at": made.time.starts_at,
        "ends_at": made.time.ends_at,
        "blocks_from": blocks.starts_at,
        "blocks_until": blocks.ends_at,
        "contact_name": made.contact.name,
        "contact_email": made.contact.email,
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
        "version": bookings.c.version + 1,
    }
    connection.execute(update(bookings).where(bookings.c.id == cancelled.id).values(values))
    connection.execute(
        delete(reminders).where(reminders.c.booking_id == cancelled.id, reminders.c.sent_at.is_(None))
    )


def add_reminders(connection: Connection, booking_id: str, due: Mapping[int, datetime]) -> None:
    rows = [{"booking_id": booking_id, "minutes_before": ahead, "due_at": at} for ahead, at in due.items()]
    if rows:
        connection.execute(insert(reminders), rows)


def add_event(connection: Connection, about: Booking, kind: str, at: datetime) -> None:
    """The payload says what happened; whoever delivers it reads the booking as it is then."""
    values = {
        "business_id": about.business_id,
        "booking_id": about.id,
        "kind": kind,
        "payload": {"status": about.status.value, "reason": about.reason},
        "created_at": at,
        "available_at": at,
    }
    connection.execute(insert(outbox).values(values))
