"""API keys: who a key lets in, and the upkeep of keys made on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bookings.services.ports import Caller, KeyRecord
from bookings.storage.tables import api_keys

_BY_HASH = select(
    api_keys.c.id, api_keys.c.business_id, api_keys.c.scopes, api_keys.c.hash, api_keys.c.revoked_at
).where(api_keys.c.hash == bindparam("hash"))


def key(connection: Connection, key_hash: str) -> KeyRecord | None:
    row = connection.execute(_BY_HASH, {"hash": key_hash}).one_or_none()
    if row is None:
        return None
    caller = Caller(row.business_id, row.id, frozenset(row.scopes))
    return KeyRecord(caller, row.hash, is_revoked=row.revoked_at is not None)


def note_uses(connection: Connection, when: Mapping[str, datetime]) -> None:
    """Note the last use of keys, by their ids."""
    statement = update(api_keys).where(api_keys.c.id == bindparam("key")).values(last_used_at=bindparam("at"))
    connection.execute(statement, [{"key": key_id, "at": at} for key_id, at in when.items()])


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(insert(api_keys), dict(values))


def listed(connection: Connection) -> list[Mapping[str, Any]]:
    query = select(api_keys).order_by(api_keys.c.business_id, api_keys.c.created_at, api_keys.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def revoke(connection: Connection, key_id: str, at: datetime) -> bool:
    """Whether there was such a key that still worked."""
    live = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    return connection.execute(live.values(revoked_at=at)).rowcount == 1
