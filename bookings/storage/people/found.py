"""Which rows of which tables are about a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, Table, cast, func, or_, select

from bookings.engine.booking import Status
from bookings.engine.person import Person
from bookings.storage.tables import (
    api_keys,
    booking_answers,
    booking_history,
    bookings,
    calendar_events,
    contact_proofs,
    handovers,
    holds,
    idempotency_keys,
    outbox,
    reminders,
    waitlist_entries,
    waitlist_offers,
)

Rows = Sequence[Mapping[str, Any]]
AT_ONCE = 500
"""How many ids are asked for in one statement."""
_LIVE = (Status.PENDING.value, Status.CONFIRMED.value)


@dataclass(frozen=True)
class Found:
    """The rows by table, those that others refer to first."""

    rows: Mapping[str, Rows] = field(default_factory=dict)

    def ids(self, table: Table) -> list[str]:
        """Of a table whose rows have an id."""
        return [row["id"] for row in self.rows[table.name]]

    def counts(self) -> dict[str, int]:
        return {name: len(rows) for name, rows in self.rows.items() if rows}

    @property
    def marks(self) -> set[str]:
        """The ids and references by which other places tell of the same."""
        tables = (bookings, waitlist_entries, waitlist_offers, contact_proofs, handovers)
        return {mark for table in tables for mark in self.ids(table)} | self.references

    @property
    def references(self) -> set[str]:
        """The bookings', as they are stored and as people read them."""
        plain = {row["reference"] for row in self.rows[bookings.name]}
        return plain | {f"{one[:4]}-{one[4:]}" for one in plain}

    def to_come(self, now: datetime) -> Rows:
        """Bookings that are not over and not cancelled."""
        return [row for row in self.rows[bookings.name] if row["status"] in _LIVE and row["ends_at"] > now]

    def waiting(self, now: datetime) -> Rows:
        """Waitlist entries that are still waited for."""
        entries = self.rows[waitlist_entries.name]
        return [row for row in entries if row["state"] == "waiting" and row["ends_at"] > now]

    def unsent(self) -> Rows:
        """Messages that the worker has not done with."""
        waits = self.rows[outbox.name]
        return [row for row in waits if row["delivered_at"] is None and row["dead_at"] is None]


def find(connection: Connection, business_id: str, person: Person, locking: bool = False) -> Found:
    """`locking`: nobody else changes the bookings and entries until the transaction ends."""
    asking = _Asking(connection, business_id, person)
    made = asking.contacts(bookings, locking)
    entries = asking.contacts(waitlist_entries, locking)
    booking_ids, entry_ids = _ids(made), _ids(entries)
    offers = asking.of(waitlist_offers, waitlist_offers.c.entry_id, entry_ids)
    proofs = asking.addresses(contact_proofs)
    talks = asking.handovers()
    found = {
        bookings.name: made,
        booking_answers.name: asking.of(booking_answers, booking_answers.c.booking_id, booking_ids),
        booking_history.name: asking.of(booking_history, booking_history.c.booking_id, booking_ids),
        reminders.name: asking.of(reminders, reminders.c.booking_id, booking_ids),
        calendar_events.name: asking.of(calendar_events, calendar_events.c.booking_id, booking_ids),
        waitlist_entries.name: entries,
        waitlist_offers.name: offers,
        holds.name: asking.holds(booking_ids, [row["hold_id"] for row in offers]),
        contact_proofs.name: proofs,
        handovers.name: talks,
    }
    marks = {*booking_ids, *entry_ids, *_ids(offers), *_ids(proofs), *_ids(talks)}
    found[outbox.name] = asking.messages(booking_ids, marks)
    found[idempotency_keys.name] = asking.stored_answers(marks)
    return Found(found)


def _ids(rows: Rows) -> list[str]:
    return [row["id"] for row in rows]


