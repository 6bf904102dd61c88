"""Carries out the waitlist's messages: each looks at how things are, so it may come again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from bookings.engine.booking import Status
from bookings.engine.errors import Busy
from bookings.engine.timerange import TimeRange
from bookings.engine.wording import parse_instant
from bookings.services.answer_offer import settle
from bookings.services.messages import Message, RetryLater, RetryPolicy
from bookings.services.offer_slots import offer_slots
from bookings.services.ports import Clock, Identifiers, Storage
from bookings.services.waitlist import FREE, SETTLE


@dataclass(frozen=True)
class WaitlistHandler:
    """`services.messages.Handler` for the waitlist."""

    storage: Storage
    """Where everything is kept."""
    clock: Clock
    """The present instant."""
    ids: Identifiers
    """Ids for holds and offers."""
    kinds: frozenset[str] = frozenset({FREE, SETTLE})
    """What it carries out."""
    at_once: int = 2
    """It is work for the database, and each looks at all who wait."""
    policy: RetryPolicy = field(default_factory=lambda: RetryPolicy(first_pause=timedelta(seconds=1)))
    """When it tries again."""

    async def deliver(self, message: Message) -> str | None:
        work = self._offer if message.kind == FREE else self._settle
        try:
            return await asyncio.to_thread(work, message)
        except Busy as error:
            raise RetryLater(error.message) from error

    def _offer(self, message: Message) -> str | None:
        within = TimeRange(*(parse_instant(message.payload[name]) for name in ("from", "until")))
        made = offer_slots(self.storage, message.business_id, within, self.clock, self.ids)
        return None if made else "Nobody waits for what is free."

    def _settle(self, message: Message) -> str | None:
        """The booking is read first and not locked: writers of bookings lock staff while they hold theirs."""
        with self.storage.reading() as view:
            booking = view.booking(message.business_id, message.booking_id or "")
        if booking is None or booking.status is Status.CANCELLED:
            return "The booking has been cancelled since."
        with self.storage.writing() as unit:
            is_settled = settle(unit, booking, message.payload["entry_id"], self.clock())
        return None if is_settled else "The entry is closed, or waits for another time."
