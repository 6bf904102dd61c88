"""Write to the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.dialects import postgresql, sqlite

from bookings.engine.booking import Booking
from bookings.services.messages import NewMessage
from bookings.storage.joint import Joint
from bookings.storage.prepared import Prepared
from bookings.storage.tables import outbox

_ADD_EVENT = Prepared(
    insert(outbox).inline(),
    ["business_id", "booking_id", "kind", "payload", "created_at", "available_at", "lane"],
)


def add_event(joint: Joint, about: Booking, kind: str, at: datetime, details: Mapping[str, Any]) -> None:
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
    joint.add(_ADD_EVENT, values)


def add(connection: Connection, messages: Sequence[tuple[str, str | None, NewMessage]], at: datetime) -> int:
    """(business id, booking id, message) each. Those whose key is there already are left out; how many were
    written."""
    if not messages:
        return 0
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    rows = dialect.insert(outbox).on_conflict_do_nothing(index_elements=["dedupe_key"])
    values = [_row(business_id, booking_id, new, at) for business_id, booking_id, new in messages]
    return len(connection.execute(rows.returning(outbox.c.id), values).all())


def _row(business_id: str, booking_id: str | None, new: NewMessage, at: datetime) -> dict[str, Any]:
    return {
        "business_id": business_id,
        "booking_id": booking_id,
        "kind": new.kind,
        "payload": dict(new.payload),
        "created_at": at,
        "available_at": max(at, new.available_at or at),
        "lane": new.lane,
        "dedupe_key": new.key,
    }
