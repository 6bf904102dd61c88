"""Telling what somebody has booked: here, or before, when they can name it."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.client import NotFound
from actions.dialogue import beginning, business, fallback, finding, steps
from actions.dialogue.decision import Decision, Say
from actions.dialogue.listing import listed
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.handlers.base import Handler
from actions.handlers.found import search
from actions.handlers.turn import Turn

FORM = "finding_form"


class ValidateFindingForm(Handler):
    """Runs when somebody asks for their bookings, and while one is looked for."""

    action = f"validate_{FORM}"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Tell the bookings that are known, or look for the one that is named."""
        memory = turn.memory
        if memory.asked != steps.PROOF:
            memory = memory.but(asked=None)
        unread = [message for message in turn.unread() if message.intent != "try_again"]
        message = unread[-1] if unread else turn.message
        if beginning.starts_nothing(memory, message):
            return self._answered(turn, fallback.unclear(memory, message))
        if not finding.is_meant(memory, message):
            says = business.people(memory, await turn.context.client.catalogue(), message)
            says = business.led_on(says, memory, "utter_business_ask_who_and_when")
            return self._answered(turn, Decision(memory, says))
        if not finding.needed(memory, message):
            return self._answered(turn, Decision(memory, listed(memory, await self._status(turn, memory))))
        searched = await search(turn, memory, message)
        if searched is None:
            return [*turn.remember(memory), ActionExecutionRejected(FORM)]
        if searched.found:
            return self._answered(turn, finding.told(searched.memory, *searched.found))
        if memory.asked is None and searched.decision.waits_for and not memory.made:
            turn.say(self._opening(message))
        return self._answered(turn, searched.decision)

    def _opening(self, message: Message) -> tuple[Say, ...]:
        return () if finding.reference(message) else (Say("utter_finding_none_here"),)

    def _answered(self, turn: Turn, decision: Decision) -> list[EventType]:
        turn.say(decision.says)
        return [*turn.remember(decision.memory), SlotSet("requested_slot", decision.waits_for)]

    async def _status(self, turn: Turn, memory: Memory) -> dict[str, str]:
        return {made.id: await self._status_of(turn, made.id) for made in memory.made}

    async def _status_of(self, turn: Turn, booking_id: str) -> str:
        try:
            return (await turn.context.client.get_booking(booking_id)).status
        except NotFound:
            return "gone"
