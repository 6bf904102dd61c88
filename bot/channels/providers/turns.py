"""Messages that were taken with "200" and are answered afterwards, those of one conversation in order."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[None]]

MOST_WAITING = 20
"""Messages of one conversation that may wait; somebody who writes faster is asked to come again."""

logger = logging.getLogger(__name__)


class Turns:
    """Runs work in the background, one piece after the other for each conversation."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        self._last: dict[str, asyncio.Task[None]] = {}
        self._waiting: Counter[str] = Counter()
        self._running: set[asyncio.Task[None]] = set()

    def has_room(self, conversation: str) -> bool:
        """Whether another piece may be begun for this conversation."""
        return self._waiting[conversation] < self._most_waiting

    def begin(self, conversation: str, work: Work) -> None:
        """Do `work` when all that was begun for this conversation is done."""
        task = asyncio.get_running_loop().create_task(self._after(self._last.get(conversation), work))
        self._last[conversation] = task
        self._waiting[conversation] += 1
        self._running.add(task)
        task.add_done_callback(lambda done: self._forget(conversation, done))

    async def finish(self, seconds: float) -> None:
        """Wait until everything is done, so that a server that stops loses no message it has taken."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=seconds)

    @staticmethod
    async def _after(before: asyncio.Task[None] | None, work: Work) -> None:
        if before:
            await asyncio.wait([before])
        try:
            await work()
        except Exception:
            logger.exception("A message could not be answered.")

    def _forget(self, conversation: str, done: asyncio.Task[None]) -> None:
        self._running.discard(done)
        self._waiting[conversation] -= 1
        if not self._waiting[conversation]:
            del self._waiting[conversation]
        if self._last.get(conversation) is done:
            del self._last[conversation]
