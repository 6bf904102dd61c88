"""Store holds, end them, find them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bookings.engine.hold import Hold
from bookings.engine.timerange import TimeRange
from bookings.storage.prepared import Prepared, among
from bookings.storage.raw import Raw
from bookings.storage.refusals import told_of_refusals
from bookings.storage.seats import place
from bookings.storage.tables import holds

_END_EXPIRED = Prepared(
    update(holds)
    .where(
        holds.c.business_id == bindparam("business"),
        among(holds.c.staff_id, "staff"),
        holds.c.ended_at.is_(None),
        holds.c.expires_at <= bindparam("now", type_=holds.c.expires_at.type),
    )
    .values(ended_at=holds.c.expires_at)
)


def hold(connection: Connection, business_id: str, hold_id: str) -> Hold | None:
    this = select(holds).where(holds.c.business_id == business_id, holds.c.id == hold_id)
    row = connection.execute(this).one_or_none()
    if row is None:
        return None
    return Hold(
        id=row.id,
        business_id=row.business_id,
        link_id=row.link_id,
        service_id=row.service_id,
        staff_id=row.staff_id,
        time=TimeRange(row.starts_at, row.ends_at),
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        booking_id=row.booking_id,
    )


def add(connection: Connection, made: Hold, blocks: TimeRange, seats: int) -> None:
    values = place(connection, made, blocks, seats) | {
        "id": made.id,
        "business_id": made.business_id,
        "link_id": made.link_id,
        "service_id": made.service_id,
        "created_at": made.created_at,
        "expires_at": made.expires_at,
    }
    with told_of_refusals(), connection.begin_nested():
        connection.execute(insert(holds), values)


def end(connection: Connection, hold_id: str, now: datetime) -> None:
    live = update(holds).where(holds.c.id == hold_id, holds.c.ended_at.is_(None))
    connection.execute(live.values(ended_at=now))


def end_expired(
    connection: Connection | Raw, business_id: str, staff_ids: Sequence[str], now: datetime
) -> None:
    """The database knows no present instant, so it refuses what overlaps any hold that has not ended."""
    values = {"business": business_id, "staff": staff_ids, "now": now}
    _END_EXPIRED.run(connection, values)


def note_used(connection: Connection, hold_id: str, booking_id: str) -> None:
    connection.execute(update(holds).where(holds.c.id == hold_id).values(booking_id=booking_id))


def forget(connection: Connection, before: datetime) -> int:
    """Delete those that expired before; how many there were."""
    return connection.execute(delete(holds).where(holds.c.expires_at < before)).rowcount
