"""Databases for tests: files of SQLite, and a PostgreSQL server that the tests start for themselves."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from tools import postgresql


class Backend(Protocol):
    """Makes databases that nobody else uses."""

    def make(self, with_tables: bool = True) -> str:
        """A new database's address; all tables are in it and empty, or there is none."""
        ...

    def drop(self, url: str) -> None: ...


class SqliteFiles:
    """Each database is a file, copied from one that was migrated once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._template = folder / "template.db"
        migrate_all(f"sqlite:///{self._template}")

    def make(self, with_tables: bool = True) -> str:
        file = self._folder / f"bookings{next(self._numbers)}.db"
        if with_tables:
            shutil.copy(self._template, file)
        return f"sqlite:///{file}"

    def drop(self, url: str) -> None:
        for file in self._folder.glob(Path(url).name + "*"):
            file.unlink()


class PostgresqlDatabases:
    """Each is a database of one server, copied from one that was migrated once."""

    def __init__(self, server: str) -> None:
        self.server = server
        self._numbers = itertools.count()
        self._command("CREATE DATABASE template")
        migrate_all(postgresql.address_of(server, "template"))

    def make(self, with_tables: bool = True) -> str:
        name = f"bookings{next(self._numbers)}"
        self._command(f"CREATE DATABASE {name}" + (" TEMPLATE template" if with_tables else ""))
        return postgresql.address_of(self.server, name)

    def drop(self, url: str) -> None:
        name = url.partition("?")[0].rpartition("/")[2]
        self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def _command(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.encode())


def migrate_all(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


@contextmanager
def backend_named(name: str, folder: Path) -> Iterator[Backend]:
    """Raises RuntimeError if there is none on this machine."""
    if name == "sqlite":
        yield SqliteFiles(folder)
        return
    with postgresql.running() as server:
        yield PostgresqlDatabases(server)