@dataclass(frozen=True)
class _Asking:
    connection: Connection
    business_id: str
    person: Person

    def contacts(self, table: Table, locking: bool) -> Rows:
        """By the index on the address; by number among all that have such digits."""
        column = table.c
        either = [column.contact_email_key.in_(self.person.emails)]
        either += [column.contact_phone.like(f"%{'%'.join(phone)}%") for phone in self.person.phones]
        query = select(table).where(column.business_id == self.business_id, or_(*either))
        query = query.order_by(
            *(column.starts_at,) if "starts_at" in column else (), column.created_at, column.id
        )
        rows = self._rows(query.with_for_update() if locking else query)
        return [row for row in rows if self._is_theirs(row)]

    def _is_theirs(self, row: Mapping[str, Any]) -> bool:
        return self.person.has_email(row["contact_email"]) or self.person.has_phone(row["contact_phone"])

    def addresses(self, table: Table) -> Rows:
        theirs = table.c.contact_email_key.in_(self.person.emails)
        return self._rows(select(table).where(table.c.business_id == self.business_id, theirs))

    def handovers(self) -> Rows:
        """Also those in whose words the person is named: what was said is one whole."""
        rows = self._rows(select(handovers).where(handovers.c.business_id == self.business_id))
        return [row for row in rows if self._is_theirs(row) or self._is_told_of(row)]

    def _is_told_of(self, row: Mapping[str, Any]) -> bool:
        lines = [row["about"] or "", *(line["text"] for line in row["transcript"])]
        return any(map(self.person.is_mentioned, lines))

    def of(self, table: Table, column: ColumnElement[Any], ids: Sequence[str]) -> Rows:
        order = list(table.primary_key)
        return [
            row
            for some in _in_portions(ids, AT_ONCE)
            for row in self._rows(select(table).where(column.in_(some)).order_by(*order))
        ]

    def holds(self, booking_ids: Sequence[str], hold_ids: Sequence[str]) -> Rows:
        both = [*self.of(holds, holds.c.booking_id, booking_ids), *self.of(holds, holds.c.id, hold_ids)]
        return list({row["id"]: row for row in both}.values())

    def messages(self, booking_ids: Sequence[str], marks: Collection[str]) -> Rows:
        """Those about their bookings; of the others those that name something of theirs."""
        about = self.of(outbox, outbox.c.booking_id, booking_ids)
        words = outbox.c.payload, outbox.c.last_error
        free = select(outbox).where(outbox.c.business_id == self.business_id, outbox.c.booking_id.is_(None))
        rows = [*about, *self._naming(free, words, marks)]
        return sorted({row["id"]: row for row in rows}.values(), key=lambda row: row["id"])

    def stored_answers(self, marks: Collection[str]) -> Rows:
        """Of the business's keys, and of the one that waited for it."""
        keys = select(api_keys.c.id).where(api_keys.c.business_id == self.business_id)
        owned = or_(idempotency_keys.c.key_id.in_(keys), idempotency_keys.c.key_id == "")
        return list(self._naming(select(idempotency_keys).where(owned), (idempotency_keys.c.body,), marks))

    def _naming(self, query: Any, columns: Sequence[Any], marks: Collection[str]) -> Iterator[Any]:
        """The database leaves out what cannot be meant; what is left is looked at word by word."""
        texts = [func.lower(cast(column, String)) for column in columns]
        digits = [f"%{'%'.join(phone)}%" for phone in self.person.phones]
        seen = set()
        for some in _in_portions([*self.person.emails, *sorted(marks)], AT_ONCE // 10) or [()]:
            patterns = [f"%{_escaped(mark.lower())}%" for mark in some] + digits
            digits = []
            likes = [text.like(pattern, escape="\\") for text in texts for pattern in patterns]
            for row in self._rows(query.where(or_(*likes))):
                name = tuple(row[column.name] for column in columns[0].table.primary_key)
                words = " ".join(str(row[column.name]) for column in columns)
                if name not in seen and self._names(words, some):
                    seen.add(name)
                    yield row

    def _names(self, words: str, marks: Collection[str]) -> bool:
        others = [mark for mark in marks if mark not in self.person.emails]
        return self.person.is_mentioned(words) or any(mark in words for mark in others)

    def _rows(self, query: Any) -> Rows:
        return [dict(row) for row in self.connection.execute(query).mappings()]


def _in_portions(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
