"""Make a table's rows of one business agree with what is wanted, changing only what differs.

Rows that are no longer wanted are archived and not deleted. Lists that live in a table of their own
(a link's staff) are part of the rows that are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update

from bookings.services.counts import Counts
from bookings.storage import configuration_queries

Row: TypeAlias = dict[str, Any]
"""A row by column, and its lists by their keys in Members."""

Members: TypeAlias = Mapping[str, tuple[Table, str]]
"""Lists kept in a table of their own: key in the row to (table, its column for the members)."""

NO_MEMBERS: Members = {}


@dataclass(frozen=True, slots=True)
class _Target:
    """What is brought into agreement."""

    connection: Connection
    table: Table
    business_id: str
    members: Members

    @property
    def columns(self) -> set[str]:
        return set(self.table.c.keys())

    def stored(self) -> dict[str, Row]:
        """The rows of the business by id, archived ones too, with their lists."""
        query = select(self.table).where(self.table.c.business_id == self.business_id)
        found = {row["id"]: dict(row) for row in self.connection.execute(query).mappings()}
        for key, (table, _) in self.members.items():
            lists = configuration_queries.pairs(self.connection, table, self.business_id)
            for row_id, row in found.items():
                row[key] = list(lists.get(row_id, ()))
        return found

    def archive(self, ids: Sequence[str], now: datetime) -> None:
        if ids:
            these = and_(self.table.c.business_id == self.business_id, self.table.c.id.in_(ids))
            self.connection.execute(update(self.table).where(these).values(archived_at=now))

    def update(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        this = and_(self.table.c.business_id == self.business_id, self.table.c.id == bindparam("this_id"))
        names = (rows[0].keys() & self.columns) - {"id"}
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        self.connection.execute(
            update(self.table).where(this).values(archived_at=None, **values),
            [{"this_id": row["id"], **{name: row[name] for name in names}} for row in rows],
        )

    def insert(self, rows: Sequence[Row]) -> None:
        if rows:
            self.connection.execute(insert(self.table), [self._own(row) for row in rows])

    def put_members(self, owners: Sequence[Row]) -> None:
        """Write the owners' lists anew."""
        for key, (table, column) in self.members.items():
            target = _Target(self.connection, table, self.business_id, NO_MEMBERS)
            owner_column = next(name for name in table.primary_key.columns.keys()[1:] if name != column)
            these = table.c[owner_column].in_([owner["id"] for owner in owners])
            self.connection.execute(delete(table).where(table.c.business_id == self.business_id, these))
            target.insert(
                [
                    {owner_column: owner["id"], column: member, "position": place}
                    for owner in owners
                    for place, member in enumerate(owner[key])
                ]
            )

    def _own(self, row: Row) -> Row:
        return {k: v for k, v in row.items() if k in self.columns} | {"business_id": self.business_id}


def sync(
    connection: Connection,
    table: Table,
    business_id: str,
    wanted: Sequence[Row],
    now: datetime,
    members: Members = NO_MEMBERS,
) -> Counts:
    """Make the rows agree with `wanted`, whose order becomes their position."""
    target = _Target(connection, table, business_id, members)
    stored = target.stored()
    rows = {row["id"]: {**row, "position": place} for place, row in enumerate(wanted)}
    new = [row for row_id, row in rows.items() if row_id not in stored]
    changed = [row for row_id, row in rows.items() if row_id in stored and _differs(row, stored[row_id])]
    gone = [row_id for row_id, row in stored.items() if row_id not in rows and row["archived_at"] is None]
    back = [row for row in changed if stored[row["id"]]["archived_at"] is not None]
    target.archive([*gone, *_stepping_aside(changed, stored)], now)
    target.update(changed)
    target.insert(new)
    target.put_members([*new, *changed])
    return Counts(len(new) + len(back), len(changed) - len(back), len(gone))


def _differs(wanted: Row, stored: Row) -> bool:
    return stored["archived_at"] is not None or any(stored[key] != value for key, value in wanted.items())


def _stepping_aside(changed: Sequence[Row], stored: Mapping[str, Row]) -> list[str]:
    """Links whose slug changes are archived for a moment, so that two of them can swap their slugs."""
    return [row["id"] for row in changed if "slug" in row and stored[row["id"]]["slug"] != row["slug"]]
