"""What all handlers share: the turn is gathered, and a Bookings API that does not answer is told."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.client import BookingsApiError
from actions.dialogue.decision import Say
from actions.handlers import context
from actions.handlers.turn import Turn

logger = logging.getLogger(__name__)

UNAVAILABLE = Say("utter_apologise_unavailable")


class Handler(Action):
    """A custom action. Subclasses set `action` and write `handle`."""

    action = ""

    def __init__(self, world: context.Context | None = None) -> None:
        self._world = world

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Handle the turn; when the Bookings API fails, apologise and leave everything as it was."""
        turn = Turn(tracker, dispatcher, self._world or context.default())
        try:
            return await self.handle(turn)
        except BookingsApiError as error:
            logger.error("%s: the Bookings API did not help: %s", self.action, error)
            dispatcher.messages.clear()
            turn.say([UNAVAILABLE])
            return self.when_unavailable(turn)

    async def handle(self, turn: Turn) -> list[EventType]:
        """Do what the action is for, and return its events."""
        raise NotImplementedError

    def when_unavailable(self, turn: Turn) -> list[EventType]:
        """The events after an apology. None: the message stays unread, so "try again" reads it again."""
        return []
