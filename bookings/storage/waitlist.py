"""The waitlist: `services.waitlist_ports` on a connection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, or_, select, text, update

from bookings.engine.waitlist_entry import Entry, EntryStatus, Offer, OfferOutcome
from bookings.services.waitlist_ports import EntryFilter
from bookings.storage.locking import lock_waitlist
from bookings.storage.tables import UNANSWERED, WAITING, waitlist_entries, waitlist_offers
from bookings.storage.waitlist_rows import entries_from, entry_row, offer_row, wish_key

_ENTRY, _OFFER = waitlist_entries.c, waitlist_offers.c
_IN_ORDER = (_ENTRY.place, _ENTRY.id)


class SqlWaitlist:
    """One that writes locks the entries that are asked for by id before they are read."""

    def __init__(self, connection: Connection, is_writing: bool) -> None:
        self._connection = connection
        self._is_writing = is_writing

    def entry(self, business_id: str, entry_id: str) -> Entry | None:
        query = select(waitlist_entries).where(_ENTRY.business_id == business_id, _ENTRY.id == entry_id)
        if self._is_writing:
            query = query.with_for_update()
        return next(iter(self._found(query)), None)

    def entry_of_offer(self, business_id: str, offer_id: str) -> Entry | None:
        query = select(_OFFER.entry_id).where(_OFFER.business_id == business_id, _OFFER.id == offer_id)
        entry_id = self._connection.execute(query).scalar()
        return self.entry(business_id, entry_id) if entry_id is not None else None

    def waiting(self, business_id: str, now: datetime) -> Sequence[Entry]:
        return self._found(select(waitlist_entries).where(_waiting(now), _ENTRY.business_id == business_id))

    def waiting_contact(self, business_id: str, email: str, now: datetime) -> Sequence[Entry]:
        theirs = [_ENTRY.business_id == business_id, _ENTRY.contact_email_key == email.lower()]
        return self._found(select(waitlist_entries).where(_waiting(now), *theirs))

    def is_waited_at(self, business_id: str, now: datetime) -> bool:
        query = select(_ENTRY.id).where(_waiting(now), _ENTRY.business_id == business_id).limit(1)
        return self._connection.execute(query).first() is not None

    def entries(
        self, business_id: str, wanted: EntryFilter, offset: int, limit: int
    ) -> tuple[list[Entry], int]:
        these = [_ENTRY.business_id == business_id, *_filter(wanted)]
        total = self._connection.execute(select(func.count()).where(*these)).scalar_one()
        return self._found(select(waitlist_entries).where(*these).offset(offset).limit(limit)), total

    def businesses(self, now: datetime) -> Sequence[str]:
        query = select(_ENTRY.business_id).where(_waiting(now)).distinct().order_by(_ENTRY.business_id)
        return self._connection.execute(query).scalars().all()

    def lapsed(self, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
        query = select(_OFFER.business_id, _OFFER.entry_id).where(text(UNANSWERED), _OFFER.expires_at <= now)
        rows = self._connection.execute(query.order_by(_OFFER.expires_at, _OFFER.id).limit(limit))
        return [(row.business_id, row.entry_id) for row in rows]

    def add(self, entry: Entry) -> Entry:
        lock_waitlist(self._connection, entry.business_id)
        of_business = _ENTRY.business_id == entry.business_id
        same = and_(of_business, _ENTRY.wish_key == wish_key(entry), text(WAITING))
        if there := self._found(select(waitlist_entries).where(same)):
            return there[0]
        last = self._connection.execute(select(func.max(_ENTRY.place)).where(of_business)).scalar()
        self._connection.execute(insert(waitlist_entries), entry_row(entry) | {"place": (last or 0) + 1})
        return entry

    def close(self, entry_id: str, state: EntryStatus, now: datetime, booking_id: str | None = None) -> None:
        values = {"state": state.value, "closed_at": now, "booking_id": booking_id}
        self._connection.execute(update(waitlist_entries).where(_ENTRY.id == entry_id).values(values))

    def add_offer(self, entry: Entry, offer: Offer) -> None:
        self._connection.execute(insert(waitlist_offers), offer_row(entry, offer))

    def end_offer(self, offer_id: str, outcome: OfferOutcome, now: datetime) -> None:
        values = {"outcome": outcome.value, "ended_at": now}
        self._connection.execute(update(waitlist_offers).where(_OFFER.id == offer_id).values(values))

    def are_expired(self, now: datetime) -> bool:
        return self._connection.execute(_expired(now, 1)).first() is not None

    def close_expired(self, now: datetime, limit: int) -> int:
        """An offer that has not been ended is ended first, by whom it concerns."""
        values = {"state": EntryStatus.EXPIRED.value, "closed_at": _ENTRY.ends_at}
        over = update(waitlist_entries).where(_ENTRY.id.in_(_expired(now, limit)), text(WAITING))
        return self._connection.execute(over.values(values)).rowcount

    def _found(self, query: Select[Any]) -> list[Entry]:
        rows = self._connection.execute(query.order_by(*_IN_ORDER)).mappings().all()
        if not rows:
            return []
        these = _OFFER.entry_id.in_([row["id"] for row in rows])
        offers = select(waitlist_offers).where(these).order_by(_OFFER.created_at, _OFFER.id)
        return entries_from(rows, self._connection.execute(offers).mappings().all())


def _waiting(now: datetime) -> ColumnElement[bool]:
    return and_(text(WAITING), _ENTRY.ends_at > now)


def _expired(now: datetime, limit: int) -> Select[tuple[str]]:
    is_offered = select(_OFFER.id).where(_OFFER.entry_id == _ENTRY.id, _OFFER.ended_at.is_(None)).exists()
    return select(_ENTRY.id).where(text(WAITING), _ENTRY.ends_at <= now, ~is_offered).limit(limit)


def _filter(wanted: EntryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.link_id is not None:
        found.append(_ENTRY.link_id == wanted.link_id)
    if wanted.contact_email is not None:
        found.append(_ENTRY.contact_email_key == wanted.contact_email.lower())
    if wanted.status is not None and wanted.now is not None:
        found.append(_has_status(wanted.status, wanted.now))
    return found


def _has_status(status: EntryStatus, now: datetime) -> ColumnElement[bool]:
    """As `Entry.status` tells it."""
    is_waiting = _ENTRY.state == EntryStatus.WAITING.value
    live = select(_OFFER.id).where(
        _OFFER.entry_id == _ENTRY.id, _OFFER.ended_at.is_(None), _OFFER.expires_at > now
    )
    if status is EntryStatus.OFFERED:
        return and_(is_waiting, _ENTRY.ends_at > now, live.exists())
    if status is EntryStatus.WAITING:
        return and_(is_waiting, _ENTRY.ends_at > now, ~live.exists())
    if status is EntryStatus.EXPIRED:
        return or_(_ENTRY.state == status.value, and_(is_waiting, _ENTRY.ends_at <= now))
    return _ENTRY.state == status.value
