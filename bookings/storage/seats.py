"""Which seat of its session a booking or hold gets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select, text, union_all

from bookings.engine.booking import Booking
from bookings.engine.hold import Hold
from bookings.engine.timerange import TimeRange
from bookings.services.ports import OverlapRefused
from bookings.storage.raw import Raw, whole
from bookings.storage.tables import LIVE, bookings, holds

_TAKEN = union_all(
    *(
        select(table.c.seat).where(
            table.c.business_id == bindparam("business"),
            table.c.staff_id == bindparam("staff"),
            table.c.starts_at == bindparam("starts_at", type_=table.c.starts_at.type),
            table.c.id != bindparam("id"),
            text(live),
        )
        for table, live in ((bookings, LIVE), (holds, "ended_at IS NULL"))
    )
)


def place(
    connection: Connection | Raw, made: Booking | Hold, blocks: TimeRange, seats: int
) -> dict[str, Any]:
    """The columns that say whose time it takes, and which seat in it. Raises OverlapRefused."""
    return {
        "staff_id": made.staff_id,
        "starts_at": made.time.starts_at,
        "ends_at": made.time.ends_at,
        "blocks_from": blocks.starts_at,
        "blocks_until": blocks.ends_at,
        "seat": _free_seat(connection, made, seats),
        "seats": seats,
    }


def _free_seat(connection: Connection | Raw, made: Booking | Hold, seats: int) -> int:
    """The lowest number that no other live booking or hold has."""
    if seats == 1:
        return 0  # the database knows whether it is free
    values = {
        "business": made.business_id,
        "staff": made.staff_id,
        "starts_at": made.time.starts_at,
        "id": made.id,
    }
    taken = set(whole(connection).execute(_TAKEN, values).scalars())
    for seat in range(seats):
        if seat not in taken:
            return seat
    raise OverlapRefused
