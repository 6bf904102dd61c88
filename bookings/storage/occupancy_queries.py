"""What is not free: live bookings and holds with their buffers, and busy ranges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    not_,
    null,
    select,
    text,
    union_all,
)

from bookings.engine.model import LONGEST_BLOCK
from bookings.engine.sessions import Session, SessionKind
from bookings.engine.slots import Occupied
from bookings.engine.timerange import Blocked, TimeRange
from bookings.storage.prepared import Prepared, among, seconds
from bookings.storage.raw import Raw
from bookings.storage.tables import LIVE, bookings, busy_ranges, holds
from bookings.storage.types import Instant


def _at(name: str) -> Any:
    return bindparam(name, type_=Instant(), required=True)


def of_staff(table: Table) -> list[ColumnElement[bool]]:
    return [table.c.business_id == bindparam("business"), among(table.c.staff_id, "staff")]


def _blocking(table: Table, with_besides: bool) -> list[ColumnElement[bool]]:
    """That something of theirs overlaps the span.

    The last condition follows from the one before it, and gives the index on `blocks_until` an end: without
    it all that somebody has on in the future would be read.
    """
    return [
        *of_staff(table),
        *([not_(among(table.c.id, "besides"))] if with_besides else []),
        table.c.blocks_until > _at("since"),
        table.c.blocks_from < _at("until"),
        table.c.blocks_until < _at("beyond"),
    ]


def _padded(table: Table) -> list[ColumnElement[Any]]:
    return [table.c.staff_id, seconds(table.c.blocks_from), seconds(table.c.blocks_until)]


def _begins(table: Table) -> ColumnElement[Any]:
    """The start, if it is of the kind of session that is asked for."""
    link, service = (bindparam(name, type_=Text, required=True) for name in ("link", "service"))
    is_joinable = and_(table.c.link_id == link, func.coalesce(table.c.service_id, "") == service)
    return case((is_joinable, seconds(table.c.starts_at)), else_=null())


@cache
def _prepared(with_sessions: bool, with_besides: bool) -> Prepared:
    return Prepared(union_all(*taken(with_sessions, with_besides)))


def taken(with_sessions: bool, with_besides: bool) -> list[Select[Any]]:
    """What is not asked for is not in the statement: each condition costs something for every row."""
    more: list[list[Any]] = [[_begins(bookings)], [_begins(holds)], [null()]] if with_sessions else [[]] * 3
    return [
        select(*_padded(bookings), *more[0]).where(
            *_blocking(bookings, with_besides), text("bookings." + LIVE)
        ),
        select(*_padded(holds), *more[1]).where(
            *_blocking(holds, with_besides), holds.c.ended_at.is_(None), holds.c.expires_at > _at("now")
        ),
        select(
            busy_ranges.c.staff_id,
            seconds(busy_ranges.c.starts_at),
            seconds(busy_ranges.c.ends_at),
            *more[2],
        ).where(
            *of_staff(busy_ranges),
            busy_ranges.c.starts_at < _at("until"),
            busy_ranges.c.ends_at > _at("since"),
        ),
    ]


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def occupied(
    connection: Connection | Raw,
    business_id: str,
    staff_ids: Sequence[str],
    span: TimeRange,
    now: datetime | None = None,
    besides: Sequence[str] = (),
    joinable: SessionKind | None = None,
    longest_block: timedelta = LONGEST_BLOCK,
) -> Occupied:
    """`longest_block`: that of the business (`Business.longest_block`)."""
    query = _prepared(joinable is not None, bool(besides))
    values = values_for(business_id, staff_ids, span, now, besides, joinable, longest_block)
    return by_staff(query.rows(connection, values), joinable is not None)


def values_for(
    business_id: str,
    staff_ids: Sequence[str],
    span: TimeRange,
    now: datetime | None,
    besides: Sequence[str],
    joinable: SessionKind | None,
    longest_block: timedelta,
) -> dict[str, Any]:
    """For the statements of `taken`."""
    values = {
        "business": business_id,
        "staff": staff_ids,
        "since": span.starts_at,
        "until": span.ends_at,
        "beyond": span.ends_at + longest_block + _SECOND,
        "now": now or _LONG_AGO,
        "besides": besides,
    }
    if joinable is not None:
        values |= {"link": joinable.link_id, "service": joinable.service_id or ""}
    return values


def by_staff(rows: Sequence[tuple[Any, ...]], with_sessions: bool) -> Occupied:
    if with_sessions:
        return _by_session(rows)
    found: dict[str, list[Blocked]] = defaultdict(list)
    for staff_id, starts, ends in rows:
        found[staff_id].append((starts, ends))
    return found


def _by_session(rows: Sequence[tuple[Any, ...]]) -> Occupied:
    """What is of one session becomes one piece."""
    found: dict[str, list[Blocked | Session]] = defaultdict(list)
    sessions: dict[tuple[str, int], list[Blocked]] = defaultdict(list)
    for staff_id, starts, ends, begins in rows:
        pieces = found[staff_id] if begins is None else sessions[staff_id, begins]
        pieces.append((starts, ends))
    for (staff_id, begins), parts in sessions.items():
        first, last = min(start for start, _ in parts), max(end for _, end in parts)
        found[staff_id].append(Session(first, last, begins, len(parts)))
    return found
