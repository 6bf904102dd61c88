"""When each key was last used: noted in memory, written now and then, so that reading stays reading."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from litestar import Litestar

from bookings.api.core import Core

FLUSH_SECONDS = 60

logger = logging.getLogger(__name__)


class KeyUses:
    """The uses that have not been written yet."""

    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}

    def note(self, key_id: str, at: datetime) -> None:
        self._last[key_id] = at

    def write(self, core: Core) -> None:
        """A use that cannot be written now is written next time, unless the key is used again."""
        taken, self._last = self._last, {}
        if not taken:
            return
        try:
            with core.storage.writing() as unit:
                unit.note_key_uses(taken)
        except Exception:
            self._last = taken | self._last
            logger.warning("The last use of the keys could not be written.", exc_info=True)


@asynccontextmanager
async def writing_key_uses(app: Litestar) -> AsyncIterator[None]:
    """While the application runs, and once more when it stops."""
    task = asyncio.create_task(_write_regularly(app))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await _write(app)


async def _write_regularly(app: Litestar) -> None:
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        await _write(app)


async def _write(app: Litestar) -> None:
    if app.state.core is not None:
        await asyncio.to_thread(app.state.key_uses.write, app.state.core)
