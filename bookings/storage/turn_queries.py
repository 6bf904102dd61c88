"""Whose turn it is: what `engine.assignment` remembers of each link's staff."""

from __future__ import annotations

from sqlalchemy import Connection, Integer, Text, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from bookings.engine.assignment import Credit, Credits
from bookings.storage.joint import Joint
from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw
from bookings.storage.tables import assignment_turns

_OF_LINK = Prepared(
    select(assignment_turns.c.staff_id, assignment_turns.c.credit, assignment_turns.c.total).where(
        assignment_turns.c.business_id == bindparam("business"),
        assignment_turns.c.link_id == bindparam("link"),
    )
)
_PUT_EACH = Prepared(  # on SQLite
    text(
        "INSERT INTO assignment_turns (business_id, link_id, staff_id, credit, total) "
        "VALUES (:business, :link, :staff, :credit, :total) "
        "ON CONFLICT (business_id, link_id, staff_id) "
        "DO UPDATE SET credit = excluded.credit, total = excluded.total"
    )
)
_PUT_ALL = Prepared(  # on PostgreSQL, where what counts is how many statements there are
    text(
        "INSERT INTO assignment_turns (business_id, link_id, staff_id, credit, total) "
        "SELECT :business, :link, staff_id, credit, total "
        "FROM unnest(:staff, :credit, :total) AS new (staff_id, credit, total) "
        "ON CONFLICT (business_id, link_id, staff_id) "
        "DO UPDATE SET credit = excluded.credit, total = excluded.total"
    ).bindparams(
        bindparam("staff", type_=ARRAY(Text), required=True),
        bindparam("credit", type_=ARRAY(Integer), required=True),
        bindparam("total", type_=ARRAY(Integer), required=True),
    )
)


def credits(connection: Connection | Raw, business_id: str, link_id: str) -> Credits:
    rows = _OF_LINK.rows(connection, {"business": business_id, "link": link_id})
    return {staff_id: Credit(earned, total) for staff_id, earned, total in rows}


def put(joint: Joint, business_id: str, link_id: str, changed: Credits) -> None:
    own = {"business": business_id, "link": link_id}
    in_order = sorted(changed.items())
    rows = [{"staff": who, "credit": credit.earned, "total": credit.total} for who, credit in in_order]
    if joint.dialect.name == "sqlite":
        joint.add(_PUT_EACH, *(own | row for row in rows))
    else:
        joint.add(
            _PUT_ALL, own | {name: [row[name] for row in rows] for name in ("staff", "credit", "total")}
        )
