"""What keeps people's time, one by one and by name: what `occupancy_queries` tells without names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select, text

from bookings.engine.explanation import Cause
from bookings.engine.timerange import TimeRange
from bookings.storage.tables import LIVE, bookings, busy_ranges, calendars, holds

_CALENDAR_NAME = func.coalesce(
    select(calendars.c.name).where(calendars.c.id == busy_ranges.c.source).scalar_subquery(),
    busy_ranges.c.source,
)


def causes(
    connection: Connection, business_id: str, staff_ids: Sequence[str], span: TimeRange, now: datetime
) -> Mapping[str, Sequence[Cause]]:
    """`services.ports.Reading.causes`; three small queries, for people who ask why."""
    found: dict[str, list[Cause]] = defaultdict(list)
    for query in _queries(business_id, staff_ids, span, now):
        for row in connection.execute(query):
            time, blocks = TimeRange(row.starts_at, row.ends_at), TimeRange(row.since, row.until)
            found[row.staff_id].append(Cause(row.kind, row.name, time, blocks))
    return {key: sorted(some, key=lambda cause: (cause.blocks, cause.name)) for key, some in found.items()}


def _queries(business_id: str, staff_ids: Sequence[str], span: TimeRange, now: datetime) -> list[Select[Any]]:
    made, held, busy = bookings.c, holds.c, busy_ranges.c
    is_booked, is_held = [text("bookings." + LIVE)], [held.ended_at.is_(None), held.expires_at > now]
    sources: list[tuple[str, Any, Any, Any, Any, list[Any]]] = [
        ("booking", bookings, made.reference, made.blocks_from, made.blocks_until, is_booked),
        ("hold", holds, held.id, held.blocks_from, held.blocks_until, is_held),
        ("busy", busy_ranges, _CALENDAR_NAME, busy.starts_at, busy.ends_at, []),
    ]
    return [
        select(
            table.c.staff_id,
            literal(kind).label("kind"),
            name.label("name"),
            table.c.starts_at,
            table.c.ends_at,
            since.label("since"),
            until.label("until"),
        ).where(
            table.c.business_id == business_id,
            table.c.staff_id.in_(staff_ids),
            since < span.ends_at,
            until > span.starts_at,
            *live,
        )
        for kind, table, name, since, until, live in sources
    ]
