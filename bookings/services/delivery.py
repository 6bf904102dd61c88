"""What the worker claims and notes: its port to the storage. Each call is a transaction of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bookings.services.messages import Message, NewMessage


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is done."""

    message: Message
    """As it was claimed."""
    note: str | None = None
    """Why there was nothing to deliver, if there was not."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """It failed and is tried again."""

    message: Message
    """As it was claimed."""
    error: str
    """What went wrong."""
    until: datetime
    """When it is tried again."""


@dataclass(frozen=True, slots=True)
class PutAside:
    """It is not tried again unless an operator says so."""

    message: Message
    """As it was claimed."""
    error: str
    """What went wrong."""


Outcome = Delivered | Postponed | PutAside


@dataclass(frozen=True, slots=True)
class Expanded:
    """An event with its consequences, which are written together with its outcome or not at all."""

    outcome: Outcome
    """What became of the event."""
    messages: Sequence[NewMessage]
    """Those whose key is there already are not written again."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far deliveries are behind."""

    due: int
    """Messages whose time has come."""
    waiting: int
    """All that are to be delivered, also later."""
    dead: int
    """Put aside."""
    oldest_due_at: datetime | None
    """When the time came of the one that is due longest; None: nothing is due."""


class Outbox(Protocol):
    def due(self, kinds: Collection[str], now: datetime) -> set[str]:
        """The kinds of which something can be claimed. Cheap; changes nothing."""
        ...

    def claim(
        self, kinds: Collection[str], now: datetime, limit: int, by: str, until: datetime
    ) -> list[Message]:
        """Take what is due and nobody else has; it comes back at `until` if nothing is heard of it."""
        ...

    def expand(self, events: Sequence[Expanded], by: str, now: datetime) -> None:
        """Write the consequences of the events that are still `by`'s."""
        ...

    def settle(self, outcomes: Sequence[Outcome], by: str, now: datetime) -> None:
        """Note what became of the messages that are still `by`'s."""
        ...

    def release(self, messages: Sequence[Message], by: str) -> None:
        """Give back what was claimed and not tried."""
        ...
