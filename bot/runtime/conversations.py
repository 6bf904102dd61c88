"""The conversations that the bot remembers, within bounds.

Rasa's in-memory store keeps every conversation for as long as the process runs, so a public bot fills
the machine in the end. Here the ones that have been silent longest are forgotten. Rasa also writes each
conversation out as text after every message, and reads and plays it again before the next; here those that
are under way are kept as they are, and long ones are cut (see `long_conversations`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker, get_trackers_for_conversation_sessions

from bot.runtime.long_conversations import shortened
from bot.runtime.patches.quick_tracker import copy_of


class RecentConversations(InMemoryTrackerStore):
    """Rasa's store in memory, bounded in size and age."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        max_megabytes: float = 256,
        max_idle_hours: float = 24,
        under_way: int = 200,
        host: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        **_: Any,
    ) -> None:
        """`max_megabytes`: of the conversations kept as text; `max_idle_hours`: since the last message.

        `under_way`: how many of the most recent conversations are kept as they are.
        """
        super().__init__(domain, event_broker)
        self._max_size, self._max_idle = max_megabytes * 1_000_000, max_idle_hours * 3600
        self._monotonic, self._under_way = monotonic, under_way
        self._size = 0
        # In both the order of the keys is that of the last messages, the longest silent one first.
        self._saved_at: dict[str, float] = {}
        self._live: dict[str, tuple[DialogueStateTracker, Domain]] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Remember the conversation as it is now, and forget what is beyond the bounds."""
        if self.event_broker is not None:
            await self.stream_events(tracker)
        if has_earlier_sessions(tracker):
            tracker = get_trackers_for_conversation_sessions(tracker)[-1]
        sender = tracker.sender_id
        self._forget(sender)
        self._live[sender] = copy_of(shortened(tracker, self.domain.slots)), self.domain
        self._saved_at[sender] = self._monotonic()
        while len(self._live) > self._under_way:
            self._write_out(next(iter(self._live)))
        self._keep_within_bounds()

    async def _retrieve(self, sender_id: str, fetch_all_sessions: bool) -> DialogueStateTracker | None:
        if sender_id in self._live and self._live[sender_id][1] is not self.domain:
            # Another model was loaded, with other slots perhaps: the events are played again.
            self._write_out(sender_id)
        if sender_id not in self._live:
            text = self.store.get(sender_id)
            return self.deserialise_tracker(sender_id, text) if text else None
        return copy_of(self._live[sender_id][0])

    async def keys(self) -> Iterable[str]:
        """The senders of all conversations."""
        return self._saved_at.keys()

    def _write_out(self, sender: str) -> None:
        tracker, _ = self._live.pop(sender)
        self.store[sender] = self.serialise_tracker(tracker)
        self._size += len(self.store[sender])

    def _keep_within_bounds(self) -> None:
        oldest_kept = self._monotonic() - self._max_idle
        *others, _ = self._saved_at
        for sender in others:
            if self._size <= self._max_size and self._saved_at[sender] >= oldest_kept:
                return
            self._forget(sender)

    def _forget(self, sender: str) -> None:
        self._saved_at.pop(sender, None)
        self._live.pop(sender, None)
        self._size -= len(self.store.pop(sender, ""))


def has_earlier_sessions(tracker: DialogueStateTracker) -> bool:
    """Whether it began anew at least once since its first event."""
    return sum(isinstance(event, SessionStarted) for event in tracker.events) > 1
