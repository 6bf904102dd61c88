"""A tracker of our making and a client that answers what a test tells it to."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.client import Booking, BookingPage, Catalogue, Pagination
from actions.dialogue.memory import Memory, to_slots
from actions.handlers.base import Handler
from actions.handlers.context import Context
from tests.actions.dialogue.talking import NOW, practice

START = datetime(2026, 11, 25, 14, 0, tzinfo=timezone.utc)
READY = {
    "link_id": "link_checkup",
    "service_id": "svc_checkup",
    "contact_name": "Dana Cole",
    "contact_email": "dana@example.org",
    "zone": "Europe/London",
}
"""What the memory holds when a booking was agreed to, but for the time chosen."""


class Api:
    """Stands in for the client; an answer that is an error is raised. `asked` tells what was called."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {"catalogue": practice(), "availability": ()} | answers
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        async def answer(*args: Any, **_kwargs: Any) -> Any:
            self.asked.append((name, args))
            found = self.answers[name]
            if isinstance(found, Exception):
                raise found
            return found

        return answer

    def names(self) -> list[str]:
        """What was called, in order."""
        return [name for name, _ in self.asked]


def said(text: str, intent: str, number: int, entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A `user` event."""
    parsed = {"intent": {"name": intent, "confidence": 0.95}, "entities": entities or []}
    return {"event": "user", "text": text, "message_id": f"m{number}", "parse_data": parsed}


def tracker(memory: Memory, *events: dict[str, Any], metadata: Any = None, **slots: Any) -> Tracker:
    """A conversation with this memory and these events."""
    latest = {"metadata": metadata if metadata is not None else {"timezone": "Europe/London"}}
    return Tracker("dana", to_slots(memory) | slots, latest, list(events), False, None, {}, None)


def run(
    handler: type[Handler], api: Api, conversation: Tracker
) -> tuple[list[str], dict[str, Any], list[str]]:
    """The responses said, the slots set, and the other events, by name."""
    dispatcher = CollectingDispatcher()
    world = Context(api, lambda: NOW)  # type: ignore[arg-type]
    events = asyncio.run(handler(world).run(dispatcher, conversation, {}))
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    others = [event.get("name") or event["event"] for event in events if event["event"] != "slot"]
    return [message["response"] for message in dispatcher.messages], slots, others


def booking(**changes: Any) -> Booking:
    """A booking as the API answers it."""
    facts: dict[str, Any] = {
        "id": "bk_1",
        "reference": "ABCD-2345",
        "booking_link_id": "link_checkup",
        "status": "confirmed",
        "starts_at": START,
        "ends_at": START,
        "contact_name": "Dana Cole",
        "contact_email": "dana@example.org",
        "link_title": "Dental check-up",
        "staff_name": "Sarah Jones",
    }
    return Booking(**(facts | changes))


def page(*bookings: Booking) -> BookingPage:
    """One page of a list."""
    return BookingPage(bookings, Pagination(1, 100, len(bookings), False))


EMPTY = Catalogue()
