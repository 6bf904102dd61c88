"""Erase what was found of a person, in the transaction in which it was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Table, delete, tuple_

from bookings.storage.people.anonymous import anonymise
from bookings.storage.people.found import AT_ONCE, Found
from bookings.storage.tables import (
    bookings,
    contact_proofs,
    handovers,
    idempotency_keys,
    outbox,
    waitlist_entries,
    waitlist_offers,
)

_DELETED = (outbox, idempotency_keys, waitlist_offers, waitlist_entries, contact_proofs, handovers)
"""Whole rows of these go; those that refer to others first."""


def erase(connection: Connection, found: Found, now: datetime) -> None:
    """Holds stay: nothing in them tells whose they were."""
    for table in _DELETED:
        keys = list(table.primary_key)
        values = [tuple(row[key.name] for key in keys) for row in found.rows[table.name]]
        _delete(connection, table, keys, values)
    ids = found.ids(bookings)
    for start in range(0, len(ids), AT_ONCE):
        anonymise(connection, ids[start : start + AT_ONCE], now)


def _delete(
    connection: Connection, table: Table, keys: Sequence[Column[object]], values: Sequence[tuple[object, ...]]
) -> None:
    for start in range(0, len(values), AT_ONCE):
        connection.execute(delete(table).where(tuple_(*keys).in_(values[start : start + AT_ONCE])))
