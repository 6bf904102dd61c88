"""Take an export of an older program along: load it into tables as they were then, migrate, export again.

So what every migration does to the data holds for exports as well, and nobody has to write it twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from sqlalchemy import Integer, MetaData, insert
from sqlalchemy.exc import DatabaseError, StatementError

from bookings.storage.backup.errors import BackupRefused
from bookings.storage.backup.export import export_business
from bookings.storage.backup.lines import Reader
from bookings.storage.backup.rows import refuse_other_columns
from bookings.storage.backup.scope import Part, plan
from bookings.storage.database import Database
from bookings.storage.migrate import HEAD, migrate, revisions


@contextmanager
def as_of_today(reader: Reader, now: datetime) -> Iterator[Reader]:
    """The same export, or one as this program would have written it. Raises BackupRefused."""
    migration = reader.header.migration
    if migration == HEAD:
        yield reader
        return
    if migration not in revisions():
        raise BackupRefused(
            f"The file was written by a newer program: its tables are at migration {migration}, and this "
            f"program knows migrations up to {HEAD}.",
            1,
        )
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'then.db'}")
        try:
            migrate(database, migration)
            _load(database, reader)
            migrate(database)
            upgraded = Path(folder) / "now.jsonl"
            with database.reading() as connection, upgraded.open("wb") as file:
                export_business(connection, reader.header.business, file, now, reader.header.keys)
        finally:
            database.close()
        with upgraded.open("rb") as file:
            yield Reader(file)


def _load(database: Database, reader: Reader) -> None:
    with database.writing() as connection:
        then = MetaData()
        then.reflect(connection)
        then.remove(then.tables["alembic_version"])
        parts = {part.name: part for part in plan(then)}
        for line, row in reader:
            if row.table not in parts:
                raise BackupRefused(f'There should be no "{row.table}" in this file.', line)
            part = parts[row.table]
            refuse_other_columns(part, row.row, line)
            try:
                connection.execute(insert(part.table), _values(part, reader.header.business, row.row))
            except (DatabaseError, StatementError, ValueError) as error:
                raise BackupRefused(f"A row of {row.table} cannot be stored: {error}.", line) from error


def _values(part: Part, business_id: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """SQLite keeps instants as numbers, and the tables of old do not tell which numbers are some."""
    owner = {"business_id": business_id} if "business_id" in part.table.c else {}
    return owner | {name: _seconds(part, name, value) for name, value in row.items()}


def _seconds(part: Part, name: str, value: Any) -> Any:
    if isinstance(value, str) and isinstance(part.table.c[name].type, Integer):
        return int(msgspec.convert(value, datetime).timestamp())
    return value
