"""What the waitlist needs from the storage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bookings.engine.waitlist_entry import Entry, EntryStatus, Offer, OfferOutcome


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries are listed; what is None does not filter."""

    link_id: str | None = None
    """For this link."""
    status: EntryStatus | None = None
    """Of this status, as of `now`."""
    contact_email: str | None = None
    """Of this contact, whatever the capitals."""
    now: datetime | None = None
    """Aware; needed with a status."""


class WaitlistReading(Protocol):
    """Who waits for what."""

    def entry(self, business_id: str, entry_id: str) -> Entry | None:
        """In a transaction that writes, it is nobody else's to change from here on."""
        ...

    def entry_of_offer(self, business_id: str, offer_id: str) -> Entry | None:
        """The entry that was made this offer; locked as by `entry`."""
        ...

    def waiting(self, business_id: str, now: datetime) -> Sequence[Entry]:
        """Those whose days are not over, in the order of joining."""
        ...

    def waiting_contact(self, business_id: str, email: str, now: datetime) -> Sequence[Entry]:
        """The same of one contact, whatever the capitals."""
        ...

    def is_waited_at(self, business_id: str, now: datetime) -> bool:
        """Whether there is anybody at all."""
        ...

    def entries(
        self, business_id: str, wanted: EntryFilter, offset: int, limit: int
    ) -> tuple[list[Entry], int]:
        """Some, in the order of joining, and how many there are in all."""
        ...

    def businesses(self, now: datetime) -> Sequence[str]:
        """The ids of those at which somebody waits."""
        ...

    def lapsed(self, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """Business and id of entries with an offer whose time is over and which has not been ended."""
        ...

    def are_expired(self, now: datetime) -> bool:
        """Whether there is anything for `close_expired` to do."""
        ...


class WaitlistWriting(WaitlistReading, Protocol):
    """The same in a transaction that changes it."""

    def add(self, entry: Entry) -> Entry:
        """Behind all others; or the entry that is there already for the same contact and wish."""
        ...

    def close(self, entry_id: str, state: EntryStatus, now: datetime, booking_id: str | None = None) -> None:
        """It is no longer waited for."""
        ...

    def add_offer(self, entry: Entry, offer: Offer) -> None: ...

    def end_offer(self, offer_id: str, outcome: OfferOutcome, now: datetime) -> None: ...

    def close_expired(self, now: datetime, limit: int) -> int:
        """Note of entries that their days are over; how many there were."""
        ...
