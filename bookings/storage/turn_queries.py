"""Round robin's memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw
from bookings.storage.tables import assignment_turns

_OF_LINK = Prepared(
    select(assignment_turns.c.staff_id, assignment_turns.c.last_turn).where(
        assignment_turns.c.business_id == bindparam("business"),
        assignment_turns.c.link_id == bindparam("link"),
    )
)
_COLUMNS = ["business_id", "link_id", "staff_id", "last_turn"]


def _taking(new: sqlite.Insert | postgresql.Insert) -> Insert:
    last_turn = new.excluded.last_turn
    return new.on_conflict_do_update(index_elements=_COLUMNS[:3], set_={"last_turn": last_turn})


_TAKE = {
    "sqlite": Prepared(_taking(sqlite.insert(assignment_turns)), _COLUMNS),
    "postgresql": Prepared(_taking(postgresql.insert(assignment_turns)), _COLUMNS),
}


def turns(connection: Connection | Raw, business_id: str, link_id: str) -> Mapping[str, int]:
    rows: Iterable[Any] = _OF_LINK.rows(connection, {"business": business_id, "link": link_id})
    return dict(rows)


def take(connection: Connection | Raw, business_id: str, link_id: str, staff_id: str, turn: int) -> None:
    values = {"business_id": business_id, "link_id": link_id, "staff_id": staff_id, "last_turn": turn}
    _TAKE[connection.dialect.name].run(connection, values)
