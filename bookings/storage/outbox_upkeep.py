"""What operators see of the outbox and do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, update

from bookings.services.delivery import Backlog
from bookings.storage.tables import outbox

_DELIVERED = outbox.c.delivered_at.is_not(None)
_ASIDE = and_(outbox.c.dead_at.is_not(None), outbox.c.delivered_at.is_(None))
_WAITING = and_(outbox.c.delivered_at.is_(None), outbox.c.dead_at.is_(None))
STATES: dict[str, ColumnElement[bool]] = {
    "aside": _ASIDE,
    "waiting": _WAITING,
    "failing": and_(_WAITING, outbox.c.last_error.is_not(None)),
    "open": outbox.c.delivered_at.is_(None),
    "delivered": _DELIVERED,
}
"""What a message can be: put aside, still to be delivered, of these: failed at least once, either, done."""

DROPPED = "Dropped by an operator."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are meant."""

    state: str = "aside"
    """One of STATES."""
    ids: Sequence[int] = ()
    """Only these; none: all."""
    kind: str | None = None
    """Only of this kind, or of a family: "email." means all kinds that begin so."""
    business_id: str | None = None
    """Only of this business."""


def _meant(wanted: Wanted) -> ColumnElement[bool]:
    conditions = [STATES[wanted.state]]
    if wanted.ids:
        conditions.append(outbox.c.id.in_(wanted.ids))
    if wanted.kind is not None:
        is_family = wanted.kind.endswith(".")
        conditions.append(
            outbox.c.kind.startswith(wanted.kind, autoescape=True)
            if is_family
            else outbox.c.kind == wanted.kind
        )
    if wanted.business_id is not None:
        conditions.append(outbox.c.business_id == wanted.business_id)
    return and_(*conditions)


def listed(connection: Connection, wanted: Wanted, limit: int) -> Sequence[Row[Any]]:
    """The newest first."""
    query = select(outbox).where(_meant(wanted)).order_by(outbox.c.id.desc())
    return connection.execute(query.limit(limit)).all()


def counts(connection: Connection) -> dict[str, int]:
    """How many messages there are of each state."""
    return {
        state: connection.execute(select(func.count()).select_from(outbox).where(condition)).scalar_one()
        for state, condition in STATES.items()
    }


def backlog(connection: Connection, now: datetime) -> Backlog:
    """How far deliveries are behind: two statements over what is not delivered."""
    is_due = outbox.c.available_at <= now
    waiting = select(
        func.count(),
        func.count().filter(is_due),
        func.min(outbox.c.available_at).filter(is_due),
    ).where(_WAITING)
    waits, due, oldest = connection.execute(waiting).one()
    dead = connection.execute(select(func.count()).select_from(outbox).where(_ASIDE)).scalar_one()
    return Backlog(due, waits, dead, oldest)


def revive(connection: Connection, wanted: Wanted, now: datetime) -> int:
    """Have them delivered now, with all attempts before them; how many there were."""
    idle = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= now)  # not just being delivered
    again = update(outbox).where(_meant(wanted), idle)
    fresh = {"dead_at": None, "available_at": now, "attempts": 0, "claimed_by": None, "claimed_until": None}
    return connection.execute(again.values(fresh)).rowcount


def drop(connection: Connection, wanted: Wanted, now: datetime) -> int:
    """Never deliver them; how many there were."""
    values = {"delivered_at": now, "last_error": DROPPED, "claimed_by": None, "claimed_until": None}
    return connection.execute(update(outbox).where(_meant(wanted)).values(values)).rowcount
