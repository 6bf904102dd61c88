"""A connection of the driver's, from SQLAlchemy's pool but without SQLAlchemy's ceremony around it.

To make, begin and end one of SQLAlchemy's connections takes several times what a short query takes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from sqlalchemy import Connection, Engine

from bookings.storage.failures import told_as_sqlalchemys


class Raw:
    """One in a transaction. Has what `Prepared` asks of a connection."""

    def __init__(self, engine: Engine, begin: str) -> None:
        """`begin`: what begins the transaction; several statements on PostgreSQL, if wanted."""
        self.dialect = engine.dialect
        self.connection = engine.raw_connection()
        """The driver's, as the pool hands it out."""
        self.driver: Any = cast("Any", self.connection.driver_connection)
        """The driver's itself."""
        self._engine = engine
        self._full: Connection | None = None
        try:
            if self.dialect.name == "sqlite":
                self.driver.execute(begin)
            else:
                self.driver.execute(begin, prepare=False)
        except BaseException:
            self.close()
            raise

    def full(self) -> Connection:
        """The same connection and transaction as SQLAlchemy's, for statements that are not prepared."""
        if self._full is None:
            whole = Connection(self._engine, connection=self.connection)
            self._full = whole.execution_options(begin="")  # it has begun
        return self._full

    def together(self) -> AbstractContextManager[Any]:
        """Within, statements are sent to PostgreSQL without waiting for the answers in between, and what
        goes wrong is raised at the end or when rows are fetched. On SQLite nothing has to be sent."""
        return nullcontext() if self.dialect.name == "sqlite" else self.driver.pipeline()

    def commit(self) -> None:
        """Does nothing if that has been done."""
        self.connection.commit()

    def close(self) -> None:
        """Rolls back what has not been committed, as the pool takes the connection back."""
        if self.dialect.name != "sqlite" and self.driver.closed:
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
