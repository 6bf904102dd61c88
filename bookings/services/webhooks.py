"""Webhooks: whom a business wants to be told what, and what follows from an event for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bookings.engine.wording import iso
from bookings.services.messages import Event, Message, NewMessage
from bookings.services.ports import Reading

KIND = "webhook.event"
EVENTS = (
    "booking.created",
    "booking.rescheduled",
    "booking.cancelled",
    "booking.attendance_confirmed",
    "booking.no_show",
    "booking.completed",
    "booking.reminder",
    "waitlist.offered",
    "handover.requested",
)
"""What can be told."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told."""

    id: str
    """Unique among all businesses."""
    business_id: str
    """Whose it is."""
    url: str
    """Where events are sent."""
    events: Sequence[str]
    """Which of EVENTS."""
    secret: str
    """What its messages are signed with; sealed."""
    created_at: datetime
    """When it was added."""
    old_secret: str | None = None
    """What they are signed with as well, after a rotation; sealed."""
    old_secret_until: datetime | None = None
    """Until when."""
    disabled_at: datetime | None = None
    """Since when it is told nothing, because somebody said so."""
    delivered_at: datetime | None = None
    """When it last took something, known to the minute."""
    failing_since: datetime | None = None
    """When the first of its failures was, since it last took something."""
    last_error: str | None = None
    """The last of these failures."""

    def sealed_secrets(self, now: datetime) -> list[str]:
        """The newest first."""
        is_old_used = self.old_secret_until is not None and now < self.old_secret_until
        return [self.secret, *([self.old_secret] if self.old_secret and is_old_used else [])]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is in the outbox for a webhook."""

    waiting: int = 0
    """Messages that are still to be delivered."""
    aside: int = 0
    """Messages that were put aside."""


class WebhookStore(Protocol):
    """Webhooks as they are kept. Every method is one transaction."""

    def webhook(self, webhook_id: str) -> Webhook | None: ...

    def webhooks(self, business_id: str | None = None) -> list[Webhook]:
        """In a stable order."""
        ...

    def backlogs(self) -> Mapping[str, Backlog]:
        """By the webhook's id; those without a backlog are not there."""
        ...

    def add(self, webhook: Webhook) -> None:
        """Raises NotFound for a business that there is not, InvalidRequest if it has the same address."""
        ...

    def change(self, webhook_id: str, **values: Any) -> bool:
        """Whether there is such a webhook."""
        ...

    def replace_secret(self, webhook_id: str, secret: str, until: datetime) -> bool:
        """The one that it has becomes the old one. Whether there is such a webhook."""
        ...

    def remove(self, webhook_id: str) -> bool: ...

    def note_delivered(self, webhook_id: str, now: datetime) -> None: ...

    def note_failed(self, webhook_id: str, reason: str, now: datetime) -> None: ...


def webhook_messages(event: Event, view: Reading) -> Iterable[NewMessage]:
    """One for each webhook that wants to be told. What is about one booking or entry arrives in order."""
    message = event.message
    about = message.booking_id or message.payload.get("entry_id") or message.id
    for webhook_id in view.webhook_ids(message.business_id, message.kind):
        payload = {
            "webhook_id": webhook_id,
            "event": message.kind,
            "message_id": message_id(message),
            "at": iso(message.created_at),
        }
        yield NewMessage(KIND, payload | _details(message), lane=f"{lane_start(webhook_id)}{about}")


def lane_start(webhook_id: str) -> str:
    return f"webhook:{webhook_id}:"


def message_id(event: Message) -> str:
    """The event's name outside: the same for every attempt, every worker and every copy of the database."""
    named = [event.business_id, event.booking_id, event.kind, iso(event.created_at), dict(event.payload)]
    return "msg_" + hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:32]


def _details(event: Message) -> dict[str, Any]:
    """Of a booking nothing is kept here but what it was before: it is read when it is told."""
    if event.booking_id is None:
        return {"data": dict(event.payload)}
    return {name: event.payload[name] for name in ("from", "minutes_before") if name in event.payload}
