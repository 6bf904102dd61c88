"""The storage that the use cases see: `services.ports` on a database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bookings.engine.assignment import Credits
from bookings.engine.booking import Booking
from bookings.engine.errors import BookingsError, Busy
from bookings.engine.explanation import Cause
from bookings.engine.hold import Hold
from bookings.engine.model import LONGEST_BLOCK, Configuration
from bookings.engine.sessions import SessionKind
from bookings.engine.slots import Occupied
from bookings.engine.timerange import TimeRange
from bookings.services.idempotency import Answer, Attempt, Remembered
from bookings.services.messages import NewMessage
from bookings.services.ports import (
    BookingFilter,
    DueReminder,
    HistoryEntry,
    KeyRecord,
    ListPlace,
    Outdated,
)
from bookings.storage import (
    booking_queries,
    booking_writes,
    calendar_queries,
    cause_queries,
    configuration_queries,
    history_queries,
    hold_queries,
    idempotency_queries,
    key_queries,
    occupancy_queries,
    outbox_writes,
    reminder_queries,
    turn_queries,
    webhooks,
)
from bookings.storage.database import Database
from bookings.storage.handovers import SqlHandovers
from bookings.storage.joint import Joint
from bookings.storage.proofs import SqlProofs
from bookings.storage.raw import Raw, finish, whole
from bookings.storage.refusals import told_of_refusals
from bookings.storage.seats import place
from bookings.storage.stock import lock_and_take
from bookings.storage.waitlist import SqlWaitlist


class SqlUnit:
    """One transaction: `services.ports.Reading` and `Writing` on a connection.

    In one that writes, what decisions are made upon is locked before it is read.
    """

    def __init__(
        self,
        connection: Connection | Raw,
        known: dict[str, Configuration],
        is_writing: bool = False,
        trusting: bool = False,
    ) -> None:
        """`known`: configurations of businesses, which may be old."""
        self._quick = connection
        self._joint = Joint(connection)
        self.is_writing = is_writing
        self._known = known
        self._trusting = trusting
        self._taken: dict[str, Configuration] = {}  # each business's, the same until the end
        self._on_trust: set[str] = set()  # those of them that have not been compared with the database
        self._credits: dict[tuple[str, str], Credits] = {}  # read under the lock, by business and link
        self._none_expired: tuple[str, frozenset[str], datetime | None] | None = None

    @property
    def quick(self) -> Connection | Raw:
        """For prepared statements; it may be the driver's alone."""
        if self._joint.is_waiting:
            self.send()
        return self._quick

    def send(self) -> None:
        """See that everything written so far is with the database. Raises OverlapRefused, IdentifierTaken."""
        with told_of_refusals():
            self._joint.send()

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's, for all other statements."""
        return whole(self.quick)

    def key(self, key_hash: str) -> KeyRecord | None:
        return key_queries.key(self.quick, key_hash)

    def version(self, business_id: str) -> int:
        return configuration_queries.version(self.quick, business_id)

    def configuration(self, business_id: str) -> Configuration | None:
        """Read again only when the business's version has changed."""
        if business_id not in self._taken and self._trusting and business_id in self._known:
            self._taken[business_id] = self._known[business_id]
            self._on_trust.add(business_id)
        found = self._taken.get(business_id) or self._configuration(business_id)
        if found is not None and not self.is_writing:  # who only reads sees the same to the end
            self._taken[business_id] = found
        return found

    def _configuration(self, business_id: str) -> Configuration | None:
        known = self._known.get(business_id)
        if known is not None and known.business.version == self.version(business_id):
            return known
        found = configuration_queries.configuration(self.connection, business_id)
        while found is not None and found.business.version != self.version(business_id):
            found = configuration_queries.configuration(self.connection, business_id)  # changed meanwhile
        if found is not None:
            self._known[business_id] = found
        return found

    def check_what_was_trusted(self) -> None:
        """Raises Outdated if a configuration that was taken on trust is not the business's any more."""
        for business_id in list(self._on_trust):
            self._compare(business_id, self.version(business_id))

    def _compare(self, business_id: str, version: int) -> None:
        if business_id in self._on_trust:
            self._on_trust.discard(business_id)
            if self._taken[business_id].business.version != version:
                self._known.pop(business_id, None)
                raise Outdated

    def business_ids(self, slug: str | None = None) -> Sequence[str]:
        return configuration_queries.business_ids(self.connection, slug)

    def occupied(
        self,
        business_id: str,
        staff_ids: Sequence[str],
        span: TimeRange,
        now: datetime | None = None,
        besides: Sequence[str] = (),
        joinable: SessionKind | None = None,
        turns_of: str | None = None,
    ) -> Occupied:
        asked = business_id, staff_ids, span, now, besides, joinable
        taken = self._taken.get(business_id)
        longest_block = taken.business.longest_block if taken is not None else LONGEST_BLOCK
        if not self.is_writing:
            return occupancy_queries.occupied(self.quick, *asked, longest_block)
        stock = lock_and_take(self.quick, *asked, turns_of, longest_block)
        self._compare(business_id, stock.version)
        if turns_of is not None:
            self._credits = {(business_id, turns_of): stock.credits}
        self._none_expired = None if stock.has_expired else (business_id, frozenset(staff_ids), now)
        return stock.occupied

    def causes(
        self, business_id: str, staff_ids: Sequence[str], span: TimeRange, now: datetime
    ) -> Mapping[str, Sequence[Cause]]:
        return cause_queries.causes(self.connection, business_id, staff_ids, span, now)

    def webhook_ids(self, business_id: str, event: str) -> Sequence[str]:
        return webhooks.ids_for(self.connection, business_id, event)

    def history(self, booking_id: str) -> Sequence[HistoryEntry]:
        return history_queries.history(self.connection, booking_id)

    def hold(self, business_id: str, hold_id: str) -> Hold | None:
        return hold_queries.hold(self.connection, business_id, hold_id)

    def answered(self, key_id: str, key: str) -> Answer | None:
        return idempotency_queries.answered(self.quick, key_id, key)

    @property
    def waitlist(self) -> SqlWaitlist:
        return SqlWaitlist(self.connection, self.is_writing)

    @property
    def proofs(self) -> SqlProofs:
        return SqlProofs(self.connection, self.is_writing)

    @property
    def handovers(self) -> SqlHandovers:
        return SqlHandovers(self.connection)

    def booking(self, business_id: str, booking_id: str) -> Booking | None:
        return booking_queries.booking(self.connection, business_id, booking_id, self.is_writing)

    def bookings(
        self,
        business_id: str,
        wanted: BookingFilter,
        offset: int,
        limit: int,
        after: ListPlace | None = None,
    ) -> tuple[list[Booking], int]:
        return booking_queries.page(self.connection, business_id, wanted, offset, limit, after)

    def calendar_ids(self, booking: Booking) -> Sequence[str]:
        return calendar_queries.concerned(self.connection, booking)

    def credits(self, business_id: str, link_id: str) -> Credits:
        found = self._credits.get((business_id, link_id))
        return turn_queries.credits(self.quick, business_id, link_id) if found is None else found

    def put_credits(self, business_id: str, link_id: str, credits: Credits) -> None:
        self._credits.clear()
        turn_queries.put(self._joint, business_id, link_id, credits)

    def add_booking(self, booking: Booking, blocks: TimeRange, seats: int = 1) -> None:
        booking_writes.add(self._joint, booking, place(self.quick, booking, blocks, seats))

    def add_reminders(self, booking_id: str, due: Mapping[int, datetime]) -> None:
        booking_writes.add_reminders(self._joint, booking_id, due)

    def cancel(self, booking: Booking) -> None:
        booking_writes.cancel(self.connection, booking)

    def move(self, booking: Booking, blocks: TimeRange, seats: int = 1) -> None:
        booking_writes.move(self.connection, booking, blocks, seats)

    def confirm_attendance(self, booking: Booking) -> None:
        booking_writes.confirm_attendance(self.connection, booking)

    def close(self, booking: Booking) -> None:
        booking_writes.close(self.connection, booking)

    def add_history(
        self, booking: Booking, what: str, at: datetime, key_id: str, details: Mapping[str, Any]
    ) -> None:
        history_queries.add(self._joint, booking, what, at, key_id, details)

    def add_event(self, booking: Booking, kind: str, at: datetime, details: Mapping[str, Any]) -> None:
        outbox_writes.add_event(self._joint, booking, kind, at, details)

    def add_message(self, business_id: str, booking_id: str | None, new: NewMessage, at: datetime) -> bool:
        return bool(outbox_writes.add(self.connection, [(business_id, booking_id, new)], at))

    def add_messages(self, messages: Sequence[tuple[str, str | None, NewMessage]], at: datetime) -> None:
        outbox_writes.add(self.connection, messages, at)

    def reminders_due_by(self, booking_id: str, now: datetime) -> Collection[int]:
        return reminder_queries.due_by(self.connection, booking_id, now)

    def reminders_are_due(self, now: datetime) -> bool:
        return reminder_queries.are_due(self.connection, now)

    def take_due_reminders(self, now: datetime, limit: int) -> list[DueReminder]:
        return reminder_queries.take(self.connection, now, limit)

    def add_hold(self, hold: Hold, blocks: TimeRange, seats: int = 1) -> None:
        hold_queries.add(self.connection, hold, blocks, seats)

    def end_hold(self, hold_id: str, now: datetime) -> None:
        hold_queries.end(self.connection, hold_id, now)

    def end_expired_holds(self, business_id: str, staff_ids: Sequence[str], now: datetime) -> None:
        if self._none_expired is not None:
            of, locked, at = self._none_expired
            if (of, at) == (business_id, now) and locked.issuperset(staff_ids):
                return
        hold_queries.end_expired(self.quick, business_id, staff_ids, now)

    def note_hold_used(self, hold_id: str, booking_id: str) -> None:
        hold_queries.note_used(self.connection, hold_id, booking_id)

    def forget_holds(self, before: datetime) -> int:
        return hold_queries.forget(self.connection, before)

    def claim(self, attempt: Attempt, now: datetime) -> Remembered | None:
        return idempotency_queries.claim(self.quick, attempt, now)

    def remember(self, attempt: Attempt, answer: Answer) -> None:
        idempotency_queries.remember(self._joint, attempt, answer)

    def forget_answers(self, before: datetime) -> int:
        return idempotency_queries.forget(self.connection, before)

    def note_key_uses(self, when: Mapping[str, datetime]) -> None:
        key_queries.note_uses(self.connection, when)


class SqlStorage:
    """`services.ports.Storage` on a database; keeps each business's configuration while it is current."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.is_at_hand = database.is_sqlite
        self._known: dict[str, Configuration] = {}

    @contextmanager
    def reading(self) -> Iterator[SqlUnit]:
        with self.database.glance() as connection:
            yield SqlUnit(connection, self._known)

    @contextmanager
    def writing(self, trusting: bool = False) -> Iterator[SqlUnit]:
        with self.database.brief_writing() as connection:
            unit = SqlUnit(connection, self._known, is_writing=True, trusting=trusting)
            try:
                yield unit
            except BookingsError as error:
                if not isinstance(error, Busy):
                    unit.check_what_was_trusted()  # else it may have been refused for what is no longer so
                raise
            unit.check_what_was_trusted()
            with told_of_refusals():
                finish(connection, unit.send)
