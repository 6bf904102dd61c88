"""The form that hands the conversation over to a person."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.client import HandoverRequest, NoHandover, RateLimited, ValidationFailed
from actions.dialogue import beginning, fallback, handover, transcript
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Decision
from actions.dialogue.handover import HandOver
from actions.dialogue.memory import HANDOVER_OUTCOME, Memory
from actions.handlers.base import Handler
from actions.handlers.turn import Turn

FORM = "handover_form"


class ValidateHandoverForm(Handler):
    """Runs when somebody asks for a person, and while it is asked how to reach them."""

    action = f"validate_{FORM}"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Ask what is missing, or hand over and tell how it ended."""
        catalogue = await turn.context.client.catalogue()
        unread = [message for message in turn.unread() if message.intent != "try_again"]
        message = unread[-1] if unread else turn.message
        if turn.memory.handing is None and beginning.starts_nothing(turn.memory, message):
            unclear = fallback.unclear(turn.memory, message)
            step: Decision | HandOver | None = replace(unclear, outcome=handover.OVER)
        else:
            step = handover.hear(turn.memory, message, catalogue)
        if step is None:  # whoever it is for reads it yet
            return [SlotSet("handing", None), ActionExecutionRejected(FORM)]
        if isinstance(step, HandOver):
            step = await self._hand_over(turn, step.memory, message.id, catalogue)
        turn.say(step.says)
        return [
            *turn.remember(step.memory),
            SlotSet(HANDOVER_OUTCOME, step.outcome),
            SlotSet("requested_slot", step.waits_for),
        ]

    async def _hand_over(self, turn: Turn, memory: Memory, message_id: str, catalogue: Catalogue) -> Decision:
        """The message that agreed names the request, so that it is carried out once."""
        key = hashlib.sha256(f"{turn.tracker.sender_id} handover {message_id}".encode()).hexdigest()
        request = HandoverRequest(
            contact_name=memory.contact_name,
            contact_email=memory.contact_email,
            contact_phone=memory.contact_phone,
            transcript=tuple((line.author, line.text) for line in transcript.lines(turn.tracker.events)),
        )
        try:
            await turn.context.client.hand_over(request, key)
        except (NoHandover, RateLimited, ValidationFailed):
            return handover.refused(memory, catalogue)
        return handover.done(memory, catalogue)
