"""Answers by Idempotency-Key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bookings.services.idempotency import Answer, Attempt, Remembered
from bookings.storage.joint import Joint
from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw
from bookings.storage.tables import idempotency_keys as keys

_THIS = and_(keys.c.key_id == bindparam("this_key_id"), keys.c.key == bindparam("this_key"))
_STORED = Prepared(select(keys.c.fingerprint, keys.c.status, keys.c.body, keys.c.headers).where(_THIS))
_REMEMBER = Prepared(update(keys).where(_THIS), ["status", "body", "headers"])
_CLAIM = {
    dialect.dialect.name: Prepared(
        dialect.insert(keys).on_conflict_do_nothing().returning(keys.c.key),
        ["key_id", "key", "fingerprint", "created_at"],
    )
    for dialect in (sqlite, postgresql)
}


def claim(connection: Connection | Raw, attempt: Attempt, now: datetime) -> Remembered | None:
    """Take the key for this transaction, or tell what is stored under it.

    The row is written first and filled later: a second request with the key waits at it until the
    first one's transaction has ended, and then finds either the answer or nothing.
    """
    row = {
        "key_id": attempt.key_id,
        "key": attempt.key,
        "fingerprint": attempt.fingerprint,
        "created_at": now,
    }
    if _CLAIM[connection.dialect.name].rows(connection, row):
        return None
    found = _STORED.one(connection, _these(attempt))
    if found is None:
        raise RuntimeError("the key is taken and has no row")
    return Remembered(found.fingerprint, Answer(found.status, found.body, found.headers))


def answered(connection: Connection | Raw, key_id: str, key: str) -> Answer | None:
    """What is stored under the key, by transactions that have ended."""
    found = _STORED.one(connection, {"this_key_id": key_id, "this_key": key})
    return Answer(found.status, found.body, found.headers) if found is not None else None


def remember(joint: Joint, attempt: Attempt, answer: Answer) -> None:
    values = {"status": answer.status, "body": answer.body, "headers": dict(answer.headers)}
    joint.add(_REMEMBER, values | _these(attempt))


def forget(connection: Connection, before: datetime) -> int:
    """Delete what is older; how many there were."""
    return connection.execute(delete(keys).where(keys.c.created_at < before)).rowcount


def _these(attempt: Attempt) -> dict[str, str]:
    return {"this_key_id": attempt.key_id, "this_key": attempt.key}
