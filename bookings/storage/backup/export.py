"""Write a business to a stream."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import Connection, func, select

from bookings.engine.errors import NotFound
from bookings.storage.backup.lines import FORMAT, VERSION, Header, Writer
from bookings.storage.backup.scope import KEY_TABLES, Part, plan
from bookings.storage.migrate import HEAD
from bookings.storage.tables import businesses

AT_ONCE = 500
"""Rows in memory at a time."""


def export_business(
    connection: Connection,
    business_id: str,
    stream: BinaryIO,
    now: datetime,
    with_keys: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, int]:
    """Rows written, by table. The connection's transaction is the instant whose state is written.

    `progress` is told the rows done and their total, again and again. Raises NotFound if there is no
    such business.
    """
    known = list(connection.execute(select(businesses.c.id).order_by(businesses.c.id)).scalars())
    if business_id not in known:
        others = f"; there are: {', '.join(known[:20])}" if known else "; there are none yet"
        raise NotFound(f'There is no business "{business_id}"{others}.')
    parts = [part for part in plan() if with_keys or part.name not in KEY_TABLES]
    total = sum(count(connection, part, business_id) for part in parts)
    writer = Writer(stream, Header(FORMAT, VERSION, HEAD, business_id, with_keys))
    for part in parts:
        _write(connection, part, business_id, writer, lambda done: progress(done, total))
    writer.end(now)
    return dict(writer.rows)


def count(connection: Connection, part: Part, business_id: str) -> int:
    """The business's rows in a table."""
    query = select(func.count()).select_from(part.table).where(part.rows)
    return int(connection.execute(query, {"business": business_id}).scalar_one())


def _write(
    connection: Connection, part: Part, business_id: str, writer: Writer, progress: Callable[[int], None]
) -> None:
    query = part.query(connection.dialect.name == "sqlite").execution_options(yield_per=AT_ONCE)
    for rows in connection.execute(query, {"business": business_id}).partitions():
        for row in rows:
            writer.row(part.name, dict(zip(part.columns, row, strict=True)))
        progress(writer.rows.total())
