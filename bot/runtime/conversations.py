"""The conversations that the bot remembers, within bounds.

Rasa's in-memory store keeps every conversation for as long as the process runs, so a public bot fills
the machine in the end. Here the ones that have been silent longest are forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class RecentConversations(InMemoryTrackerStore):
    """Rasa's store in memory, bounded in size and age."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        max_megabytes: float = 256,
        max_idle_hours: float = 24,
        host: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        **_: Any,
    ) -> None:
        """`max_megabytes`: of all conversations as text; `max_idle_hours`: since the last message of one."""
        super().__init__(domain, event_broker)
        self._max_size, self._max_idle = max_megabytes * 1_000_000, max_idle_hours * 3600
        self._monotonic = monotonic
        self._size = 0
        # The order of the keys is that of the last messages, the longest silent one first.
        self._saved_at: dict[str, float] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Remember the conversation as it is now, and forget what is beyond the bounds."""
        self._forget(tracker.sender_id)
        await super().save(tracker)
        self._size += len(self.store[tracker.sender_id])
        self._saved_at[tracker.sender_id] = self._monotonic()
        self._keep_within_bounds()

    def _keep_within_bounds(self) -> None:
        oldest_kept = self._monotonic() - self._max_idle
        *others, _ = self._saved_at
        for sender in others:
            if self._size <= self._max_size and self._saved_at[sender] >= oldest_kept:
                return
            self._forget(sender)

    def _forget(self, sender: str) -> None:
        if sender in self._saved_at:
            del self._saved_at[sender]
            self._size -= len(self.store.pop(sender))
