"""Read bookings with their answers. Every query names the business."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, literal, select, tuple_

from bookings.engine.booking import Answer, Booking, Contact, Status
from bookings.engine.timerange import TimeRange
from bookings.services.ports import BookingFilter, ListPlace
from bookings.storage.tables import booking_answers, booking_links, bookings, staff
from bookings.storage.types import Instant

_BOOKING = (
    select(bookings, booking_links.c.slug, booking_links.c.title, staff.c.name.label("staff_name"))
    .join(
        booking_links,
        and_(booking_links.c.business_id == bookings.c.business_id, booking_links.c.id == bookings.c.link_id),
    )
    .join(staff, and_(staff.c.business_id == bookings.c.business_id, staff.c.id == bookings.c.staff_id))
)
_ONE_BOOKING = _BOOKING.where(
    bookings.c.business_id == bindparam("business"), bookings.c.id == bindparam("booking")
)
_ONE_TO_CHANGE = _ONE_BOOKING.with_for_update(of=bookings)
_ANSWERS = (
    select(booking_answers)
    .where(booking_answers.c.booking_id.in_(bindparam("ids", expanding=True)))
    .order_by(booking_answers.c.booking_id, booking_answers.c.position)
)
_ORDER = (bookings.c.starts_at, bookings.c.id)


def booking(
    connection: Connection, business_id: str, booking_id: str, to_change: bool = False
) -> Booking | None:
    """`to_change` keeps others from changing it until the transaction's end."""
    query = _ONE_TO_CHANGE if to_change else _ONE_BOOKING
    row = connection.execute(query, {"business": business_id, "booking": booking_id}).one_or_none()
    return _with_answers(connection, [row])[0] if row else None


def page(
    connection: Connection,
    business_id: str,
    wanted: BookingFilter,
    offset: int,
    limit: int,
    after: ListPlace | None = None,
) -> tuple[list[Booking], int]:
    counted = _filtered(select(func.count()).select_from(bookings), business_id, wanted)
    total = connection.execute(counted).scalar_one()
    if offset >= total:
        return [], total
    query = page_query(business_id, wanted, after)
    rows = connection.execute(query.offset(offset).limit(limit)).all()
    return _with_answers(connection, rows), total


def page_query(business_id: str, wanted: BookingFilter, after: ListPlace | None) -> Select[Any]:
    """The place is compared as a row: there an index on the order can be entered, not so with OR."""
    query = _filtered(_BOOKING, business_id, wanted).order_by(*_ORDER)
    if after is None:
        return query
    return query.where(tuple_(*_ORDER) > tuple_(literal(after.starts_at, Instant), after.booking_id))


def _filtered(query: Select[Any], business_id: str, wanted: BookingFilter) -> Select[Any]:
    query = query.where(bookings.c.business_id == business_id)
    if wanted.link_id is not None:
        query = query.where(bookings.c.link_id == wanted.link_id)
    if wanted.status is not None:
        query = query.where(bookings.c.status == wanted.status.value)
    if wanted.contact_email is not None:
        query = query.where(bookings.c.contact_email_key == wanted.contact_email.lower())
    if wanted.staff_id is not None:
        query = query.where(bookings.c.staff_id == wanted.staff_id)
    if wanted.reference is not None:
        query = query.where(bookings.c.reference == wanted.reference)
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
        version=row.version,
        routed_from=row.routed_from,
        attendance_confirmed_at=row.attendance_confirmed_at,
    )
