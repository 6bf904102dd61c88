"""Read from the calendars when their people are busy."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from bookings.engine.timerange import TimeRange
from bookings.engine.wording import iso, parse_instant
from bookings.services.calendars.errors import CalendarError, Unreachable
from bookings.services.calendars.model import BusyReport, ConnectedCalendar
from bookings.services.calendars.ports import CalendarClients, CalendarStore
from bookings.services.calendars.sync_booking import tell_trouble

BACK = timedelta(days=1)
"""How far back busy ranges are kept: what began yesterday may still last."""
MARGIN = timedelta(days=3)
"""How much further than the horizon a full import reaches, so that it is still enough tomorrow."""
FULL_EVERY = timedelta(days=1)
"""A full import heals what increments may have missed, and moves on with the horizon."""
AT_ONCE = 8
"""How many calendars are read at the same time."""

logger = logging.getLogger(__name__)


class BusyImport:
    """Imports busy ranges, never the same calendar twice at the same time in one process."""

    def __init__(self, store: CalendarStore, clients: CalendarClients, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock
        self._running: dict[str, asyncio.Task[bool]] = {}

    async def import_all(self, every: timedelta) -> None:
        """Read every calendar that has not been read for that long."""
        now = self._clock()
        calendars = await asyncio.to_thread(self._store.calendars)
        due = [each for each in calendars if may_be_read(each, now) and not is_fresh(each, now, every)]
        turn = asyncio.Semaphore(AT_ONCE)

        async def read(calendar: ConnectedCalendar) -> None:
            async with turn:
                await self.refresh(calendar)

        await asyncio.gather(*map(read, due))

    async def fresh(self, calendars: Collection[ConnectedCalendar], within: float) -> set[str]:
        """Read them now; the ids of those that could be, within so many seconds. The others are read on."""
        tasks = {asyncio.ensure_future(self.refresh(each)): each.id for each in calendars}
        if not tasks:
            return set()
        done, _ = await asyncio.wait(tasks, timeout=within)
        return {tasks[task] for task in done if not task.cancelled() and task.result()}

    async def refresh(self, calendar: ConnectedCalendar) -> bool:
        """Whether its busy ranges are those of now. Trouble is noted, not raised."""
        task = self._running.get(calendar.id)
        if task is None:
            task = asyncio.ensure_future(self._refresh(calendar))
            self._running[calendar.id] = task
            task.add_done_callback(lambda _: self._running.pop(calendar.id, None))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Leave what is being read, and the servers."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._clients.close()

    async def _refresh(self, calendar: ConnectedCalendar) -> bool:
        try:
            return await self._outcome(calendar)
        except Exception:
            logger.exception("%s could not be read", calendar.id)
            return False

    async def _outcome(self, calendar: ConnectedCalendar) -> bool:
        try:
            await self._import(calendar)
        except CalendarError as error:
            await asyncio.to_thread(tell_trouble, self._store, calendar, error, self._clock())
            return False
        return True

    async def _import(self, calendar: ConnectedCalendar) -> None:
        now = self._clock()
        needed = now + timedelta(days=calendar.horizon_days) + BACK
        state = _usable(calendar, now, needed)
        until = parse_instant(state["until"]) if state else needed + MARGIN
        span = TimeRange(now - BACK, until)
        async with self._clients.open(calendar) as client:
            try:
                found = await client.busy(span, calendar.zone, state["at"] if state else None)
            except (KeyError, TypeError, ValueError) as error:
                raise Unreachable(f"The answer cannot be read: {error!r}.") from error
        full_at = iso(now) if found.is_full or state is None else state["full_at"]
        kept = {"until": iso(until), "full_at": full_at, "at": dict(found.state)}
        report = BusyReport(found.is_full or state is None, found.events, kept)
        await asyncio.to_thread(self._store.keep_report, calendar, report, span, now)


def _usable(calendar: ConnectedCalendar, now: datetime, needed: datetime) -> dict[str, Any] | None:
    """What the last import left, unless it does not reach far enough or is due to be made anew."""
    state = calendar.sync_state
    if state is None or parse_instant(state["until"]) < needed:
        return None
    if now - parse_instant(state["full_at"]) >= FULL_EVERY:
        return None
    return dict(state)


def may_be_read(calendar: ConnectedCalendar, now: datetime) -> bool:
    is_left_alone = calendar.retry_at is not None and calendar.retry_at > now
    return calendar.reads and calendar.broken_at is None and not is_left_alone


def is_fresh(calendar: ConnectedCalendar, now: datetime, length: timedelta) -> bool:
    return calendar.synced_at is not None and now - calendar.synced_at < length
