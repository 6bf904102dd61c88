"""Make the calendars agree with a booking as it is now.

Nothing is replayed: what happened to the booking, in which order and how often it was told make no
difference. Where an event may be is noted before it is written, so that none is lost sight of.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bookings.engine.booking import Booking
from bookings.services.calendars.entry import SHOWN, entry_of
from bookings.services.calendars.errors import Broken, CalendarError, Refused, Unreachable
from bookings.services.calendars.model import ConnectedCalendar, EventLink
from bookings.services.calendars.ports import CalendarClients, CalendarStore

ROUNDS = 5
"""How often a booking that keeps changing meanwhile is followed before it is left for later."""

logger = logging.getLogger(__name__)


class BookingSync:
    """Writes bookings into the calendars of their staff."""

    def __init__(self, store: CalendarStore, clients: CalendarClients, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock

    async def sync(self, business_id: str, booking_id: str, calendar_id: str) -> str | None:
        """Why there was nothing to do, if there was not: a calendar that is broken is caught up with when
        it is connected again. Raises Unreachable, Refused."""
        for _ in range(ROUNDS):
            booking, calendar, link = await asyncio.to_thread(
                self._store.pair, business_id, booking_id, calendar_id
            )
            if booking is None or calendar is None:
                return "There is no such calendar or booking any more."
            if calendar.broken_at is not None:
                return "The calendar has to be connected again."
            if not await self._agreed(booking, calendar, link):
                return "The calendar has to be connected again."
            now, _, _ = await asyncio.to_thread(self._store.pair, business_id, booking_id, calendar_id)
            if now is None or now.version == booking.version:
                return None
        raise Unreachable("The booking keeps being changed.")

    async def _agreed(self, booking: Booking, calendar: ConnectedCalendar, link: EventLink | None) -> bool:
        """False if the calendar turned out to be broken."""
        try:
            if _belongs(booking, calendar):
                await self._put(booking, calendar, link)
            elif link is not None:
                await self._remove(booking, calendar, link)
        except CalendarError as error:
            await asyncio.to_thread(tell_trouble, self._store, calendar, error, self._clock())
            if not isinstance(error, Broken):
                raise
            return False
        return True

    async def _put(self, booking: Booking, calendar: ConnectedCalendar, link: EventLink | None) -> None:
        """Also if it has been written before: whoever wrote it may have been overtaken."""
        if link is None:
            await asyncio.to_thread(self._store.intend, booking.id, calendar.id)
        async with self._clients.open(calendar) as client:
            event = await client.put(entry_of(booking, self._clock()), link.event if link else None)
        await asyncio.to_thread(self._store.note_written, booking.id, calendar.id, booking.version, event)

    async def _remove(self, booking: Booking, calendar: ConnectedCalendar, link: EventLink) -> None:
        async with self._clients.open(calendar) as client:
            await client.remove(booking.id, link.event)
        await asyncio.to_thread(self._store.note_removed, booking.id, calendar.id)


def _belongs(booking: Booking, calendar: ConnectedCalendar) -> bool:
    return calendar.writes and calendar.staff_id == booking.staff_id and booking.status in SHOWN


def tell_trouble(
    store: CalendarStore, calendar: ConnectedCalendar, error: CalendarError, now: datetime
) -> None:
    """Note it beside the calendar, and in the log what needs somebody, without a provider's words."""
    retry_after = error.retry_after if isinstance(error, Unreachable) else None
    retry_at = now + retry_after if retry_after else None
    is_broken = isinstance(error, Broken)
    store.note_trouble(calendar.id, error.reason, now, retry_at, is_broken)
    if is_broken:
        logger.error("%s has to be connected again; `bookings calendars list` tells why.", calendar.id)
    elif isinstance(error, Refused):
        logger.error("%s refuses a request; `bookings calendars list` tells why.", calendar.id)
    else:
        logger.warning("%s cannot be reached; `bookings calendars list` tells why.", calendar.id)
