"""The rows of Rasa's table of events that belong to one conversation: read and written here, nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.events import SessionStarted
from sqlalchemy.engine import Connection

Row = tuple[int, str]
"""The row's id and the event as JSON."""


@dataclass(frozen=True)
class Base:
    """What of a conversation's session is in the table."""

    last: int
    """Id of the last row; 0: there is none."""
    events: int
    """Of how many events the session consists so far."""


@dataclass(frozen=True)
class Cut:
    """A session that begins anew with what the turns so far came to. The rows before it stay as they are."""

    kept: int
    """So many of the last events stand in the new session, and no longer in the old one."""
    rows: Sequence[dict[str, Any]]
    """The new session's."""


class SessionRows:
    """What can be done with them, each in the transaction that is given."""

    def __init__(self, table: sa.Table) -> None:
        self._table = table

    def everything(self, connection: Connection, sender: str) -> list[Row]:
        """All that is kept of the conversation, earlier sessions too."""
        return self._after(connection, sender, 0)

    def session(self, connection: Connection, sender: str) -> list[Row]:
        """The latest session."""
        return self._after(connection, sender, self._start(connection, sender))

    def since(self, connection: Connection, sender: str, last: int) -> list[Row] | None:
        """What came after the row `last`; None when that is not there any more: read the session anew."""
        rows = self._after(connection, sender, last)
        return rows[1:] if rows and rows[0][0] == last else None

    def base(self, connection: Connection, sender: str) -> Base:
        """What is in the table, for a conversation of which it is not known."""
        rows = self.session(connection, sender)
        return Base(rows[-1][0], len(rows)) if rows else Base(0, 0)

    def write(
        self,
        connection: Connection,
        sender: str,
        base: Base,
        rows: Sequence[dict[str, Any]],
        cut: Cut | None = None,
    ) -> int:
        """Add these, and cut what is then there; the last row's id.

        When the connection broke after it was done, nothing happens again.
        """
        if not rows or self._are_there(connection, sender, base, rows):
            return self._last(connection, sender)
        connection.execute(sa.insert(self._table), list(rows))
        if cut is not None:
            ids = [number for number, _ in self.session(connection, sender)]
            gone = ids[len(ids) - cut.kept :]
            connection.execute(sa.delete(self._table).where(self._table.c.id.in_(gone)))
            connection.execute(sa.insert(self._table), list(cut.rows))
        return self._last(connection, sender)

    def senders(self, connection: Connection) -> list[str]:
        """Everybody of whom a conversation is kept."""
        return list(connection.execute(sa.select(self._table.c.sender_id).distinct()).scalars())

    def _are_there(
        self, connection: Connection, sender: str, base: Base, rows: Sequence[dict[str, Any]]
    ) -> bool:
        # An event holds the microsecond at which it was made, so no two are alike.
        last = self._last(connection, sender)
        found = sa.select(self._table.c.data).where(self._table.c.id == last)
        return last > base.last and connection.execute(found).scalar() == rows[-1]["data"]

    def _after(self, connection: Connection, sender: str, first: int) -> list[Row]:
        columns = self._table.c
        query = (
            sa.select(columns.id, columns.data)
            .where(columns.sender_id == sender, columns.id >= first)
            .order_by(columns.id)
        )
        return [(number, data) for number, data in connection.execute(query)]

    def _start(self, connection: Connection, sender: str) -> int:
        columns = self._table.c
        query = sa.select(sa.func.max(columns.id)).where(
            columns.sender_id == sender, columns.type_name == SessionStarted.type_name
        )
        return connection.execute(query).scalar() or 0

    def _last(self, connection: Connection, sender: str) -> int:
        query = sa.select(sa.func.max(self._table.c.id)).where(self._table.c.sender_id == sender)
        return connection.execute(query).scalar() or 0
