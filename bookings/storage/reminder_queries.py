"""Take the reminders that are due.

The bookings are locked first, those that somebody is just changing are left for the next time: so
a reminder is either taken before its booking is moved or cancelled, or gone with it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Select, select, update

from bookings.engine.booking import Status
from bookings.services.ports import DueReminder
from bookings.storage.tables import bookings, reminders


def are_due(connection: Connection, now: datetime) -> bool:
    return connection.execute(_due(now).limit(1)).first() is not None


def due_by(connection: Connection, booking_id: str, now: datetime) -> list[int]:
    mine = reminders.c.booking_id == booking_id, reminders.c.due_at <= now
    return list(connection.execute(select(reminders.c.minutes_before).where(*mine)).scalars())


def take(connection: Connection, now: datetime, limit: int) -> list[DueReminder]:
    """All that are due of at most `limit` bookings."""
    longest_due = _due(now).order_by(reminders.c.due_at).limit(limit)
    wanted = (
        select(
            bookings.c.id, bookings.c.business_id, bookings.c.status, bookings.c.version, bookings.c.starts_at
        )
        .where(bookings.c.id.in_(longest_due))
        .with_for_update(skip_locked=True)
    )
    about = {row.id: row for row in connection.execute(wanted)}
    if not about:
        return []
    mine = reminders.c.booking_id.in_(about), reminders.c.sent_at.is_(None), reminders.c.due_at <= now
    taken = update(reminders).where(*mine).values(sent_at=now)
    rows = connection.execute(taken.returning(reminders.c.booking_id, reminders.c.minutes_before)).all()
    return [
        DueReminder(
            booking_id=row.booking_id,
            business_id=about[row.booking_id].business_id,
            status=Status(about[row.booking_id].status),
            version=about[row.booking_id].version,
            starts_at=about[row.booking_id].starts_at,
            minutes_before=row.minutes_before,
        )
        for row in rows
    ]


def _due(now: datetime) -> Select[tuple[str]]:
    return select(reminders.c.booking_id).where(reminders.c.sent_at.is_(None), reminders.c.due_at <= now)
