"""Bring a database's tables up to date; safe when several processes start at once."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from bookings.engine.errors import ConfigurationError
from bookings.storage.database import Database
from bookings.storage.failures import Unreachable

HEAD = "0007"
"""The newest migration, written here too so that an up-to-date database needs no Alembic."""
_LOCK = 0x626F6F6B  # an advisory lock's number, ours alone in this database


def migrate(database: Database, revision: str = "head") -> bool:
    """Apply what is missing, in one transaction; whether there was anything to do.

    Raises ConfigurationError if the database cannot be opened or is newer than this program.
    """
    try:
        if revision == "head" and current(database) == HEAD:
            return False
        if database.is_sqlite:
            _use_wal(Path(str(database.url.database)))
        with database.writing() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            return _run(connection, revision)
    except Unreachable as error:
        raise ConfigurationError(f"The database cannot be used: {error.reason}.") from error
    except DatabaseError as error:
        raise ConfigurationError(f"The database cannot be used: {error.orig}.") from error


def current(database: Database) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run(connection: Connection, revision: str) -> bool:
    from alembic import command  # slow to import, and only needed here
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    before = MigrationContext.configure(connection).get_current_revision()
    if before == revision or (revision == "head" and before == HEAD):
        return False
    try:
        command.upgrade(config, revision) if revision == "head" else command.downgrade(config, revision)
    except CommandError as error:
        raise ConfigurationError(f"The database is of another version of this program: {error}.") from error
    return True


def _use_wal(file: Path, tries: int = 50) -> None:
    """Readers beside a writer need the write-ahead log; the file remembers it."""
    for attempt in range(tries):
        connection = sqlite3.connect(file, timeout=10)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.DatabaseError as error:  # another process is making the same change
            if "locked" not in str(error) or attempt == tries - 1:
                raise ConfigurationError(f"The database {file} cannot be used: {error}.") from error
            time.sleep(0.05)
        finally:
            connection.close()
