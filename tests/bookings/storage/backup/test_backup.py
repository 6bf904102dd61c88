"""Exporting a business and taking it up again, on the other kind of database each time."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bookings.api.core import Core
from bookings.engine.errors import NotFound
from bookings.storage import tables
from bookings.storage.backup.errors import BackupRefused
from bookings.storage.backup.export import export_business
from bookings.storage.backup.scope import plan
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage
from tests.bookings.storage.backup.businesses import book, everything, exported, imported
from tests.bookings.support import KEY, NOW, Api


def lines_of(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def test_the_business_has_a_row_in_every_table(filled: Api) -> None:
    """Otherwise the tests below would show little; whoever adds a table adds a row to `fill`."""
    found = {line["table"] for line in lines_of(exported(filled.storage.database)) if "table" in line}
    assert {part.name for part in plan()} - found - {"staff_services"} == set()


def test_taken_up_by_the_other_kind_of_database_it_gives_the_same_bytes(filled: Api, other: Database) -> None:
    content = exported(filled.storage.database)
    imported(other, content)
    assert exported(other) == content


def test_the_api_answers_as_before_where_the_business_was_taken_up(filled: Api, other: Database) -> None:
    questions = [
        "/api/v1/bookings",
        "/api/v1/catalogue",
        "/api/v1/waitlist",
        "/api/v1/availability?slug=check-up&from=2026-06-02&to=2026-06-10&include=staff",
    ]
    booking_id = filled.get("/api/v1/bookings").json()["data"][0]["id"]
    questions.append(f"/api/v1/bookings/{booking_id}/history")
    before = [filled.get(question).json() for question in questions]
    imported(other, exported(filled.storage.database))
    core: Core = filled.client.app.state.core
    filled.client.app.state.core = dataclasses.replace(core, storage=SqlStorage(other))
    assert [filled.get(question).json() for question in questions] == before
    again = book(filled, "2026-06-02T08:00:00Z")
    assert again.headers["Idempotent-Replayed"] == "true"


def test_without_keys_no_hash_leaves_the_database(filled: Api, other: Database) -> None:
    content = exported(filled.storage.database, with_keys=False)
    with filled.storage.database.reading() as connection:
        for digest in connection.execute(select(tables.api_keys.c.hash)).scalars():
            assert digest.encode() not in content
    imported(other, content)
    assert exported(other, with_keys=False) == content
    assert not exported(other).count(b'"api_keys"')


def test_another_businesss_rows_stay_where_they_are(
    filled: Api, other: Database, dentist: dict[str, Any]
) -> None:
    second = copy.deepcopy(dentist) | {"business": {**dentist["business"], "id": "second"}}
    alone = exported(filled.storage.database)
    filled.apply(second, key="another-key-0123456789")
    assert exported(filled.storage.database) == alone
    imported(other, alone)
    with other.reading() as connection:
        assert list(connection.execute(select(tables.businesses.c.id)).scalars()) == ["dentist"]


def test_the_numbers_of_messages_are_the_databases_own(filled: Api, other: Database) -> None:
    """Two databases that become one have used the same numbers."""
    content = exported(filled.storage.database)
    first = content.replace(b'"dentist"', b'"first"')
    with pytest.raises(BackupRefused, match="SHA-256"):
        imported(other, first)
    imported(other, content)
    with other.writing() as connection:
        values = dict(connection.execute(select(tables.outbox)).mappings().first() or {})
        del values["id"]
        connection.execute(insert(tables.outbox), values)


def test_a_business_that_is_there_is_not_touched(filled: Api) -> None:
    database = filled.storage.database
    content, before = exported(database), everything(database)
    with pytest.raises(BackupRefused, match='"dentist" is in this database. Say --replace'):
        imported(database, content)
    assert everything(database) == before


def test_replacing_brings_the_old_state_back_and_running_programs_notice(filled: Api) -> None:
    database = filled.storage.database
    content = exported(database, with_keys=False)
    etag = filled.get("/api/v1/catalogue").headers["ETag"]
    late = book(filled, "2026-06-08T08:00:00Z")
    assert late.status_code == 201
    imported(database, content, replace=True)
    was, now = lines_of(content), lines_of(exported(database, with_keys=False))
    assert was[1]["row"].pop("version") < now[1]["row"].pop("version")
    assert now[1:-1] == was[1:-1]
    assert filled.get(f"/api/v1/bookings/{late.json()['data']['id']}").status_code == 404
    assert filled.get("/api/v1/catalogue").headers["ETag"] != etag
    again = book(filled, "2026-06-08T08:00:00Z")
    assert again.status_code == 201  # not the stored answer about a booking that is no more
    assert "Idempotent-Replayed" not in again.headers


def test_replacing_with_keys_takes_the_files_keys(filled: Api, dentist: dict[str, Any]) -> None:
    database = filled.storage.database
    content = exported(database)
    filled.apply(dentist, key="a-newer-key-0123456789")
    imported(database, content, replace=True)
    assert filled.call("GET", "/api/v1/bookings", key=KEY).status_code == 200
    assert filled.call("GET", "/api/v1/bookings", key="a-newer-key-0123456789").status_code == 401


def test_unsent_messages_need_a_decision(filled: Api, other: Database) -> None:
    content = exported(filled.storage.database)
    with pytest.raises(BackupRefused, match=r"holds \d+ messages that had not been sent.*--unsent keep"):
        imported(other, content, unsent=None)
    assert not any(everything(other).values())


def test_dropped_messages_are_those_that_would_be_sent_at_once(filled: Api, other: Database) -> None:
    when = NOW + timedelta(days=1, hours=4)  # the reminders of 2 June were due, those of 3 June not all
    kept = {
        (row["booking_id"], row["minutes_before"])
        for row in rows(filled.storage.database, "reminders")
        if row["sent_at"] is not None or row["due_at"] > when
    }
    imported(other, exported(filled.storage.database), unsent="drop", now=when)
    assert {(row["booking_id"], row["minutes_before"]) for row in rows(other, "reminders")} == kept
    assert 0 < len(kept) < len(rows(filled.storage.database, "reminders"))
    assert all(row["delivered_at"] for row in rows(other, "outbox"))
    imported(other, exported(other), unsent=None, now=when, replace=True)  # nothing is left to decide


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(select(tables.metadata.tables[table])).mappings()]


def test_a_key_that_lets_into_another_business_is_refused_with_its_line(filled: Api, other: Database) -> None:
    content = exported(filled.storage.database)
    with other.writing() as connection:
        second = {**rows(filled.storage.database, "businesses")[0], "id": "second"}
        connection.execute(insert(tables.businesses), second)
        key = {**rows(filled.storage.database, "api_keys")[0], "id": "key_other", "business_id": "second"}
        connection.execute(insert(tables.api_keys), key)
    before = everything(other)
    line = [row.get("table") for row in lines_of(content)].index("api_keys") + 1
    with pytest.raises(BackupRefused, match=f"line {line}: A row of api_keys cannot be stored: .*hash"):
        imported(other, content)
    assert everything(other) == before


def test_there_must_be_such_a_business(filled: Api) -> None:
    with (
        filled.storage.database.reading() as connection,
        pytest.raises(NotFound, match='no business "dentits"; there are: dentist'),
    ):
        export_business(connection, "dentits", io.BytesIO(), NOW)


def test_an_export_is_the_state_of_one_instant(filled: Api) -> None:
    """What is committed while it is being written is not in it, not even in part."""
    database = filled.storage.database
    before = exported(database)

    class Interrupted(io.BytesIO):
        def write(self, content: Any) -> int:
            if self.tell() == 0:
                with database.writing() as connection:
                    connection.execute(update(tables.bookings).values(notes="changed meanwhile"))
                    connection.execute(update(tables.staff).values(name="changed meanwhile"))
            return super().write(content)

    stream = Interrupted()
    with database.reading() as connection:
        export_business(connection, "dentist", stream, NOW, with_keys=True)
    assert stream.getvalue() == before
