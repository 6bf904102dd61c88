"""The waitlist's plug, and what is done regularly. Deadlines are kept whether or not it runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bookings.integrations.waitlist.consequences import CONSEQUENCES
from bookings.integrations.waitlist.handler import WaitlistHandler
from bookings.services.messages import Job, Plug
from bookings.services.offer_slots import lapse_offer, offer_slots
from bookings.services.ports import Clock, Identifiers, Storage

AT_ONCE = 100
LAPSING = timedelta(seconds=5)
LOOKING = timedelta(minutes=1)
"""How often it looks for what became free without a word: by opening hours, calendars, expired holds."""


@dataclass(frozen=True)
class Upkeep:
    """The jobs; any number of workers may run them."""

    storage: Storage
    """Where everything is kept."""
    clock: Clock
    """The present instant."""
    ids: Identifiers
    """Ids for holds and offers."""

    async def lapse(self) -> bool:
        """Pass on what was not answered in time, and close what is over."""
        return await asyncio.to_thread(self._lapse)

    async def look(self) -> bool:
        """Offer what is free, at every business at which somebody waits."""
        return await asyncio.to_thread(self._look)

    def _lapse(self) -> bool:
        now = self.clock()
        with self.storage.reading() as view:
            lapsed = view.waitlist.lapsed(now, AT_ONCE)
        for business_id, entry_id in lapsed:
            with self.storage.writing() as unit:
                entry = unit.waitlist.entry(business_id, entry_id)
                if entry is not None:
                    lapse_offer(unit, entry, now)
        with self.storage.reading() as view:
            is_over = view.waitlist.are_expired(now)
        closed = 0
        if is_over:
            with self.storage.writing() as unit:
                closed = unit.waitlist.close_expired(now, AT_ONCE)
        return AT_ONCE in (len(lapsed), closed)

    def _look(self) -> bool:
        with self.storage.reading() as view:
            business_ids = view.waitlist.businesses(self.clock())
        for business_id in business_ids:
            offer_slots(self.storage, business_id, None, self.clock, self.ids)
        return False


def waitlist_plug(storage: Storage, clock: Clock, ids: Identifiers) -> Plug:
    upkeep = Upkeep(storage, clock, ids)
    return Plug(
        CONSEQUENCES,
        [WaitlistHandler(storage, clock, ids)],
        [
            Job("Passing on offers that have lapsed", LAPSING, upkeep.lapse),
            Job("Looking for times that are waited for", LOOKING, upkeep.look),
        ],
    )
