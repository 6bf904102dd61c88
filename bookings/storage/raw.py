"""A connection of the driver's, from SQLAlchemy's pool but without SQLAlchemy's ceremony around it.

To make, begin and end one of SQLAlchemy's connections takes several times what a short query takes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from sqlalchemy import Connection, Engine

from bookings.storage.failures import told_as_sqlalchemys

_WITHOUT_THE_DISK = "SET LOCAL synchronous_commit = off"
_WHEN_ON_DISK = "SELECT pg_logical_emit_message(true, 'bookings', '')"
"""A transaction that changes nothing and yet waits, as settings want it, for all commits before its own."""


class Raw:
    """One in a transaction. Has what `Prepared` asks of a connection.

    On SQLite the transaction begins at once, on PostgreSQL with the first statement, where nothing is sooner.
    """

    def __init__(self, engine: Engine, begin: str) -> None:
        """`begin`: what begins the transaction; several statements on PostgreSQL, if wanted."""
        self.dialect = engine.dialect
        self.connection = engine.raw_connection()
        """The driver's, as the pool hands it out."""
        self._driver: Any = cast("Any", self.connection.driver_connection)
        self._engine = engine
        self._full: Connection | None = None
        self._begin: str | None = begin
        self._commits_early = False
        try:
            if self.dialect.name == "sqlite":
                self._begun()
        except BaseException:
            self.close()
            raise

    @property
    def driver(self) -> Any:
        """The driver's itself, in the transaction."""
        if self._begin is not None:
            self._begun()
        return self._driver

    def _begun(self) -> None:
        begin, self._begin = self._begin, None
        if self.dialect.name == "sqlite":
            self._driver.execute(begin)
        else:
            self._driver.execute(begin, prepare=False)

    def lock(self, statement: str) -> None:
        """Run a statement without parameters that others will have to wait for, on PostgreSQL.

        It goes with the transaction's beginning, if nothing has been asked before. Others are to wait no
        longer than they must, and that is until the commit can be seen, not until it is on disk. So the disk
        is waited for afterwards, before `commit` returns. If it is lost until then, so is all that others
        have built on it: their commits are behind this one in the log (section 30.4, "Asynchronous Commit",
        of PostgreSQL's documentation).
        """
        sent = [self._begin, _WITHOUT_THE_DISK, statement]
        self._begin, self._commits_early = None, True
        self._driver.execute("; ".join(filter(None, sent)), prepare=False)

    def full(self) -> Connection:
        """The same connection and transaction as SQLAlchemy's, for statements that are not prepared."""
        if self._full is None:
            if self._begin is not None:
                self._begun()
            whole = Connection(self._engine, connection=self.connection)
            self._full = whole.execution_options(begin="")  # it has begun
        return self._full

    def together(self) -> AbstractContextManager[Any]:
        """Within, statements are sent to PostgreSQL without waiting for the answers in between, and what
        goes wrong is raised at the end or when rows are fetched. On SQLite nothing has to be sent."""
        return nullcontext() if self.dialect.name == "sqlite" else self.driver.pipeline()

    def commit(self) -> None:
        """Returns when it is on disk. Does nothing if that has been done."""
        if not self._commits_early:
            return self.connection.commit()
        self._commits_early = False
        self._driver.execute("COMMIT", prepare=False)
        self._driver.execute(_WHEN_ON_DISK, prepare=False)

    def close(self) -> None:
        """Rolls back what has not been committed, as the pool takes the connection back."""
        if self.dialect.name != "sqlite" and self._driver.closed:
            self.connection.invalidate()
        elif self._full is not None:
            self._full.close()
        else:
            self.connection.close()


def whole(connection: Connection | Raw) -> Connection:
    """SQLAlchemy's connection, for statements that are not prepared."""
    return connection.full() if isinstance(connection, Raw) else connection


def finish(connection: Connection | Raw, send: Callable[[], None]) -> None:
    """Commit a transaction of the driver's, after what `send` sends, without waiting in between."""
    if not isinstance(connection, Raw):
        return send()
    with told_as_sqlalchemys(connection.dialect), connection.together():
        send()
        connection.commit()
