"""What is not free: live bookings and holds with their buffers, and busy ranges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, select, text, union_all

from bookings.engine.timerange import TimeRange
from bookings.storage.tables import LIVE, bookings, busy_ranges, holds

_OCCUPIED = union_all(
    select(bookings.c.staff_id, bookings.c.blocks_from, bookings.c.blocks_until).where(
        bookings.c.business_id == bindparam("business"),
        bookings.c.staff_id.in_(bindparam("staff", expanding=True)),
        bookings.c.id.not_in(bindparam("besides", expanding=True)),
        text("bookings." + LIVE),
        bookings.c.blocks_from < bindparam("until", type_=bookings.c.blocks_from.type),
        bookings.c.blocks_until > bindparam("since", type_=bookings.c.blocks_from.type),
    ),
    select(holds.c.staff_id, holds.c.blocks_from, holds.c.blocks_until).where(
        holds.c.business_id == bindparam("business"),
        holds.c.staff_id.in_(bindparam("staff", expanding=True)),
        holds.c.id.not_in(bindparam("besides", expanding=True)),
        holds.c.ended_at.is_(None),
        holds.c.expires_at > bindparam("now", type_=holds.c.expires_at.type),
        holds.c.blocks_from < bindparam("until", type_=bookings.c.blocks_from.type),
        holds.c.blocks_until > bindparam("since", type_=bookings.c.blocks_from.type),
    ),
    select(busy_ranges.c.staff_id, busy_ranges.c.starts_at, busy_ranges.c.ends_at).where(
        busy_ranges.c.business_id == bindparam("business"),
        busy_ranges.c.staff_id.in_(bindparam("staff", expanding=True)),
        busy_ranges.c.starts_at < bindparam("until", type_=bookings.c.blocks_from.type),
        busy_ranges.c.ends_at > bindparam("since", type_=bookings.c.blocks_from.type),
    ),
)


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def occupied(
    connection: Connection,
    business_id: str,
    staff_ids: Sequence[str],
    span: TimeRange,
    now: datetime | None = None,
    besides: Sequence[str] = (),
) -> Mapping[str, Sequence[TimeRange]]:
    found: dict[str, list[TimeRange]] = defaultdict(list)
    values = {
        "business": business_id,
        "staff": list(staff_ids),
        "since": span.starts_at,
        "until": span.ends_at,
        "now": now or _LONG_AGO,
        "besides": list(besides),
    }
    for staff_id, starts_at, ends_at in connection.execute(_OCCUPIED, values):
        found[staff_id].append(TimeRange(starts_at, ends_at))
    return found
