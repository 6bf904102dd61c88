"""From an event to its consequences: reads, and writes nothing itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from bookings.outbox.retry import after_failure
from bookings.services.delivery import Delivered, Expanded
from bookings.services.lookup import configuration_of
from bookings.services.messages import Consequence, Event, Message, NewMessage, RetryPolicy
from bookings.services.ports import Reading

POLICY = RetryPolicy(timedelta(seconds=5), timedelta(minutes=10), timedelta(hours=1))
"""For events: what fails here is a fault of ours, and holds up the booking's later events."""

logger = logging.getLogger(__name__)


def expand(
    view: Reading,
    message: Message,
    consequences: Mapping[str, Sequence[Consequence]],
    now: datetime,
    chance: Random,
) -> Expanded:
    """The event's messages. A function that fails does not hold up the others: the event comes again
    later for it, and then the others' messages are there already."""
    booking = view.booking(message.business_id, message.booking_id) if message.booking_id else None
    event = Event(message, booking, configuration_of(view, message.business_id))
    messages: list[NewMessage] = []
    failed: Exception | None = None
    for function in consequences[message.kind]:
        try:
            messages += [_with_key(message, new) for new in function(event, view)]
        except Exception as error:
            logger.exception("A consequence of the event %s (%s) failed", message.id, message.kind)
            failed = error
    if failed is not None:
        return Expanded(after_failure(message, failed, POLICY, now, chance), messages)
    return Expanded(Delivered(message), messages)


def _with_key(event: Message, new: NewMessage) -> NewMessage:
    return replace(new, key=new.key or f"{_origin(event)}/{new.kind}/{new.lane or ''}")


def _origin(event: Message) -> str:
    """The event's name in any database: its number is another one where its business is taken up."""
    version = event.payload.get("version")
    if event.booking_id is None or version is None:
        return f"{event.business_id}:{event.kind}:{int(event.created_at.timestamp())}:{event.id}"
    return f"{event.booking_id}:{version}:{event.kind}"
