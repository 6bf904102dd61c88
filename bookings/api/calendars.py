"""Before somebody is booked, their calendars are looked into: outside the transaction, and only if they
have any."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

from litestar import Litestar

from bookings.api.core import Core
from bookings.services.calendars.before_booking import NOBODY
from bookings.services.ports import Reading


async def unreadable_staff(
    core: Core, business_id: str, candidates: Callable[[Reading], Collection[str]]
) -> frozenset[str]:
    """Who must not be booked now, because their calendar could not be read."""
    if core.calendars is None or not await core.calendars.concerned(business_id):
        return NOBODY

    def read() -> Collection[str]:
        with core.storage.reading() as view:
            return candidates(view)

    return await core.calendars.unreadable(business_id, await asyncio.to_thread(read))


@asynccontextmanager
async def closing_calendars(app: Litestar) -> AsyncIterator[None]:
    """What is being read is left when the application ends."""
    try:
        yield
    finally:
        core = app.state.core
        if core is not None and core.calendars is not None:
            await core.calendars.close()
