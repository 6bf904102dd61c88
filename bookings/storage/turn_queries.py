"""Whose turn it is: what `engine.assignment` remembers of each link's staff."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, select, text

from bookings.engine.assignment import Credit, Credits
from bookings.storage.joint import Joint
from bookings.storage.prepared import Prepared, Texts
from bookings.storage.raw import Raw
from bookings.storage.tables import assignment_turns

_OF_LINK = Prepared(
    select(assignment_turns.c.staff_id, assignment_turns.c.credit, assignment_turns.c.total).where(
        assignment_turns.c.business_id == bindparam("business"),
        assignment_turns.c.link_id == bindparam("link"),
    )
)
_PUT = (
    "INSERT INTO assignment_turns (business_id, link_id, staff_id, credit, total) "
    "SELECT :business, :link, {} "
    "ON CONFLICT (business_id, link_id, staff_id) "
    "DO UPDATE SET credit = excluded.credit, total = excluded.total"
)
_PUT_JSON = Prepared(  # SQLite's way to give many rows to one statement
    text(
        _PUT.format(
            "json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') "
            "FROM json_each(:rows) WHERE true"  # so that ON is no part of a join
        )
    )
)
_PUT_ARRAYS = Prepared(
    text(
        _PUT.format(
            "staff_id, credit, total FROM unnest("
            "CAST(:staff AS text[]), CAST(:credit AS integer[]), CAST(:total AS integer[])"
            ") AS new (staff_id, credit, total)"
        )
    ).bindparams(
        bindparam("staff", type_=Texts(), required=True),
        bindparam("credit", required=True),
        bindparam("total", required=True),
    )
)


def credits(connection: Connection | Raw, business_id: str, link_id: str) -> Credits:
    rows = _OF_LINK.rows(connection, {"business": business_id, "link": link_id})
    return {staff_id: Credit(earned, total) for staff_id, earned, total in rows}


def put(joint: Joint, business_id: str, link_id: str, changed: Credits) -> None:
    own = {"business": business_id, "link": link_id}
    rows = [(staff_id, credit.earned, credit.total) for staff_id, credit in sorted(changed.items())]
    if joint.dialect.name == "sqlite":
        joint.add(_PUT_JSON, own | {"rows": msgspec.json.encode(rows).decode()})
    elif rows:
        staff, *numbers = zip(*rows, strict=True)
        credit, total = ("{" + ",".join(map(str, each)) + "}" for each in numbers)
        joint.add(_PUT_ARRAYS, own | {"staff": staff, "credit": credit, "total": total})
