"""From the rows of an export to rows of the tables, with the line's number for what cannot be one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import Column, Connection, Integer, Table, Text, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from bookings.storage.backup.errors import BackupRefused
from bookings.storage.backup.scope import Part
from bookings.storage.tables import businesses
from bookings.storage.types import Instant

Numbered = tuple[int, dict[str, Any]]
"""A line's number, and a row's values by column."""


def values_of(part: Part, business_id: str, row: Mapping[str, Any], line: int) -> dict[str, Any]:
    """The row's values by column. Raises BackupRefused."""
    refuse_other_columns(part, row, line)
    owner = {"business_id": business_id} if "business_id" in part.table.c else {}
    return owner | {name: _value(part.columns[name], value, line) for name, value in row.items()}


def refuse_other_columns(part: Part, row: Mapping[str, Any], line: int) -> None:
    """Raises BackupRefused, naming those that are missing or too many."""
    if row.keys() != part.columns.keys():
        wrong = ", ".join(sorted(row.keys() ^ part.columns.keys()))
        raise BackupRefused(f"A row of {part.name} has other columns: {wrong}. The file is damaged.", line)


def _value(column: Column[Any], value: Any, line: int) -> Any:
    if value is None and column.nullable:
        return None
    kind = next((python for ours, python in _KINDS.items() if isinstance(column.type, ours)), None)
    if kind is None:  # JSON: whatever it is
        return value
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BackupRefused(f"{column}: {error}. The file is damaged.", line) from None


_Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_KINDS: Mapping[type, Any] = {Instant: Annotated[datetime, msgspec.Meta(tz=True)], Integer: _Whole, Text: str}


def insert_rows(connection: Connection, table: Table, rows: Sequence[Numbered]) -> None:
    """Store the rows, all at once if that goes. Raises BackupRefused for the first that cannot be stored."""
    if not rows:
        return
    if table is businesses:
        return _put_business(connection, rows)
    try:
        with connection.begin_nested():
            connection.execute(insert(table), [values for _, values in rows])
    except (IntegrityError, DataError):
        for line, values in rows:
            _insert_one(connection, table, line, values)
        raise


def _insert_one(connection: Connection, table: Table, line: int, values: Mapping[str, Any]) -> None:
    try:
        connection.execute(insert(table), values)
    except (IntegrityError, DataError) as error:
        why = str(error.orig).strip().splitlines()[0]
        raise BackupRefused(f"A row of {table.name} cannot be stored: {why}.", line) from error


def _put_business(connection: Connection, rows: Sequence[Numbered]) -> None:
    """The one that gave way has left its row."""
    for line, values in rows:
        this = businesses.c.id == values["id"]
        if connection.execute(select(businesses.c.id).where(this)).first():
            connection.execute(update(businesses).where(this).values(values))
        else:
            _insert_one(connection, businesses, line, values)
