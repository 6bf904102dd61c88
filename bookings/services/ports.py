"""What the use cases need from outside, and nothing of how it is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bookings.engine.assignment import Credits
from bookings.engine.booking import Booking, Status
from bookings.engine.errors import Busy
from bookings.engine.explanation import Cause
from bookings.engine.hold import Hold
from bookings.engine.model import Configuration
from bookings.engine.sessions import SessionKind
from bookings.engine.slots import Occupied
from bookings.engine.timerange import TimeRange
from bookings.services.handover_ports import HandoverReading, HandoverWriting
from bookings.services.idempotency import Answer, Attempt, Remembered
from bookings.services.proof_ports import ProofReading, ProofWriting
from bookings.services.waitlist_ports import WaitlistReading, WaitlistWriting

if TYPE_CHECKING:
    from bookings.services.messages import NewMessage


class RolledBack(Busy):
    """The storage undid a transaction in favour of others at the same time; done again, it may go well."""


class OverlapRefused(RolledBack):
    """The storage refused a booking because its time is no longer free."""

    def __init__(self) -> None:
        super().__init__("The time has just been taken. Try again.")


class IdentifierTaken(RolledBack):
    """A booking's id or reference is in use already; another draw will do."""

    def __init__(self) -> None:
        super().__init__("The database is busy with other changes. Try again.")


class Outdated(RolledBack):
    """A business was configured anew while a transaction went by what it was before; done again, it goes by
    what it is."""

    def __init__(self) -> None:
        super().__init__("The business has just been changed. Try again.")


