"""The form of somebody who says that they will come."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.client import AlreadyCancelled, NotFound, StatusConflict
from actions.dialogue import attendance, beginning, fallback, finding, steps
from actions.dialogue.decision import Decision
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from actions.handlers.base import Handler
from actions.handlers.found import search
from actions.handlers.turn import Turn

FORM = "attendance_form"


class ValidateAttendanceForm(Handler):
    """Runs when somebody says that they will come, and while their booking is looked for."""

    action = f"validate_{FORM}"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Note that they will come to the appointment, or look for it first."""
        memory = turn.memory
        if memory.asked != steps.PROOF:
            memory = memory.but(asked=None)
        unread = [message for message in turn.unread() if message.intent != "try_again"]
        message = unread[-1] if unread else turn.message
        if beginning.starts_nothing(memory, message):
            return self._answered(turn, fallback.unclear(memory, message))
        if not finding.needed(memory, message):
            catalogue = await turn.context.client.catalogue()
            return self._answered(
                turn, await self._told(turn, memory.but(zone=turn.zone(catalogue)), message)
            )
        searched = await search(turn, memory, message)
        if searched is None:
            return [*turn.remember(memory), ActionExecutionRejected(FORM)]
        if searched.found:
            return self._answered(turn, await self._told(turn, searched.memory, message))
        return self._answered(turn, searched.decision)

    async def _told(self, turn: Turn, memory: Memory, message: Message) -> Decision:
        booking = attendance.meant(memory, message, turn.context.now())
        return attendance.told(memory, booking, booking is not None and await self._noted(turn, booking))

    async def _noted(self, turn: Turn, booking: Made) -> bool:
        try:
            noted = await turn.context.client.confirm_attendance(booking.id)
        except (NotFound, AlreadyCancelled, StatusConflict):
            return False
        return noted.attendance_confirmed_at is not None

    def _answered(self, turn: Turn, decision: Decision) -> list[EventType]:
        turn.say(decision.says)
        return [*turn.remember(decision.memory), SlotSet("requested_slot", decision.waits_for)]
