"""Bring a database's tables up to date; safe when several processes start at once."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from bookings.engine.errors import BookingsError, ConfigurationError
from bookings.storage.database import Database
from bookings.storage.failures import Unreachable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0019"
"""The newest migration, written here too so that an up-to-date database needs no Alembic."""
_LOCK = 0x626F6F6B  # an advisory lock's number, ours alone in this database


class UnknownMigration(BookingsError):
    """There is no migration of this name."""

    code = "unknown_migration"


def migrate(database: Database, revision: str = "head") -> bool:
    """Bring the tables to a migration, up or down, in one transaction; whether there was anything to do.

    `revision`: "0003", "head" for the newest, or "base" for no tables at all. What a migration downwards
    takes away is lost. Raises ConfigurationError if the database cannot be opened or is newer than this
    program, UnknownMigration if there is no such migration.
    """
    try:
        if revision == "head" and current(database) == HEAD:
            return False
        if database.is_sqlite:
            _use_wal(Path(str(database.url.database)))
        with database.writing() as connection:
            if not database.is_sqlite:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            return _run(connection, revision)
    except Unreachable as error:
        raise ConfigurationError(f"The database cannot be used: {error.reason}.") from error
    except DatabaseError as error:
        raise ConfigurationError(f"The database cannot be used: {error.orig}.") from error


def is_down(database: Database, revision: str) -> bool:
    """Whether `migrate` would go back there. Raises as it does."""
    if revision == "head":
        return False
    chain, at = ["base", *revisions()], current(database) or "base"
    return at in chain and revision in chain and chain.index(revision) < chain.index(at)


def current(database: Database) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def revisions() -> list[str]:
    """Every migration that this program has, oldest first."""
    from alembic.script import ScriptDirectory

    newest_first = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in newest_first][::-1]


def _config() -> Config:
    from alembic.config import Config  # slow to import, and only needed when there is something to do

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def _run(connection: Connection, revision: str) -> bool:
    from alembic import command
    from alembic.runtime.migration import MigrationContext

    chain = ["base", *revisions()]
    wanted = HEAD if revision == "head" else revision
    before = MigrationContext.configure(connection).get_current_revision() or "base"
    if before not in chain:
        raise ConfigurationError(
            f"The database is of another version of this program: it stands at migration {before}, and this "
            f"program knows {', '.join(chain)}."
        )
    if wanted not in chain:
        raise UnknownMigration(f'There is no migration "{wanted}"; there are: {", ".join(chain)}.')
    if before == wanted:
        return False
    config = _config()
    config.attributes["connection"] = connection
    move = command.upgrade if chain.index(before) < chain.index(wanted) else command.downgrade
    move(config, wanted)
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
