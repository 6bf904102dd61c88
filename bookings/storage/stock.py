"""What the decision who takes a booking depends on, asked for in one go once the staff are locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Text, bindparam, literal_column, null, select, union_all

from bookings.engine.assignment import Credit, Credits
from bookings.engine.sessions import SessionKind
from bookings.engine.slots import Occupied
from bookings.engine.timerange import TimeRange
from bookings.storage.locking import lock_staff
from bookings.storage.occupancy_queries import by_staff, of_staff, taken, values_for
from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw
from bookings.storage.tables import assignment_turns, businesses, holds
from bookings.storage.types import Instant

_TAKEN, _EXPIRED, _CREDIT, _VERSION = 0, 1, 2, 3
"""What a row tells of; its last column."""


@dataclass(frozen=True, slots=True)
class Stock:
    """As it is, and stays until the transaction's end."""

    occupied: Occupied
    """As in `services.ports.Reading`."""
    has_expired: bool
    """Whether there are holds of theirs that have expired and not ended."""
    credits: Credits
    """Those of the link's staff."""
    version: int
    """The business's; 0 if there is no such business."""


@cache
def _prepared(with_sessions: bool, with_besides: bool) -> Prepared:
    nothing = [null()] if with_sessions else []
    expired = select(holds.c.staff_id, literal_column("0"), literal_column("0"), *nothing, _kind(_EXPIRED))
    turns = assignment_turns.c
    credits = select(turns.staff_id, turns.credit, turns.total, *nothing, _kind(_CREDIT))
    version = select(businesses.c.id, businesses.c.version, literal_column("0"), *nothing, _kind(_VERSION))
    return Prepared(
        union_all(
            *(part.add_columns(_kind(_TAKEN)) for part in taken(with_sessions, with_besides)),
            expired.where(
                *of_staff(holds),
                holds.c.ended_at.is_(None),
                holds.c.expires_at <= bindparam("now", type_=Instant(), required=True),
            ),
            credits.where(
                turns.business_id == bindparam("business"),
                turns.link_id == bindparam("turns_of", type_=Text, required=True),
            ),
            version.where(businesses.c.id == bindparam("business")),
        )
    )


def _kind(number: int) -> Any:
    return literal_column(str(number))


def lock_and_take(
    connection: Connection | Raw,
    business_id: str,
    staff_ids: Sequence[str],
    span: TimeRange,
    now: datetime | None,
    besides: Sequence[str],
    joinable: SessionKind | None,
    turns_of: str | None,
    longest_block: timedelta,
) -> Stock:
    """Wait until these people's time is nobody else's to change, then look.

    They are two statements, since one sees what was committed before it began and not before it got the lock.
    """
    values = values_for(business_id, staff_ids, span, now, besides, joinable, longest_block)
    values["turns_of"] = turns_of or ""
    lock_staff(connection, business_id, staff_ids)
    rows = _prepared(joinable is not None, bool(besides)).rows(connection, values)
    told: dict[int, list[tuple[Any, ...]]] = {_TAKEN: [], _EXPIRED: [], _CREDIT: [], _VERSION: []}
    for row in rows:
        told[row[-1]].append(row[:-1])
    return Stock(
        by_staff(told[_TAKEN], joinable is not None),
        bool(told[_EXPIRED]),
        {row[0]: Credit(row[1], row[2]) for row in told[_CREDIT]},
        next((row[1] for row in told[_VERSION]), 0),
    )
