"""What has been kept long enough goes: a few rows in each transaction, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, select, tuple_

from bookings.storage.database import Database
from bookings.storage.people.anonymous import EMAIL, anonymise
from bookings.storage.tables import (
    bookings,
    contact_proofs,
    handovers,
    idempotency_keys,
    outbox,
    waitlist_entries,
    waitlist_offers,
)

AT_ONCE = 200
"""How many rows one transaction is about."""
LOOKED_FOR = 20 * AT_ONCE
"""How many are looked for at a time, in a transaction that only reads."""

Remove = Callable[[Connection, Sequence[Any], datetime], None]


@dataclass(frozen=True)
class _Kind:
    table: Table
    is_old: Callable[[datetime], ColumnElement[bool]]
    remove: Remove


def _delete_from(table: Table) -> Remove:
    keys = list(table.primary_key)

    def remove(connection: Connection, names: Sequence[Any], _: datetime) -> None:
        connection.execute(delete(table).where(tuple_(*keys).in_(names)))

    return remove


def _delete_entries(connection: Connection, names: Sequence[Any], now: datetime) -> None:
    ids = [name[0] for name in names]
    connection.execute(delete(waitlist_offers).where(waitlist_offers.c.entry_id.in_(ids)))
    _delete_from(waitlist_entries)(connection, names, now)


def _anonymise(connection: Connection, names: Sequence[Any], now: datetime) -> None:
    anonymise(connection, [name[0] for name in names], now)


# What starts before is looked for as well as what ends before: it is the start that has an index.
_KINDS: Mapping[str, _Kind] = {
    "bookings": _Kind(
        bookings,
        lambda before: and_(
            bookings.c.starts_at < before, bookings.c.ends_at < before, bookings.c.contact_email_key != EMAIL
        ),
        _anonymise,
    ),
    "waitlist": _Kind(
        waitlist_entries,
        lambda before: and_(
            waitlist_entries.c.ends_at < before,
            func.coalesce(waitlist_entries.c.closed_at, waitlist_entries.c.ends_at) < before,
        ),
        _delete_entries,
    ),
    "messages": _Kind(outbox, lambda before: outbox.c.delivered_at < before, _delete_from(outbox)),
    "aside": _Kind(
        outbox,
        lambda before: and_(outbox.c.dead_at < before, outbox.c.delivered_at.is_(None)),
        _delete_from(outbox),
    ),
    "handovers": _Kind(handovers, lambda before: handovers.c.created_at < before, _delete_from(handovers)),
    "answers": _Kind(
        idempotency_keys,
        lambda before: idempotency_keys.c.created_at < before,
        _delete_from(idempotency_keys),
    ),
    "proofs": _Kind(
        contact_proofs, lambda before: contact_proofs.c.created_at < before, _delete_from(contact_proofs)
    ),
}
KINDS = tuple(_KINDS)
"""What is kept in tables, as the settings call it."""


def old(connection: Connection, kind: str, before: datetime) -> int:
    """How many rows `forget` would be about."""
    wanted = _KINDS[kind]
    query = select(func.count()).select_from(wanted.table).where(wanted.is_old(before))
    return connection.execute(query).scalar_one()


def forget(database: Database, kind: str, before: datetime, now: datetime) -> int:
    """Take away what was over before, LOOKED_FOR rows at most; how many there were.

    Several processes may do it at the same time: they find the same rows, and the later one finds them gone.
    """
    wanted = _KINDS[kind]
    names = _found(database, wanted, before)
    for start in range(0, len(names), AT_ONCE):
        with database.writing() as connection:
            wanted.remove(
                connection, _still_old(connection, wanted, names[start : start + AT_ONCE], before), now
            )
    return len(names)


def _found(database: Database, wanted: _Kind, before: datetime) -> list[Any]:
    query = select(*wanted.table.primary_key).where(wanted.is_old(before)).limit(LOOKED_FOR)
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def _still_old(connection: Connection, wanted: _Kind, names: Sequence[Any], before: datetime) -> list[Any]:
    """Those that nobody has changed since; held until the transaction ends."""
    keys = list(wanted.table.primary_key)
    query = (
        select(*keys).where(tuple_(*keys).in_(names), wanted.is_old(before)).with_for_update(skip_locked=True)
    )
    return [tuple(row) for row in connection.execute(query)]
