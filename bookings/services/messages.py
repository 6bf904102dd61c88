"""What the outbox carries, and what an integration adds to it. See docs/outbox.md.

An *event* says what happened to a booking; it is written in the booking's own transaction. The
worker turns each into *messages* for the outside world, one for each consequence, which are then
delivered, and tried again, independently of one another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias

from bookings.engine.booking import Booking
from bookings.engine.model import Configuration
from bookings.services.ports import Reading


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be written to the outbox."""

    kind: str
    """Which handler delivers it: "email.confirmation", "calendar.event"."""
    payload: Mapping[str, Any] = field(default_factory=dict)
    """What the handler needs to know, as JSON has it: ids rather than contents, and no secrets."""
    lane: str | None = None
    """Messages of one lane leave in the order in which they were written, one at a time."""
    key: str | None = None
    """A message whose key has been seen is not written again; None: made from the event, kind and lane."""
    available_at: datetime | None = None
    """Not delivered earlier; None: at once."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message (or an event) that this worker has claimed."""

    id: int
    """Counts up in the order of writing."""
    business_id: str
    """Whose it is."""
    booking_id: str | None
    """The booking it is about, if it is about one."""
    kind: str
    """As in NewMessage."""
    payload: Mapping[str, Any]
    """As in NewMessage."""
    created_at: datetime
    """When it was written."""
    attempts: int
    """How often it has been claimed, this time included."""
    lane: str | None = None
    """As in NewMessage."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, with what its consequences depend on."""

    message: Message
    """As it was written; the payload of a booking's: version, status, reason, for a move `from` too."""
    booking: Booking | None
    """As it is now, which may be later than what happened."""
    configuration: Configuration
    """As it is now."""

    @property
    def version(self) -> int:
        """The booking's version once this had happened."""
        version: int = self.message.payload.get("version", 1)
        return version


Consequence: TypeAlias = Callable[[Event, Reading], Iterable[NewMessage]]
"""What follows from an event: looks things up in the view if it must, and does nothing else."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When a failed delivery is tried again, and how long. Pauses double from the first to the longest."""

    first_pause: timedelta = timedelta(seconds=10)
    """After the first failure."""
    longest_pause: timedelta = timedelta(hours=1)
    """However often it has failed."""
    give_up_after: timedelta = timedelta(days=3)
    """From the writing of the message; then it is put aside."""
    least_attempts: int = 8
    """It is not put aside for its age before that many."""


class RetryLater(Exception):
    """The delivery failed and may go well another time."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        """What went wrong, for operators: no secrets in it."""
        self.after = after
        """The other side asked to be left alone for so long."""


class GiveUp(Exception):
    """The delivery failed and always will: the message is put aside."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """What went wrong, for operators: no secrets in it."""


class Handler(Protocol):
    """Delivers messages of some kinds. At least once: a message may come again after it was delivered."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that it delivers; no two handlers share one."""
        ...

    @property
    def at_once(self) -> int:
        """How many it delivers at the same time."""
        ...

    @property
    def policy(self) -> RetryPolicy: ...

    async def deliver(self, message: Message) -> str | None:
        """Deliver it, within a minute. A text says why there was nothing to deliver.

        Raises RetryLater and GiveUp; any other exception is a fault of ours and tried again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """What the worker does again and again, beside delivering."""

    name: str
    """For the log."""
    every: timedelta
    """How long it pauses in between."""
    run: Callable[[], Awaitable[bool]]
    """True: there is more to do, without a pause. Several workers may run it at the same time."""


@dataclass(frozen=True, slots=True)
class Plug:
    """What one integration adds to the worker."""

    consequences: Mapping[str, Sequence[Consequence]] = field(default_factory=dict)
    """By the kind of event: "booking.created"."""
    handlers: Sequence[Handler] = ()
    """For the kinds of messages that the consequences write."""
    jobs: Sequence[Job] = ()
    """What is done regularly."""
