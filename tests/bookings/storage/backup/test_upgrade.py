"""Exports of older programs, and of newer ones."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from bookings.storage.backup.errors import BackupRefused
from bookings.storage.backup.lines import Header, Reader, Writer
from bookings.storage.backup.load import Wishes, load_business
from bookings.storage.backup.upgrade import as_of_today
from bookings.storage.database import Database
from tests.bookings.storage.backup.businesses import everything, exported
from tests.bookings.support import NOW, Api

Row = dict[str, Any]


def rewritten(content: bytes, migration: str, change: Callable[[str, Row], Row | None]) -> bytes:
    """The export as it would have been written at an older migration."""
    stream = io.BytesIO()
    lines = [json.loads(line) for line in content.splitlines()]
    header = msgspec.convert(lines[0] | {"migration": migration}, Header)
    writer = Writer(stream, header)
    for line in lines[1:-1]:
        row = change(line["table"], line["row"])
        if row is not None:
            writer.row(line["table"], row)
    writer.end(NOW)
    return stream.getvalue()


def load(database: Database, content: bytes) -> None:
    reader = Reader(io.BytesIO(content))
    with as_of_today(reader, NOW) as current, database.writing() as connection:
        load_business(connection, current, Wishes(NOW, unsent="keep"))


NEWER = (
    "calendars",
    "calendar_events",
    "waitlist_entries",
    "waitlist_offers",
    "webhooks",
    "contact_proofs",
    "handovers",
)
"""Tables that there were none of then."""


def at_0004(table: str, row: Row) -> Row | None:
    """Before bookings were found by e-mail or sent on, keys ended, messages were claimed, seats shared, and
    calendars connected, anybody could wait, and others were told."""
    if table in NEWER or (table == "outbox" and row["booking_id"] is None):
        return None
    later = {
        "businesses": {"handover", "longest_appointment_minutes", "longest_buffers_minutes"},
        "services": {"seats"},
        "booking_links": {"seats", "weights", "priorities", "waitlist_offer_minutes", "listed"},
        "staff": {"listed"},
        "holds": {"seat", "seats"},
        "busy_ranges": {"event"},
        "bookings": {"attendance_confirmed_at", "contact_email_key", "routed_from", "seat", "seats"},
        "api_keys": {"expires_at", "replaced_by", "line_id"},
        "outbox": {"lane", "dedupe_key", "claimed_by", "claimed_until", "dead_at"},
        "assignment_turns": {"credit", "total"},
    }.get(table, set())
    row = row | {"last_turn": 1} if table == "assignment_turns" else row
    return {name: value for name, value in row.items() if name not in later}


def at_0003(table: str, row: Row) -> Row | None:
    """Before there was a history."""
    return None if table == "booking_history" else at_0004(table, row)


@pytest.mark.parametrize(("migration", "change"), [("0004", at_0004), ("0003", at_0003)])
def test_an_older_export_is_brought_up_by_the_migrations_themselves(
    filled: Api, other: Database, migration: str, change: Callable[[str, Row], Row | None]
) -> None:
    content = exported(filled.storage.database)
    load(other, rewritten(content, migration, change))
    was = [line for line in map(json.loads, content.splitlines()[1:-1]) if line["table"] not in NEWER]
    now = [json.loads(line) for line in exported(other).splitlines()[1:-1]]
    turns = [line["row"] for line in now if line["table"] == "assignment_turns"]
    assert {row["credit"] for row in turns} == {0}, "whose turn it is begins anew"
    was, now = ([line for line in lines if line["table"] != "assignment_turns"] for lines in (was, now))
    if migration == "0003":  # made up from the bookings, without what nobody knows
        assert any(line["table"] == "booking_history" for line in now)
        was, now = ([line for line in lines if line["table"] != "booking_history"] for lines in (was, now))
    for line in was:  # nobody could say these then
        line["row"] |= {name: None for name in ("handover", "attendance_confirmed_at") if name in line["row"]}
    assert now == [line for line in was if change(line["table"], line["row"]) is not None]


@pytest.mark.parametrize("migration", ["9999", "head", ""])
def test_an_export_of_a_newer_program_is_refused(other: Database, filled: Api, migration: str) -> None:
    content = rewritten(exported(filled.storage.database), migration, lambda _, row: row)
    with pytest.raises(BackupRefused, match="line 1: The file was written by a newer program"):
        load(other, content)
    assert not any(everything(other).values())


def test_a_row_that_cannot_be_of_that_time_is_told_with_its_line(other: Database, filled: Api) -> None:
    content = rewritten(exported(filled.storage.database), "0004", lambda _, row: row)
    with pytest.raises(BackupRefused, match=r"line \d+: A row of \w+ has other columns: "):
        load(other, content)
    assert not any(everything(other).values())
