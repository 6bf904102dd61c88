"""API keys: who a key lets in, and the upkeep of keys made on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

from bookings.services.keep_keys import KeptKey
from bookings.services.ports import Caller, KeyRecord
from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw
from bookings.storage.tables import api_keys

_BY_HASH = Prepared(
    select(
        api_keys.c.id,
        api_keys.c.business_id,
        api_keys.c.scopes,
        api_keys.c.hash,
        api_keys.c.revoked_at,
        api_keys.c.expires_at,
        api_keys.c.line_id,
    ).where(api_keys.c.hash == bindparam("hash"))
)


def key(connection: Connection | Raw, key_hash: str) -> KeyRecord | None:
    row = _BY_HASH.one(connection, {"hash": key_hash})
    if row is None:
        return None
    caller = Caller(row.business_id, row.id, frozenset(row.scopes), row.line_id or row.id)
    return KeyRecord(caller, row.hash, is_revoked=row.revoked_at is not None, expires_at=row.expires_at)


def note_uses(connection: Connection, when: Mapping[str, datetime]) -> None:
    """Note the last use of keys, by their ids, unless another process has noted a later one."""
    at = bindparam("at", type_=api_keys.c.last_used_at.type)
    is_newer = or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < at)
    statement = update(api_keys).where(api_keys.c.id == bindparam("key"), is_newer).values(last_used_at=at)
    connection.execute(statement, [{"key": key_id, "at": at} for key_id, at in when.items()])


def listed(connection: Connection, business_id: str | None = None) -> list[KeptKey]:
    """Every key, or one business's; the oldest of a business first."""
    query = select(api_keys).order_by(api_keys.c.business_id, api_keys.c.created_at, api_keys.c.id)
    if business_id is not None:
        query = query.where(api_keys.c.business_id == business_id)
    return [_kept(row) for row in connection.execute(query)]


class KeyUnit:
    """`services.keep_keys.KeyKeeping` on a connection in a writing transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def kept(self, key_id: str) -> KeptKey | None:
        query = select(api_keys).where(api_keys.c.id == key_id).with_for_update()
        row = self.connection.execute(query).one_or_none()
        return _kept(row) if row else None

    def add(self, key: KeptKey) -> None:
        self.connection.execute(insert(api_keys), _values(key))

    def change(self, key: KeptKey) -> None:
        this = api_keys.c.id == key.id
        self.connection.execute(update(api_keys).where(this).values(_values(key)))


def _kept(row: Row[Any]) -> KeptKey:
    values = {field.name: getattr(row, field.name) for field in fields(KeptKey)}
    return KeptKey(**values | {"scopes": tuple(sorted(row.scopes))})


def _values(key: KeptKey) -> dict[str, Any]:
    values: dict[str, Any] = {field.name: getattr(key, field.name) for field in fields(KeptKey)}
    scopes: Sequence[str] = key.scopes
    return values | {"scopes": list(scopes)}
