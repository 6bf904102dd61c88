"""Write what a business has set up: compare each table with what is wanted, and change only that.

Mirrors `configuration_queries`, which reads the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bookings.engine.model import BookingLink, Business, Service, Staff
from bookings.services.apply_keys import StoredKey
from bookings.services.counts import Counts
from bookings.storage import configuration_queries, tables
from bookings.storage.configuration_rows import link_row, service_row, staff_row

Row = dict[str, Any]
Members = Mapping[str, tuple[Table, str]]
"""Lists kept in a table of their own: key in the row to (table, its column for the members)."""

_NO_MEMBERS: Members = {}
_LINK_MEMBERS: Members = {
    "staff": (tables.link_staff, "staff_id"),
    "services": (tables.link_services, "service_id"),
}
_STAFF_MEMBERS: Members = {"services": (tables.staff_services, "service_id")}


class BusinessUnit:
    """`services.apply_business.BusinessWriting` on a connection in a writing transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def put_business(self, business: Business, now: datetime) -> Counts:
        """Also locks the business, so that two files applied at once follow one another."""
        texts: Row = {"name": business.name, "timezone": business.timezone, "facts": dict(business.facts)}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        new = {"id": business.id, "version": 1, "created_at": now, "updated_at": now, **texts}
        made = self.connection.execute(
            dialect.insert(tables.businesses).values(new).on_conflict_do_nothing(index_elements=["id"])
        )
        if made.rowcount == 1:
            return Counts(added=1)
        this = tables.businesses.c.id == business.id
        stored = self.connection.execute(select(tables.businesses).where(this).with_for_update()).one()
        if all(stored._mapping[key] == value for key, value in texts.items()):
            return Counts()
        self.connection.execute(update(tables.businesses).where(this).values(texts))
        return Counts(changed=1)

    def put_services(self, business_id: str, services: Sequence[Service], now: datetime) -> Counts:
        return self._put(tables.services, business_id, list(map(service_row, services)), now)

    def put_staff(self, business_id: str, staff: Sequence[Staff], now: datetime) -> Counts:
        return self._put(tables.staff, business_id, list(map(staff_row, staff)), now, _STAFF_MEMBERS)

    def put_links(self, business_id: str, links: Sequence[BookingLink], now: datetime) -> Counts:
        return self._put(tables.booking_links, business_id, list(map(link_row, links)), now, _LINK_MEMBERS)

    def count_up(self, business_id: str, now: datetime) -> None:
        of = tables.businesses.c
        change = update(tables.businesses).where(of.id == business_id)
        self.connection.execute(change.values(version=of.version + 1, updated_at=now))

    def version(self, business_id: str) -> int:
        return configuration_queries.version(self.connection, business_id)

    def keys(self, business_id: str, hashes: Sequence[str]) -> list[StoredKey]:
        of = tables.api_keys.c
        query = select(tables.api_keys).where(or_(of.business_id == business_id, of.hash.in_(hashes)))
        return [
            StoredKey(
                row.id,
                row.business_id,
                row.name,
                row.hash,
                tuple(sorted(row.scopes)),
                row.source,
                row.revoked_at is not None,
            )
            for row in self.connection.execute(query.order_by(of.created_at, of.id))
        ]

    def add_key(self, key: StoredKey, now: datetime) -> None:
        self.connection.execute(
            insert(tables.api_keys).values(id=key.id, created_at=now, **_key_row(key, now))
        )

    def change_key(self, key: StoredKey, now: datetime) -> None:
        change = update(tables.api_keys).where(tables.api_keys.c.id == key.id)
        self.connection.execute(change.values(_key_row(key, now)))

    def _put(
        self,
        table: Table,
        business_id: str,
        wanted: Sequence[Row],
        now: datetime,
        members: Members | None = None,
    ) -> Counts:
        """Make the table's rows of the business agree, and the members of those that are named."""
        members = members or {}
        stored = self._stored(table, business_id, members)
        rows = {row["id"]: {**row, "position": place} for place, row in enumerate(wanted)}
        new = [row for row in rows.values() if row["id"] not in stored]
        changed = [row for row in rows.values() if row["id"] in stored and not _same(row, stored[row["id"]])]
        gone = [row_id for row_id, row in stored.items() if row_id not in rows and row["archived_at"] is None]
        back = [row["id"] for row in changed if stored[row["id"]]["archived_at"] is not None]
        self._archive(table, business_id, [*gone, *_moving(changed, stored)], now)
        self._update(table, business_id, [_columns(row, members) for row in changed])
        if new:
            self.connection.execute(
                insert(table), [{**_columns(row, members), "business_id": business_id} for row in new]
            )
        self._put_members(business_id, [*new, *changed], members)
        return Counts(len(new) + len(back), len(changed) - len(back), len(gone))

    def _stored(self, table: Table, business_id: str, members: Members) -> dict[str, Row]:
        query = select(table).where(table.c.business_id == business_id)
        found = {row["id"]: dict(row) for row in self.connection.execute(query).mappings()}
        for key, (member_table, _) in members.items():
            lists = configuration_queries.pairs(self.connection, member_table, business_id)
            for row_id, row in found.items():
                row[key] = list(lists.get(row_id, ()))
        return found

    def _archive(self, table: Table, business_id: str, ids: Sequence[str], now: datetime) -> None:
        if ids:
            these = and_(table.c.business_id == business_id, table.c.id.in_(ids))
            self.connection.execute(update(table).where(these).values(archived_at=now))

    def _update(self, table: Table, business_id: str, rows: Sequence[Row]) -> None:
        if not rows:
            return
        this = and_(table.c.business_id == business_id, table.c.id == bindparam("this_id"))
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "id"}
        self.connection.execute(
            update(table).where(this).values(archived_at=None, **values),
            [{"this_id": row["id"], **row} for row in rows],
        )

    def _put_members(self, business_id: str, owners: Sequence[Row], members: Members) -> None:
        for key, (table, column) in members.items():
            owner_column = next(name for name in table.primary_key.columns.keys()[1:] if name != column)
            ids = [row["id"] for row in owners]
            of_these = and_(table.c.business_id == business_id, table.c[owner_column].in_(ids))
            self.connection.execute(delete(table).where(of_these))
            rows = [
                {"business_id": business_id, owner_column: owner["id"], column: member, "position": place}
                for owner in owners
                for place, member in enumerate(owner[key])
            ]
            if rows:
                known = set(table.c.keys())
                self.connection.execute(
                    insert(table), [{k: v for k, v in row.items() if k in known} for row in rows]
                )


def _same(wanted: Row, stored: Row) -> bool:
    return stored["archived_at"] is None and all(stored[key] == value for key, value in wanted.items())


def _moving(changed: Sequence[Row], stored: Mapping[str, Row]) -> list[str]:
    """Links whose slug changes step aside first, so that two of them can swap their slugs."""
    return [row["id"] for row in changed if "slug" in row and stored[row["id"]]["slug"] != row["slug"]]


def _columns(row: Row, members: Members) -> Row:
    return {key: value for key, value in row.items() if key not in members}


def _key_row(key: StoredKey, now: datetime) -> Row:
    return {
        "business_id": key.business_id,
        "name": key.name,
        "hash": key.hash,
        "scopes": list(key.scopes),
        "source": key.source,
        "revoked_at": now if key.is_revoked else None,
    }
