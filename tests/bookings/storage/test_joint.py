"""What waits to be sent together arrives whole, in order, and before anything that could miss it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bookings.engine.assignment import Credit
from bookings.storage import tables
from bookings.storage.joint import Joint
from bookings.storage.prepared import Prepared
from bookings.storage.unit import SqlStorage
from tests.bookings.support import NOW, Api

COLUMNS = ["id", "name", "timezone", "created_at", "updated_at"]
ADD = Prepared(insert(tables.businesses), COLUMNS)
ADD_STAFF = Prepared(insert(tables.staff), ["business_id", "id", "position", "name", "timezone"])
ADD_EVENT = Prepared(
    insert(tables.outbox).inline(), ["business_id", "kind", "payload", "created_at", "available_at"]
)


def business(key: str) -> dict[str, Any]:
    return {"id": key, "name": "50% (off)", "timezone": "UTC", "created_at": NOW, "updated_at": NOW}


def person(of: str) -> dict[str, Any]:
    return {"business_id": of, "id": "ann", "position": 1, "name": "Ann", "timezone": "UTC"}


def named(kind: str) -> dict[str, Any]:
    return {"business_id": "one", "kind": kind, "payload": {}, "created_at": NOW, "available_at": NOW}


def test_a_row_may_refer_to_another_that_goes_with_it(storage: SqlStorage) -> None:
    with storage.database.writing() as connection:
        waiting = Joint(connection)
        waiting.add(ADD, business("one"), business("two"))
        waiting.add(ADD_STAFF, person("one"), person("two"))
        waiting.send()
        waiting.send()  # nothing is left
        names = connection.execute(select(tables.businesses.c.name)).scalars().all()
        assert names == ["50% (off)"] * 2
        assert len(connection.execute(select(tables.staff)).all()) == 2


def test_a_fault_in_one_part_is_an_error(storage: SqlStorage) -> None:
    with pytest.raises(IntegrityError):
        write_both(storage, "one", "nobody")
    with storage.database.reading() as connection:
        assert connection.execute(select(tables.businesses)).all() == []


def write_both(storage: SqlStorage, its: str, theirs: str) -> None:
    with storage.database.writing() as connection:
        waiting = Joint(connection)
        waiting.add(ADD, business(its))
        waiting.add(ADD_STAFF, person(theirs))
        waiting.send()


def test_rows_of_one_kind_keep_their_order(storage: SqlStorage) -> None:
    with storage.database.writing() as connection:
        waiting = Joint(connection)
        waiting.add(ADD, business("one"))
        waiting.send()
        for kind in ("first", "second", "third"):
            waiting.add(ADD_EVENT, named(kind))
        waiting.send()
        query = select(tables.outbox.c.kind).order_by(tables.outbox.c.id)
        assert connection.execute(query).scalars().all() == ["first", "second", "third"]


def test_what_is_read_shows_what_was_written_before(api: Api, storage: SqlStorage) -> None:
    """Also twice, where the second changes what the first has stored."""
    with storage.writing() as unit:
        for earned in (1, 2):
            changed = {"sarah": Credit(earned, 3), "tom": Credit(-earned, 3)}
            unit.put_credits("dentist", "link_checkup", changed)
        assert unit.credits("dentist", "link_checkup") == changed
        unit.put_credits("dentist", "link_checkup", {"tom": Credit(7, 3)})
    with storage.reading() as view:
        assert view.credits("dentist", "link_checkup")["tom"] == Credit(7, 3)
