"""The move itself, and what becomes of the conversation by how it ended."""

from __future__ import annotations

import hashlib
import logging

from rasa_sdk.events import EventType, SlotSet

from actions.client import (
    AlreadyCancelled,
    ApiUnavailable,
    Booking,
    HoldGone,
    NotFound,
    SlotNotAvailable,
    SlotTaken,
    StatusConflict,
    ValidationFailed,
)
from actions.dialogue import holding, moving, rescheduling, steps
from actions.dialogue.decision import Decision
from actions.dialogue.memory import RESULT, Made, Memory
from actions.dialogue.outcomes import taken
from actions.dialogue.times import instant
from actions.handlers import holds
from actions.handlers.base import UNAVAILABLE, Handler
from actions.handlers.known import known_as
from actions.handlers.turn import Turn

logger = logging.getLogger(__name__)


class MoveBooking(Handler):
    """Moves the booking to the time that was agreed to; rules say what follows each `booking_result`."""

    action = "action_move_booking"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Move it, and tell how it ended."""
        memory = turn.memory
        booking = moving.moved(memory)
        if booking is None or memory.chosen is None:
            raise LookupError("asked to move before it was known what and where to")
        catalogue = await turn.context.client.catalogue()
        try:
            moved = await self._move(turn, memory, booking)
        except (SlotTaken, SlotNotAvailable, ValidationFailed) as refusal:
            decision, result = taken(memory, gone=not isinstance(refusal, SlotTaken)), "taken"
        except (NotFound, AlreadyCancelled, StatusConflict):
            decision, result = rescheduling.gone(memory), "gone"
        except ApiUnavailable as error:
            logger.error("could not move: %s", error)
            decision, result = Decision(self._to_retry(turn, memory), (UNAVAILABLE,)), "unavailable"
        else:
            memory = await holds.released(turn, memory) if holding.id_of(memory) is None else memory
            told = rescheduling.done(memory.but(held=None), booking, known_as(moved, catalogue), catalogue)
            decision, result = told, "moved"
        turn.say(decision.says)
        return [*turn.remember(decision.memory), SlotSet(RESULT, result)]

    async def _move(self, turn: Turn, memory: Memory, booking: Made) -> Booking:
        assert memory.chosen is not None
        attempt = memory.attempt or turn.message.id
        parts = f"{turn.tracker.sender_id} {attempt} {booking.id} {memory.chosen}"
        key = hashlib.sha256(parts.encode()).hexdigest()
        other = memory.chosen.staff_id if memory.chosen.staff_id != booking.staff_id else None
        start, move = instant(memory.chosen.start), turn.context.client.reschedule_booking
        try:
            return await move(booking.id, start, key, other, hold_id=holding.id_of(memory))
        except HoldGone:
            return await move(booking.id, start, f"{key}-without", other)

    def when_unavailable(self, turn: Turn) -> list[EventType]:
        """Nothing was moved; "try again" comes back here."""
        return [*turn.remember(self._to_retry(turn, turn.memory)), SlotSet(RESULT, "unavailable")]

    def _to_retry(self, turn: Turn, memory: Memory) -> Memory:
        return memory.but(asked=steps.RETRY_MOVE, attempt=memory.attempt or turn.message.id)
