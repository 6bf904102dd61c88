"""One conversation of the widget: what was said, in order, for as many open pages as show it."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

MOST_EVENTS = 400
"""Events that are kept for a page that comes back."""
MOST_IDS = 1000
"""Ids of messages that are known when they come again."""


@dataclass(frozen=True)
class Event:
    """Something that happened in the conversation."""

    number: int
    """Counted from 1."""
    name: str
    """`message`, `reply` or `answered`."""
    data: dict[str, Any]


@dataclass
class Session:
    """What the server knows of a conversation; a restart forgets it, and `epoch` tells."""

    id: str
    epoch: str = field(default_factory=lambda: secrets.token_hex(4))
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=MOST_EVENTS))
    used_at: float = 0.0
    """When it was used last, by a clock that only runs forwards."""
    turns: int = 0
    """Messages that are being answered, or wait for it."""
    _known: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _pages: set[asyncio.Event] = field(default_factory=set)
    _number: int = 0

    @property
    def number(self) -> int:
        """Of the latest event; 0 before the first."""
        return self._number

    @property
    def pages(self) -> int:
        """How many open pages follow it."""
        return len(self._pages)

    def knows(self, message_id: str) -> bool:
        """Whether this message has come before."""
        return message_id in self._known

    def learn(self, message_id: str) -> None:
        """It has come."""
        self._known[message_id] = None
        if len(self._known) > MOST_IDS:
            self._known.popitem(last=False)

    def add(self, name: str, data: dict[str, Any]) -> None:
        """Keep what happened, and tell every open page."""
        self.keep(Event(self._number + 1, name, data))
        self.wake()

    def keep(self, event: Event) -> None:
        """Keep what happened, unless it is known."""
        if event.number > self._number:
            self._number = event.number
            self.events.append(event)

    def begin_anew(self, epoch: str) -> None:
        """Nothing is remembered of it where it was kept."""
        self.epoch, self._number = epoch, 0
        self.events.clear()

    def wake(self) -> None:
        """Let every open page look for news."""
        for page in self._pages:
            page.set()

    @contextmanager
    def page(self) -> Iterator[asyncio.Event]:
        """An open page follows the conversation; the event is set when there are news."""
        news = asyncio.Event()
        self._pages.add(news)
        try:
            yield news
        finally:
            self._pages.discard(news)

    def position(self, event_id: str | None) -> int | None:
        """The number that the id of an event names; None when what followed it is not known (any more)."""
        epoch, _, number = (event_id or "").partition("-")
        if epoch != self.epoch or not (number.isascii() and number.isdigit() and len(number) < 10):
            return None
        oldest = self.events[0].number if self.events else self._number + 1
        return int(number) if oldest - 1 <= int(number) <= self._number else None

    def after(self, number: int) -> list[Event]:
        """The events after this one, oldest first."""
        return [event for event in self.events if event.number > number]
