"""What was deleted is still in a database's files for a while, in pages that nobody reads any more."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from bookings.storage.database import Database

PATIENCE_SECONDS = 10.0


def scrub(database: Database, tables: Iterable[str]) -> bool:
    """Write the file anew without what was deleted, also beside running programs; whether it was possible.

    SQLite: the whole file, and the write-ahead log is emptied. PostgreSQL: the rows of these tables are
    freed, and are overwritten as the space is used again.
    """
    if database.is_sqlite:
        return _scrub_file(Path(str(database.url.database)))
    options = {"isolation_level": "AUTOCOMMIT", "begin": ""}
    with database.engine.connect().execution_options(**options) as connection:
        for table in tables:
            connection.execute(text(f"VACUUM {table}"))
    return True


def _scrub_file(file: Path) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    with closing(sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("VACUUM")
                was_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:  # somebody reads or writes all the time
                was_busy = 1
            if not was_busy or time.monotonic() >= until:
                return not was_busy
            time.sleep(0.2)
