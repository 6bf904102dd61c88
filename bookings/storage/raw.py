"""A connection of the driver's, from SQLAlchemy's pool but without SQLAlchemy's ceremony around it.

To make, begin and end one of SQLAlchemy's connections takes several times what a short query takes.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine


class Raw:
    """One in a transaction of SQLite's. Has what `Prepared` asks of a connection."""

    def __init__(self, engine: Engine, begin: str = "BEGIN") -> None:
        self.dialect = engine.dialect
        self.connection = engine.raw_connection()
        """The driver's, as the pool hands it out."""
        self._engine = engine
        self._full: Connection | None = None
        try:
            self.connection.driver_connection.execute(begin)  # type: ignore[union-attr]
        except BaseException:
            self.connection.close()
            raise

    def full(self) -> Connection:
        """The same connection and transaction as SQLAlchemy's, for statements that are not prepared."""
        if self._full is None:
            has_begun = {"begin": "SELECT 1"}  # what to say instead of BEGIN
            whole = Connection(self._engine, connection=self.connection)
            self._full = whole.execution_options(**has_begun)
        return self._full

    def commit(self) -> None:
        self.connection.commit()

    def close(self) -> None:
        """Rolls back what has not been committed, as the pool takes the connection back."""
        if self._full is not None:
            self._full.close()
        else:
            self.connection.close()


def whole(connection: Connection | Raw) -> Connection:
    """SQLAlchemy's connection, for statements that are not prepared."""
    return connection.full() if isinstance(connection, Raw) else connection
