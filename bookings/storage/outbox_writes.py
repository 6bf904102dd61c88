"""Write to the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.dialects import postgresql, sqlite

from bookings.engine.booking import Booking
from bookings.services.messages import NewMessage
from bookings.storage.prepared import Prepared
from bookings.storage.tables import outbox

_ADD_EVENT = Prepared(
    insert(outbox).inline(),
    ["business_id", "booking_id", "kind", "payload", "created_at", "available_at", "lane"],
)


def add_event(
    connection: Connection, about: Booking, kind: str, at: datetime, details: Mapping[str, Any]
) -> None:
    """The payload says what happened; whoever delivers it reads the booking as it is then."""
    payload = {"version": about.version, "status": about.status.value, "reason": about.reason}
    values = {
        "business_id": about.business_id,
        "booking_id": about.id,
        "kind": kind,
        "payload": payload | {name: details[name] for name in ("from",) if name in details},
        "created_at": at,
        "available_at": at,
        "lane": f"booking:{about.id}",
    }
    _ADD_EVENT.run(connection, values)


def add(
    connection: Connection,
    business_id: str,
    booking_id: str | None,
    messages: Sequence[NewMessage],
    at: datetime,
) -> int:
    """Those whose key is there already are left out; how many were written."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    written = 0
    for new in messages:
        values = {
            "business_id": business_id,
            "booking_id": booking_id,
            "kind": new.kind,
            "payload": dict(new.payload),
            "created_at": at,
            "available_at": max(at, new.available_at or at),
            "lane": new.lane,
            "dedupe_key": new.key,
        }
        row = dialect.insert(outbox).values(values).on_conflict_do_nothing(index_elements=["dedupe_key"])
        written += len(connection.execute(row.returning(outbox.c.id)).all())
    return written
