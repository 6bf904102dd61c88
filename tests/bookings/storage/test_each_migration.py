"""Every migration, down and up, with rows in every table: what it undoes, what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, select

from bookings.storage.database import Database
from bookings.storage.migrate import HEAD, current, migrate, revisions
from bookings.storage.tables import metadata
from tests.bookings.databases import Backend
from tests.bookings.storage.backup.businesses import fill
from tests.bookings.storage.schema import schema_of
from tests.bookings.support import Api

pytestmark = pytest.mark.slow

Rows = dict[str, list[dict[str, Any]]]
GONE = {"attendance_confirmed_at"}
"""What a booking tells that earlier versions have no place for: a step down forgets it."""


@pytest.fixture
def filled(api_with: Callable[..., Api]) -> Api:
    api = api_with(questions=[{"id": "q_new", "text": "New?", "type": "boolean", "required": True}])
    fill(api)
    return api


@pytest.fixture
def fresh(backend: Backend) -> Iterator[Database]:
    """Without tables."""
    url = backend.make(with_tables=False)
    database = Database(url)
    yield database
    database.close()
    backend.drop(url)


def schema(database: Database) -> dict[str, Any]:
    with database.reading() as connection:
        return schema_of(connection)


def rows(database: Database) -> Rows:
    """Every row of every table that there is now, whatever this program thinks that there is."""
    found: Rows = {}
    with database.reading() as connection:
        now = MetaData()
        now.reflect(connection)
        for table in now.sorted_tables:
            if table.name != "alembic_version":
                found[table.name] = [dict(row) for row in connection.execute(select(table)).mappings()]
    return found


def shared(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """Both, cut down to the tables and columns that both have, in an order that is the rows' own."""
    cut: list[Rows] = [{}, {}]
    for name in before.keys() & after.keys():
        columns = [
            column for column in (before[name] or [{}])[0] if not after[name] or column in after[name][0]
        ]
        for which, found in enumerate((before, after)):
            kept = [{column: row.get(column) for column in columns} for row in found[name]]
            cut[which][name] = sorted(kept, key=repr)
    return cut[0], cut[1]


@pytest.fixture
def made(fresh: Database) -> dict[str, dict[str, Any]]:
    """The schema after each step up from nothing."""
    found = {}
    for revision in revisions():
        migrate(fresh, revision)
        found[revision] = schema(fresh)
    return found


def step(database: Database, revision: str) -> None:
    """Whatever both versions have a place for is the same afterwards."""
    before = rows(database)
    if revision < "0007":  # until then the outbox had a place for what is about a booking only
        before["outbox"] = [row for row in before["outbox"] if row["booking_id"] is not None]
    migrate(database, revision)
    kept, found = shared(before, rows(database))
    assert found == kept, f"to {revision}"


def kept(booking: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in booking.items() if key not in GONE}


def test_each_step_down_and_up_leaves_the_right_tables_and_keeps_their_rows(
    filled: Api, made: dict[str, dict[str, Any]]
) -> None:
    database, before = filled.storage.database, filled.get("/api/v1/bookings").json()
    assert schema(database) == made[HEAD]
    down = revisions()[-2::-1]
    for revision in [*down, *revisions()[1:]]:
        step(database, revision)
        assert schema(database) == made[revision], f"to {revision}"
    assert not differing(database)
    after = filled.get("/api/v1/bookings").json()
    assert [kept(one) for one in after["data"]] == [kept(one) for one in before["data"]]
    answers = [{"question_id": "q_new", "answer": True}]
    taken = [filled.book("2026-06-08T08:00:00Z", answers=answers).status_code for _ in range(3)]
    assert taken == [201, 201, 409]  # there are two people


def test_the_first_step_can_be_undone_too(filled: Api) -> None:
    database = filled.storage.database
    migrate(database, "base")
    assert current(database) is None
    assert {name for name in schema(database) if "alembic_version" not in name} == set()
    migrate(database)
    assert not differing(database)


def differing(database: Database) -> list[Any]:
    """What autogenerate would still change."""
    with database.reading() as connection:
        return list(
            compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
        )
