"""Connections and transactions.

On both databases readers work on a snapshot and never wait.

SQLite: writers take the one write lock at their beginning (`BEGIN IMMEDIATE`), so that none fails
half-way because another was quicker; within a process they queue on a lock of ours first, which is
fair where SQLite's waiting is not. PostgreSQL: writers lock what they decide upon, see `locking`.
"""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

from bookings.engine.errors import Busy, ConfigurationError
from bookings.storage.failures import told_as_sqlalchemys, told_when_busy
from bookings.storage.raw import Raw
from bookings.storage.traced import trace_statements, transaction

WAIT_SECONDS = 10
"""How long a writer waits for other writers, and anybody for a connection."""

READERS_CACHE, WRITER_CACHE = 2, 16
"""How much of a SQLite file a connection keeps in memory, in MB."""


@dataclass(frozen=True)
class _Begins:
    """How transactions begin."""

    reading: str
    writing: str
    brief_writing: str


_SQLITE = _Begins("BEGIN", "BEGIN IMMEDIATE", "BEGIN IMMEDIATE")

# What is read in several statements is read as of one instant. A writer who has waited for a lock must see
# what changed meanwhile. In a brief writing, statements of the hot path are not planned anew each time: for
# staff of whom there are no statistics yet, PostgreSQL would do that for ever.
_COMMITTED = "BEGIN ISOLATION LEVEL READ COMMITTED"
_POSTGRESQL = _Begins(
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    _COMMITTED,
    f"{_COMMITTED}; SET LOCAL plan_cache_mode = force_generic_plan",
)


class Database:
    """One database; cheap to make, connects when first used. Close it with `close`."""

    def __init__(self, url: str, statement_seconds: float | None = None) -> None:
        """`statement_seconds`: how long PostgreSQL may work on one statement (SQLite has no such limit)."""
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite_engine(self.url, 64, READERS_CACHE)
            if self.is_sqlite
            else _postgresql_engine(self.url, statement_seconds)
        )
        self.write_engine = _sqlite_engine(self.url, 1, WRITER_CACHE) if self.is_sqlite else self.engine
        """Where writers get their connections. On SQLite, where one writes at a time, it is always the same
        connection: the pages that it keeps are good until another process writes, while any other
        connection's are out of date as soon as somebody else has written."""
        for engine in {self.engine, self.write_engine}:
            trace_statements(engine)
        self._begins = _SQLITE if self.is_sqlite else _POSTGRESQL
        self._writers = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view of the data; never waits for writers."""
        with self._part("read"), told_when_busy(), self.engine.connect() as connection:
            connection = connection.execution_options(begin=self._begins.reading)
            with connection.begin():
                yield connection

    @contextmanager
    def glance(self) -> Iterator[Connection | Raw]:
        """Like `reading`, with as little ado as there can be around a few short queries."""
        with self._part("read"), told_when_busy(), told_as_sqlalchemys(self.engine.dialect):
            raw = Raw(self.engine, self._begins.reading)
            try:
                yield raw
            finally:
                raw.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits at the end of the block, or rolls back if it raises."""
        with self._part("write"), self._turn(), told_when_busy(), self.write_engine.connect() as connection:
            connection = connection.execution_options(begin=self._begins.writing)
            with connection.begin():
                yield connection

    @contextmanager
    def brief_writing(self) -> Iterator[Connection | Raw]:
        """Like `writing`, with as little ado as `glance`."""
        dialect = self.engine.dialect
        with self._part("write"), self._turn(), told_when_busy(), told_as_sqlalchemys(dialect):
            raw = Raw(self.write_engine, self._begins.brief_writing)
            try:
                yield raw
                raw.commit()
            finally:
                raw.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
        elif self._writers.acquire(timeout=WAIT_SECONDS):
            try:
                yield
            finally:
                self._writers.release()
        else:
            raise Busy("Too many changes are waiting for the database. Try again.")

    def _part(self, what: str) -> AbstractContextManager[Any]:
        return transaction(what, self.engine.dialect.name)

    def close(self) -> None:
        self.engine.dispose()
        self.write_engine.dispose()


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigurationError(
            "BOOKINGS_DATABASE_URL must look like sqlite:///var/bookings.db or "
            "postgresql+psycopg://user:password@host/name."
        )
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigurationError("BOOKINGS_DATABASE_URL must name a file: SQLite in memory is not shared.")
    return parsed


def _sqlite_engine(url: URL, connections: int, cache: int) -> Engine:
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The database's folder {folder} cannot be made: {error.strerror}."
        ) from error
    kept = min(connections, 16)
    engine = create_engine(
        url,
        pool_size=kept,
        max_overflow=connections - kept,
        pool_use_lifo=True,  # who was here last knows most pages
        connect_args={"timeout": WAIT_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")  # 16 MB: a page changed often is copied once
        connection.execute(f"PRAGMA cache_size = {-1024 * cache}")
        connection.execute("PRAGMA synchronous = FULL")  # what was answered 201 survives a power cut

    event.listen(engine, "begin", _begin)
    return engine


def _postgresql_engine(url: URL, statement_seconds: float | None) -> Engine:
    """Writers work under READ COMMITTED: who has waited for a lock must see what changed meanwhile."""
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",  # which is the driver's word for: BEGIN is ours
        pool_size=16,
        max_overflow=16,
        pool_timeout=WAIT_SECONDS,
        connect_args={} if "connect_timeout" in url.query else {"connect_timeout": WAIT_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
        if statement_seconds is not None:
            connection.execute(f"SET statement_timeout = '{round(statement_seconds * 1000)}ms'")

    @event.listens_for(engine, "checkout")
    def refuse_lost(connection: Any, _record: Any, _proxy: Any) -> None:
        """A connection may be older than the server's last restart. A server that goes says so, or its
        system does, and that can be seen without asking it: there is something to be read."""
        if connection.closed or _has_something_to_say(connection.fileno()):
            raise InvalidatePoolError("The server has closed the connection, or is about to.")

    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Neither driver is left to begin a transaction when it thinks that it is time."""
    if begin := connection.get_execution_options().get("begin", "BEGIN"):
        connection.exec_driver_sql(begin)


def _has_something_to_say(descriptor: int) -> bool:
    asked = select.poll()
    asked.register(descriptor, select.POLLIN)
    return bool(asked.poll(0))
