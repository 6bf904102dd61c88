"""Writing down what became of deliveries: together what comes together, in one transaction."""

from __future__ import annotations

import asyncio
import logging

from bookings.services.delivery import Outbox, Outcome
from bookings.services.ports import Clock

PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Settling:
    """While one transaction is under way the next outcomes gather, and share the one that follows."""

    def __init__(self, outbox: Outbox, clock: Clock, by: str, patience_seconds: float) -> None:
        self._outbox, self._clock, self._by = outbox, clock, by
        self._patience = patience_seconds
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def settle(self, outcome: Outcome) -> None:
        """Returns when it is written; or when the claim is over and somebody else delivers it again."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._write([outcome for outcome, _ in batch])
                for _, done in batch:
                    if not done.done():
                        done.set_result(None)
        finally:
            self._writer = None

    async def _write(self, outcomes: list[Outcome]) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while True:
            try:
                await asyncio.to_thread(self._outbox.settle, outcomes, self._by, self._clock())
                return
            except Exception as error:
                if loop.time() >= until:
                    logger.error("What became of %s messages could not be noted: %s", len(outcomes), error)
                    return
                logger.warning("Noting what became of messages failed, trying again: %s", error)
                await asyncio.sleep(PAUSE_SECONDS)
