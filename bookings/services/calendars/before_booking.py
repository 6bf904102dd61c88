"""Look into the calendars of who might take an appointment, just before it is booked.

Outside the transaction, and not for long. Who has no connected calendar costs nothing: which people of a
business have one is remembered for some seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.services.calendars.import_busy import BusyImport, is_fresh, may_be_read
from bookings.services.calendars.model import ConnectedCalendar
from bookings.services.calendars.ports import CalendarStore

REMEMBERED = timedelta(seconds=5)
"""How soon a newly connected calendar is noticed, and how long what was read counts as read just now."""

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens if a calendar cannot be read just before a booking."""

    wait_seconds: float = 1.5
    """How long a booking waits for calendars."""
    refuse: bool = False
    """Whether who has an unreadable calendar is not booked; else what was last known holds."""


class BeforeBooking:
    """Keeps the calendars of those concerned as fresh as a booking needs them."""

    def __init__(
        self,
        store: CalendarStore,
        busy_import: BusyImport,
        clock: Callable[[], datetime],
        policy: Policy,
    ) -> None:
        self._store = store
        self._import = busy_import
        self._clock = clock
        self._policy = policy
        self._known: dict[str, tuple[datetime, frozenset[str]]] = {}

    async def concerned(self, business_id: str) -> frozenset[str]:
        """The people of the business who have a calendar that makes them busy."""
        now = self._clock()
        known = self._known.get(business_id)
        if known is None or not now - REMEMBERED < known[0] <= now:
            calendars = await asyncio.to_thread(self._store.calendars, business_id)
            known = now, frozenset(each.staff_id for each in calendars if _counts(each))
            self._known[business_id] = known
        return known[1]

    async def unreadable(self, business_id: str, staff_ids: Collection[str]) -> frozenset[str]:
        """Read their calendars; who must not be booked now, because theirs could not be read."""
        wanted = sorted(await self.concerned(business_id) & set(staff_ids))
        if not wanted:
            return NOBODY
        now = self._clock()
        calendars = await asyncio.to_thread(self._store.calendars, business_id, wanted)
        stale = [each for each in calendars if _counts(each) and not is_fresh(each, now, REMEMBERED)]
        asked = [each for each in stale if may_be_read(each, now)]
        read = await self._import.fresh(asked, self._policy.wait_seconds)
        unread = {each.id for each in stale} - read
        if not self._policy.refuse or not unread:
            return NOBODY
        found = await asyncio.to_thread(self._store.calendars, business_id, wanted)  # some may be broken now
        return frozenset(each.staff_id for each in found if each.id in unread and _counts(each))

    async def close(self) -> None:
        """Leave what is being read."""
        await self._import.close()


def _counts(calendar: ConnectedCalendar) -> bool:
    """A broken one waits for the operator; bookings do not wait with it."""
    return calendar.reads and calendar.broken_at is None
