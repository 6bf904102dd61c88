"""Prepared statements give what SQLAlchemy gives, and their errors too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, not_, select
from sqlalchemy.exc import IntegrityError

from bookings.business_file.links import DAY
from bookings.engine.model import LONGEST_BLOCK
from bookings.storage import tables
from bookings.storage.prepared import Prepared, among, seconds
from bookings.storage.unit import SqlStorage
from tests.bookings.support import NOW

COLUMNS = ["id", "name", "timezone", "facts", "created_at", "updated_at"]
ADD = Prepared(insert(tables.businesses), COLUMNS)


def business(key: str, **changes: Any) -> dict[str, Any]:
    given = {"id": key, "name": key.title(), "timezone": "UTC", "facts": {"phone": "1"}}
    return given | {"created_at": NOW, "updated_at": NOW + timedelta(hours=1), **changes}


@pytest.fixture
def three(storage: SqlStorage) -> SqlStorage:
    with storage.database.writing() as connection:
        ADD.run(connection, business("one"))
        ADD.run_each(connection, [business("two"), business("three", facts={})])
        ADD.run_each(connection, [])
    return storage


def test_values_come_back_as_they_are_with_sqlalchemy(three: SqlStorage) -> None:
    query = select(*(tables.businesses.c[name] for name in COLUMNS)).where(
        tables.businesses.c.id == bindparam("key")
    )
    with three.database.reading() as connection:
        for key in ("one", "two", "three"):
            row = Prepared(query).one(connection, {"key": key})
            assert row is not None
            assert row._asdict() == (business("three", facts={}) if key == "three" else business(key))
            assert row == tuple(connection.execute(query, {"key": key}).one())
        assert Prepared(query).one(connection, {"key": "four"}) is None


def test_a_list_of_texts_is_one_value(three: SqlStorage) -> None:
    of = tables.businesses.c
    any_of = Prepared(select(of.id, seconds(of.created_at)).where(among(of.id, "keys")).order_by(of.id))
    none_of = Prepared(select(of.id).where(not_(among(of.id, "keys")), of.name == "Two"))
    with three.database.reading() as connection:
        at = int(NOW.timestamp())
        assert any_of.rows(connection, {"keys": ["two", "one", "?"]}) == [("one", at), ("two", at)]
        assert any_of.rows(connection, {"keys": []}) == []
        assert [tuple(row) for row in none_of.rows(connection, {"keys": []})] == [("two",)]
        assert none_of.rows(connection, {"keys": ["two"]}) == []


def test_a_refusal_is_sqlalchemys(three: SqlStorage) -> None:
    with pytest.raises(IntegrityError), three.database.writing() as connection:
        ADD.run(connection, business("one"))


def test_no_business_file_allows_what_blocks_more_time_than_is_looked_through() -> None:
    assert timedelta(minutes=3 * DAY) <= LONGEST_BLOCK
