"""One message of a conversation after the other, in the order in which they came.

Rasa's lock is polled once a second, so that of two quick messages the second waits up to a second for
nothing. Here the next one is woken as soon as the one before is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import InMemoryLockStore, LockError
from rasa.utils.endpoints import EndpointConfig

_PATIENCE_SECONDS = 60.0
"""How long a message waits for those before it, Rasa's own default."""


class ConversationLocks(InMemoryLockStore):
    """Locks of conversations, fair and without polling; for one process (SANIC_WORKERS=1)."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, **_: Any) -> None:
        super().__init__()
        self._turns: dict[str, asyncio.Lock] = {}
        self._interested: dict[str, int] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = _PATIENCE_SECONDS, wait_time_in_seconds: float = 0
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation's lock. Raises LockError when it stays taken for `lock_lifetime` seconds."""
        turn = self._turns.setdefault(conversation_id, asyncio.Lock())
        self._interested[conversation_id] = self._interested.get(conversation_id, 0) + 1
        try:
            try:
                await asyncio.wait_for(turn.acquire(), timeout=lock_lifetime)
            except asyncio.TimeoutError:
                raise LockError("The messages before this one took too long.") from None
            try:
                yield TicketLock(conversation_id)
            finally:
                turn.release()
        finally:
            self._leave(conversation_id)

    def _leave(self, conversation_id: str) -> None:
        self._interested[conversation_id] -= 1
        if not self._interested[conversation_id]:
            del self._interested[conversation_id], self._turns[conversation_id]
