"""What happened to bookings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bookings.engine.booking import Booking
from bookings.services.ports import HistoryEntry
from bookings.storage.joint import Joint
from bookings.storage.prepared import Prepared
from bookings.storage.tables import api_keys, booking_history

_ADD = Prepared(insert(booking_history), [column.name for column in booking_history.columns])


def history(connection: Connection, booking_id: str) -> list[HistoryEntry]:
    query = (
        select(booking_history, api_keys.c.name)
        .outerjoin(api_keys, api_keys.c.id == booking_history.c.key_id)
        .where(booking_history.c.booking_id == booking_id)
        .order_by(booking_history.c.version)
    )
    return [
        HistoryEntry(row.version, row.at, row.what, row.key_id or None, row.name, row.details)
        for row in connection.execute(query)
    ]


def add(
    joint: Joint,
    about: Booking,
    what: str,
    at: datetime,
    key_id: str,
    details: Mapping[str, Any],
) -> None:
    values = {
        "booking_id": about.id,
        "version": about.version,
        "at": at,
        "what": what,
        "key_id": key_id,
        "details": dict(details),
    }
    joint.add(_ADD, values)
