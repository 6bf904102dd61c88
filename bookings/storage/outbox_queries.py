"""Claim messages of the outbox and note what became of them.

A message is due when its time has come, nobody holds a claim to it, and nothing older of its lane
is still to be delivered. PostgreSQL: claims skip the rows that another worker is about to claim
(`FOR UPDATE SKIP LOCKED`). SQLite: the one writer is alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, or_, select, tuple_, update

from bookings.services.messages import Message
from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw
from bookings.storage.tables import outbox

_older = outbox.alias("older")


def _pending() -> ColumnElement[bool]:
    return and_(outbox.c.delivered_at.is_(None), outbox.c.dead_at.is_(None))


def _due(kind: Any, now: Any) -> ColumnElement[bool]:
    waits = exists().where(
        _older.c.lane == outbox.c.lane,
        _older.c.id < outbox.c.id,
        _older.c.delivered_at.is_(None),
        _older.c.dead_at.is_(None),
    )
    free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= now)
    return and_(
        outbox.c.kind == kind,
        _pending(),
        outbox.c.available_at <= now,
        free,
        or_(outbox.c.lane.is_(None), ~waits),
    )


_FIRST_DUE = Prepared(select(outbox.c.id).where(_due(bindparam("kind"), bindparam("now"))).limit(1))


def due(connection: Connection | Raw, kinds: Collection[str], now: datetime) -> set[str]:
    """Of each kind one that is due is looked for: cheap also when very many are."""
    return {kind for kind in kinds if _FIRST_DUE.one(connection, {"kind": kind, "now": now}) is not None}


def claim(
    connection: Connection, kinds: Collection[str], now: datetime, limit: int, by: str, until: datetime
) -> list[Message]:
    """The oldest of each kind first. Kind by kind, because then the index has them in order already."""
    rows: list[Row[Any]] = []
    for done, kind in enumerate(sorted(kinds)):
        share = -(-(limit - len(rows)) // (len(kinds) - done))
        oldest = select(outbox).where(_due(kind, now)).order_by(outbox.c.available_at, outbox.c.id)
        rows += connection.execute(oldest.limit(share).with_for_update(skip_locked=True, of=outbox))
    if rows:
        taken = update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
        claimed = {"claimed_by": by, "claimed_until": until, "attempts": outbox.c.attempts + 1}
        connection.execute(taken.values(claimed))
    return [_message(row) for row in sorted(rows, key=lambda row: row.id)]


def _message(row: Row[Any]) -> Message:
    return Message(
        row.id,
        row.business_id,
        row.booking_id,
        row.kind,
        row.payload,
        row.created_at,
        row.attempts + 1,
        row.lane,
    )


def _held(messages: Iterable[Message], by: str) -> ColumnElement[bool]:
    """Still this claim of this worker, and not one that has come back and been claimed anew."""
    claims = [(message.id, message.attempts) for message in messages]
    return and_(tuple_(outbox.c.id, outbox.c.attempts).in_(claims), outbox.c.claimed_by == by, _pending())


_UNCLAIMED = {"claimed_by": None, "claimed_until": None}


def note_delivered(
    connection: Connection, messages: Sequence[Message], by: str, now: datetime, note: str | None = None
) -> int:
    values = {"delivered_at": now, "last_error": note} | _UNCLAIMED
    return connection.execute(update(outbox).where(_held(messages, by)).values(values)).rowcount


def postpone(connection: Connection, message: Message, by: str, error: str, until: datetime) -> int:
    """What waits behind it in its lane need not be looked at before then either."""
    values = {"available_at": until, "last_error": error} | _UNCLAIMED
    done = connection.execute(update(outbox).where(_held([message], by)).values(values)).rowcount
    if done and message.lane is not None:
        behind = outbox.c.lane == message.lane, _pending(), outbox.c.available_at < until
        connection.execute(update(outbox).where(*behind).values(available_at=until))
    return done


def put_aside(connection: Connection, message: Message, by: str, error: str, now: datetime) -> int:
    values = {"dead_at": now, "last_error": error} | _UNCLAIMED
    return connection.execute(update(outbox).where(_held([message], by)).values(values)).rowcount


def release(connection: Connection, messages: Sequence[Message], by: str) -> None:
    """The attempt does not count."""
    values = {"attempts": outbox.c.attempts - 1} | _UNCLAIMED
    connection.execute(update(outbox).where(_held(messages, by)).values(values))
