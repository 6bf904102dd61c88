"""One turn of a conversation as a handler sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeGuard

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import memory as memories
from actions.dialogue import profile
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message, from_event
from actions.handlers.context import Context
from bot.zones import is_zone

LONGEST_BACKLOG = 5
"""Messages that are read afterwards, when no handler could be reached as they came."""


@dataclass(frozen=True)
class Turn:
    """The conversation so far, and the ways to answer."""

    tracker: Tracker
    dispatcher: CollectingDispatcher
    context: Context

    @property
    def memory(self) -> Memory:
        """What the tracker remembers, and what the person's account tells."""
        remembered = memories.from_slots(self.tracker.slots)
        told = self._metadata.get("profile")
        return profile.told(remembered, told.get("name"), told.get("email")) if _is_dict(told) else remembered

    @property
    def _metadata(self) -> dict[str, Any]:
        """What the channel tells of the person with the latest message; it may come from a stranger."""
        found = self.tracker.latest_message.get("metadata")
        return dict(found) if _is_dict(found) else {}

    @property
    def message(self) -> Message:
        """The latest message."""
        said = [event for event in self.tracker.events if event.get("event") == "user"]
        return from_event(said[-1] if said else {})

    def unread(self) -> list[Message]:
        """The messages that no handler has read yet, oldest first, the last of them at most."""
        said = [event for event in self.tracker.events if event.get("event") == "user" and event.get("text")]
        messages = [from_event(event) for event in said]
        ids = [message.id for message in messages]
        marker = self.memory.read_until
        after = len(ids) - ids[::-1].index(marker) if marker in ids else 0
        return messages[after:][-LONGEST_BACKLOG:]

    def zone(self, catalogue: Catalogue) -> str:
        """The person's zone: from the message if it names a real one, else as before, else the business's."""
        stated = self._metadata.get("timezone")
        business = catalogue.business.timezone if catalogue.business else None
        return next((z for z in (stated, self.memory.zone, business) if is_zone(z)), "UTC")

    def say(self, says: Iterable[Say]) -> None:
        """Say these responses, in this order."""
        for say in says:
            buttons = [{"title": b.title, "payload": b.payload} for b in say.buttons]
            card = say.card if self._shows_cards else None
            self.dispatcher.utter_message(
                response=say.response, buttons=buttons, json_message=card, **say.values
            )

    @property
    def _shows_cards(self) -> bool:
        """Whether the channel does something useful with a card: Rasa's own shell prints it as JSON."""
        return self.tracker.get_latest_input_channel() != "cmdline"

    def remember(self, memory: Memory) -> list[EventType]:
        """The events that make the tracker remember this; the latest message counts as read."""
        values = memories.to_slots(memory.but(read_until=self.message.id))
        return [
            SlotSet(name, value) for name, value in values.items() if self.tracker.slots.get(name) != value
        ]


def _is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
