"""Whose turn it is: what `engine.assignment` remembers of each link's staff."""

from __future__ import annotations

from sqlalchemy import Connection, Insert, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bookings.engine.assignment import Credit, Credits
from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw
from bookings.storage.tables import assignment_turns

_OF_LINK = Prepared(
    select(assignment_turns.c.staff_id, assignment_turns.c.credit, assignment_turns.c.total).where(
        assignment_turns.c.business_id == bindparam("business"),
        assignment_turns.c.link_id == bindparam("link"),
    )
)
_COLUMNS = ["business_id", "link_id", "staff_id", "credit", "total"]


def _putting(new: sqlite.Insert | postgresql.Insert) -> Insert:
    values = {"credit": new.excluded.credit, "total": new.excluded.total}
    return new.on_conflict_do_update(index_elements=_COLUMNS[:3], set_=values)


_PUT = {
    "sqlite": Prepared(_putting(sqlite.insert(assignment_turns)), _COLUMNS),
    "postgresql": Prepared(_putting(postgresql.insert(assignment_turns)), _COLUMNS),
}


def credits(connection: Connection | Raw, business_id: str, link_id: str) -> Credits:
    rows = _OF_LINK.rows(connection, {"business": business_id, "link": link_id})
    return {staff_id: Credit(earned, total) for staff_id, earned, total in rows}


def put(connection: Connection | Raw, business_id: str, link_id: str, changed: Credits) -> None:
    own = {"business_id": business_id, "link_id": link_id}
    rows = (
        own | {"staff_id": staff_id, "credit": credit.earned, "total": credit.total}
        for staff_id, credit in sorted(changed.items())
    )
    _PUT[connection.dialect.name].run_each(connection, rows)