class Clock(Protocol):
    def __call__(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Identifiers(Protocol):
    def booking_id(self) -> str: ...

    def reference(self) -> str: ...

    def hold_id(self) -> str: ...

    def entry_id(self) -> str: ...

    def offer_id(self) -> str: ...

    def proof_id(self) -> str: ...

    def handover_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking: one key of one business."""

    business_id: str
    """All that the caller can see or change belongs to it."""
    key_id: str
    """The key they came with."""
    scopes: frozenset[str]
    """What the key allows: "bookings:read", "bookings:write"."""
    line_id: str = ""
    """The key that a line of rotations began with: limits and Idempotency-Keys go by it, so that a
    rotation gives no second allowance, and a repetition with the new key is known as one."""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A stored key: who it lets in."""

    caller: Caller
    """As whom."""
    hash: str
    """SHA-256 of the key, hexadecimal."""
    is_revoked: bool
    """Whether it lets nobody in any more."""
    expires_at: datetime | None = None
    """It lets nobody in from this instant on; None: it has no end."""

    def works(self, now: datetime) -> bool:
        return not self.is_revoked and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """Which bookings are listed; what is None does not filter."""

    link_id: str | None = None
    """Made through this link."""
    status: Status | None = None
    """Of this status."""
    starts_from: datetime | None = None
    """Starting at this instant or later."""
    starts_until: datetime | None = None
    """Starting at this instant or earlier."""
    contact_email: str | None = None
    """For this contact, whatever the capitals."""
    staff_id: str | None = None
    """With this person."""
    reference: str | None = None
    """Of this reference: capitals, no hyphen."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A place in the list of bookings: right after the one of this start and id."""

    starts_at: datetime
    """That booking's start when it was listed."""
    booking_id: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that happened to a booking."""

    version: int
    """The booking's version since then."""
    at: datetime
    """When."""
    what: str
    """"created", "rescheduled", "cancelled", "attendance_confirmed", "no_show" or "completed"."""
    key_id: str | None
    """The key that did it, if that is known."""
    key_name: str | None
    """That key's name."""
    details: Mapping[str, Any]
    """What was before and what is now, as JSON has it."""


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder whose time has come, with its booking as it is."""

    booking_id: str
    """The booking it is about."""
    business_id: str
    """Whose that is."""
    status: Status
    """What has become of it."""
    version: int
    """The booking's version."""
    starts_at: datetime
    """When the appointment starts."""
    minutes_before: int
    """How long before that the contact was to be reminded."""


class Reading(Protocol):
    """A consistent view of the stored data."""

    def key(self, key_hash: str) -> KeyRecord | None: ...

    def version(self, business_id: str) -> int:
        """The configuration's version, 0 if there is no such business."""
        ...

    def configuration(self, business_id: str) -> Configuration | None: ...

    def business_ids(self, slug: str | None = None) -> Sequence[str]:
        """All businesses, or those that have a booking link of that slug."""
        ...

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
        """Live bookings and holds with their buffers, and busy ranges, that overlap the span, by staff.

        Without the bookings and holds whose ids are in `besides`, and the holds that have expired by
        `now`. Those of a session of the kind `joinable` come as one Session.

        In a transaction that writes, nobody else can book or move these people until its end, and the
        credits of the link `turns_of` are read along, for who asks for them next.
        """
        ...

    def causes(
        self, business_id: str, staff_ids: Sequence[str], span: TimeRange, now: datetime
    ) -> Mapping[str, Sequence[Cause]]:
        """The same things as in `occupied`, each by itself and with its name, by staff."""
        ...

    def booking(self, business_id: str, booking_id: str) -> Booking | None: ...

    def history(self, booking_id: str) -> Sequence[HistoryEntry]:
        """By version."""
        ...

    def hold(self, business_id: str, hold_id: str) -> Hold | None: ...

    def answered(self, key_id: str, key: str) -> Answer | None:
        """What the request with this Idempotency-Key was answered; None if none has done anything."""
        ...

    @property
    def waitlist(self) -> WaitlistReading:
        """Who waits for what."""
        ...

    @property
    def proofs(self) -> ProofReading:
        """Codes that were sent to e-mail addresses."""
        ...

    @property
    def handovers(self) -> HandoverReading:
        """Conversations that were handed over."""
        ...

    def bookings(
        self,
        business_id: str,
        wanted: BookingFilter,
        offset: int,
        limit: int,
        after: ListPlace | None = None,
    ) -> tuple[list[Booking], int]:
        """Some, sorted by start, then id, and how many there are in all. `offset` counts from `after`."""
        ...

    def webhook_ids(self, business_id: str, event: str) -> Sequence[str]:
        """The webhooks that are told of such an event."""
        ...

    def calendar_ids(self, booking: Booking) -> Sequence[str]:
        """The calendars that a booking belongs into, and those that it may be in already."""
        ...

    def credits(self, business_id: str, link_id: str) -> Credits:
        """Who has earned what, by staff id, see `engine.assignment`. In a transaction that writes, those of
        the people whose time is nobody else's to change are so too."""
        ...

    def reminders_due_by(self, booking_id: str, now: datetime) -> Collection[int]:
        """Those of the booking whose time has come, sent or not: minutes before the start."""
        ...

    def reminders_are_due(self, now: datetime) -> bool:
        """Whether there are any that nobody has taken, of whichever business."""
        ...


class Writing(Reading, Protocol):
    """A transaction. All of it is kept, or nothing."""

    @property
    def waitlist(self) -> WaitlistWriting: ...

    @property
    def proofs(self) -> ProofWriting: ...

    @property
    def handovers(self) -> HandoverWriting: ...

    def add_booking(self, booking: Booking, blocks: TimeRange, seats: int = 1) -> None:
        """Raises OverlapRefused if the person has a live booking of another session in `blocks` (buffers
        included) or its own session has `seats` bookings and holds, IdentifierTaken if its id or reference
        is in use. Where the storage can be asked at no cost it does so at once, and the transaction goes
        on all the same; else when it next sends something, at the end at the latest, and the transaction is
        undone."""
        ...

    def put_credits(self, business_id: str, link_id: str, credits: Credits) -> None:
        """Store these people's; those of others stay as they are."""
        ...

    def add_reminders(self, booking_id: str, due: Mapping[int, datetime]) -> None:
        """`due`: minutes before the start to the instant at which the reminder is due."""
        ...

    def cancel(self, booking: Booking) -> None:
        """Store the cancelled booking's status, instant and reason, and delete its reminders."""
        ...

    def confirm_attendance(self, booking: Booking) -> None:
        """Store when that was, and its new version."""
        ...

    def move(self, booking: Booking, blocks: TimeRange, seats: int = 1) -> None:
        """Store its new time, person and version, forget that somebody would come to the old one, and delete
        its reminders. Raises OverlapRefused like
        `add_booking`."""
        ...

    def close(self, booking: Booking) -> None:
        """Store its new status and version, and delete its pending reminders."""
        ...

    def add_history(
        self, booking: Booking, what: str, at: datetime, key_id: str, details: Mapping[str, Any]
    ) -> None:
        """Note what made the booking what it is; `key_id` is empty if it is not known."""
        ...

    def add_event(self, booking: Booking, kind: str, at: datetime, details: Mapping[str, Any]) -> None:
        """Write to the outbox what others must be told of, in this very transaction. Of the details,
        `from` (what was before) goes along."""
        ...

    def add_message(self, business_id: str, booking_id: str | None, new: NewMessage, at: datetime) -> bool:
        """Write to the outbox, in this very transaction, what is no event of a booking; False if a message
        of the same key has been written before."""
        ...

    def add_messages(self, messages: Sequence[tuple[str, str | None, NewMessage]], at: datetime) -> None:
        """The same for many: (business id, booking id, message)."""
        ...

    def take_due_reminders(self, now: datetime, limit: int) -> list[DueReminder]:
        """Mark as sent, and give, those of at most so many bookings that are due."""
        ...

    def add_hold(self, hold: Hold, blocks: TimeRange, seats: int = 1) -> None:
        """Raises OverlapRefused like `add_booking`."""
        ...

    def end_hold(self, hold_id: str, now: datetime) -> None:
        """Let go of its time, unless that has been done."""
        ...

    def end_expired_holds(self, business_id: str, staff_ids: Sequence[str], now: datetime) -> None:
        """Let go of the time of these people's holds that have expired."""
        ...

    def note_hold_used(self, hold_id: str, booking_id: str) -> None: ...

    def forget_holds(self, before: datetime) -> int:
        """Delete the holds that expired before that instant; how many there were."""
        ...

    def claim(self, attempt: Attempt, now: datetime) -> Remembered | None:
        """Reserve an Idempotency-Key for this transaction; what is stored, if it has been used. Waits
        for another transaction that is carrying out a request with the same key."""
        ...

    def remember(self, attempt: Attempt, answer: Answer) -> None:
        """Store the answer under the reserved key."""
        ...

    def forget_answers(self, before: datetime) -> int:
        """Delete the answers of requests before that instant; how many there were."""
        ...

    def note_key_uses(self, when: Mapping[str, datetime]) -> None:
        """`when`: key ids to the instant of their last use."""
        ...


class Storage(Protocol):
    @property
    def is_at_hand(self) -> bool:
        """Whether a short reading waits for nothing: no server, no network, no other transaction."""
        ...

    def reading(self) -> AbstractContextManager[Reading]: ...

    def writing(self, trusting: bool = False) -> AbstractContextManager[Writing]:
        """`trusting`: a business's configuration is taken as it was when it was last read, and compared
        before the end. Raises Outdated then if it is not the same; nothing has been changed, do it again."""
        ...
