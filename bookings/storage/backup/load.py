"""Take up a business from an export, in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection

from bookings.storage.backup import room
from bookings.storage.backup.errors import BackupRefused
from bookings.storage.backup.export import AT_ONCE, count
from bookings.storage.backup.lines import Reader, Row
from bookings.storage.backup.rows import insert_rows, values_of
from bookings.storage.backup.scope import Part
from bookings.storage.backup.unsent import is_unsent
from bookings.storage.migrate import HEAD


@dataclass(frozen=True)
class Wishes:
    """What only a person can decide."""

    now: datetime
    """The present instant."""
    replace: bool = False
    """Whether a business that is there gives way."""
    unsent: Literal["keep", "drop"] | None = None
    """Messages that had not been sent: they are sent from here, or left out; None: there must be none."""
    progress: Callable[[int], None] = lambda rows: None
    """Told the rows read so far, again and again."""


@dataclass
class Loaded:
    """What came of it."""

    business_id: str
    """The business."""
    rows: Counter[str] = field(default_factory=Counter)
    """Rows stored, by table."""
    unsent: int = 0
    """Messages that had not been sent, among them or left out."""


def load_business(connection: Connection, reader: Reader, wishes: Wishes) -> Loaded:
    """Raises BackupRefused if the file or the database is not as it has to be; roll back then."""
    header = reader.header
    if header.migration != HEAD:
        raise BackupRefused(f"The tables of the file are at migration {header.migration}, not {HEAD}.", 1)
    version = room.make_room(connection, header, wishes.replace)
    parts = {part.name: part for part in room.parts_of(header)}
    loaded = Loaded(header.business)
    for line, table, rows in _batches(reader):
        if table not in parts:
            raise BackupRefused(f'There should be no "{table}" in this file. The file is damaged.', line)
        values = [values_of(parts[table], header.business, row, line + at) for at, row in enumerate(rows)]
        _store(connection, parts[table], line, values, wishes, loaded)
        wishes.progress(reader.rows.total())
    _check(connection, list(parts.values()), loaded, wishes)
    if version:
        room.count_on(connection, header.business, version)
    return loaded


def _batches(reader: Reader) -> Iterator[tuple[int, str, list[dict[str, Any]]]]:
    """The first one's line number, and rows of one table that follow one another."""

    def together(numbered: tuple[int, Row]) -> tuple[str, int]:
        return numbered[1].table, numbered[0] // AT_ONCE

    for (table, _), found in groupby(reader, together):
        numbered = list(found)
        yield numbered[0][0], table, [row.row for _, row in numbered]


def _store(
    connection: Connection,
    part: Part,
    line: int,
    values: list[dict[str, Any]],
    wishes: Wishes,
    loaded: Loaded,
) -> None:
    table = part.name
    unsent = [is_unsent(table, row, wishes.now) for row in values]
    loaded.unsent += sum(unsent)
    wanted = [
        (line + at, row) for at, row in enumerate(values) if not (unsent[at] and wishes.unsent == "drop")
    ]
    insert_rows(connection, part.table, wanted)
    loaded.rows[table] += len(wanted)


def _check(connection: Connection, parts: list[Part], loaded: Loaded, wishes: Wishes) -> None:
    """A row that belongs to another business, or to none, is found by its absence."""
    for part in parts:
        stored = count(connection, part, loaded.business_id)
        if stored != loaded.rows[part.name]:
            raise BackupRefused(
                f"The file has {loaded.rows[part.name]} rows of {part.name}, but {stored} of them "
                f'belong to "{loaded.business_id}". The file is damaged.'
            )
    if loaded.unsent and wishes.unsent is None:
        raise BackupRefused(
            f"The file holds {loaded.unsent} messages that had not been sent when it was written. Say "
            "--unsent keep if they are to be sent from here, because the database that they come from does "
            "not send them any more; or --unsent drop if it has sent them since, or this is only a copy."
        )
