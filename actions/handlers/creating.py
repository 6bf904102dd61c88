"""The booking itself, and what becomes of the conversation by how it ended."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from datetime import timedelta

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.client import (
    Answer,
    ApiUnavailable,
    Booking,
    BookingRequest,
    HoldGone,
    NotFound,
    Refused,
    RoutingRejected,
    SlotNotAvailable,
    SlotTaken,
    ValidationFailed,
)
from actions.dialogue import holding, several, steps, twofold
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import RESULT, Memory
from actions.dialogue.outcomes import booked, incomplete, rejected, routed, sent_on, taken
from actions.dialogue.times import instant
from actions.handlers import booking, cancelling, holds
from actions.handlers.base import UNAVAILABLE, Handler
from actions.handlers.known import known_as
from actions.handlers.turn import Turn

logger = logging.getLogger(__name__)


class CreateBooking(Handler):
    """Makes the booking that was agreed to; rules say what follows each `booking_result`."""

    action = "action_create_booking"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Book, and tell how it ended."""
        memory = turn.memory
        catalogue = await turn.context.client.catalogue()
        try:
            memory = await holds.known(turn, memory)
            made = await self._book_once(turn, memory)
        except (SlotTaken, SlotNotAvailable, NotFound) as refusal:
            decision = taken(memory, gone=not isinstance(refusal, SlotTaken))
            decision, result = _routed(decision, refusal, catalogue), "taken"
        except RoutingRejected as refusal:
            decision, result = rejected(memory, refusal.reason, catalogue), "rejected"
            decision = replace(decision, memory=await holds.released(turn, decision.memory))
        except ValidationFailed as refusal:
            problems = [(p.name, p.is_question) for p in refusal.problems]
            decision, result = _routed(incomplete(memory, problems), refusal, catalogue), "incomplete"
        except ApiUnavailable as error:
            logger.error("could not book: %s", error)
            start = memory.chosen.start if memory.chosen and error.may_have_happened else None
            kept = self._to_retry(turn, memory).but(unsure_start=start or memory.unsure_start)
            decision, result = Decision(kept, (UNAVAILABLE,)), "unavailable"
        else:
            memory = memory if holding.id_of(memory) else await holds.released(turn, memory)
            decision, result = (
                booked(memory.but(held=None), known_as(made, catalogue), catalogue),
                "booked",
            )
        turn.say(decision.says)
        if result == "booked" and (next_one := twofold.to_cancel(decision.memory)):
            return [*turn.remember(next_one), SlotSet(RESULT, result), FollowupAction(cancelling.FORM)]
        if result == "booked" and (other := several.next_one(decision.memory)):
            turn.say([Say("utter_booking_another_begins")])
            return [*turn.remember(other), SlotSet(RESULT, result), FollowupAction(booking.FORM)]
        return [*turn.remember(decision.memory), SlotSet(RESULT, result)]

    async def _book_once(self, turn: Turn, memory: Memory) -> Booking:
        """Book, unless an earlier attempt whose answer was lost has; one for another time is taken back."""
        before = await self._made_before(turn, memory)
        if before and memory.chosen and before.starts_at == instant(memory.chosen.start):
            return before
        made = await self._book(turn, memory)
        if before:
            await turn.context.client.cancel_booking(before.id)
        return made

    async def _book(self, turn: Turn, memory: Memory) -> Booking:
        request = _request(memory)
        try:
            return await self._send(turn, memory, request)
        except HoldGone:
            return await self._send(turn, memory, replace(request, hold_id=None))

    async def _send(self, turn: Turn, memory: Memory, request: BookingRequest) -> Booking:
        attempt = memory.attempt or turn.message.id
        key = hashlib.sha256(f"{turn.tracker.sender_id} {attempt} {request}".encode()).hexdigest()
        return await turn.context.client.create_booking(request, key)

    async def _made_before(self, turn: Turn, memory: Memory) -> Booking | None:
        """The booking that an earlier attempt made although its answer was lost."""
        if memory.unsure_start is None:
            return None
        start = instant(memory.unsure_start)
        page = await turn.context.client.list_bookings(
            memory.link_id, "confirmed", start, start + timedelta(minutes=1), limit=100
        )
        told = {made.id for made in memory.made}
        mine = [b for b in page.bookings if b.contact_email == memory.contact_email and b.id not in told]
        return next((b for b in mine if b.starts_at == start), None)

    def when_unavailable(self, turn: Turn) -> list[EventType]:
        """Nothing was booked; "try again" comes back here."""
        return [*turn.remember(self._to_retry(turn, turn.memory)), SlotSet(RESULT, "unavailable")]

    def _to_retry(self, turn: Turn, memory: Memory) -> Memory:
        return memory.but(asked=steps.RETRY_BOOK, attempt=memory.attempt or turn.message.id)


def _routed(decision: Decision, refusal: Refused, catalogue: Catalogue) -> Decision:
    """What routing rules want besides: these people, another link."""
    if refusal.staff_ids:
        decision = routed(decision, refusal.staff_ids, catalogue)
    return sent_on(decision, refusal.link_id, catalogue) if refusal.link_id else decision


def _request(memory: Memory) -> BookingRequest:
    """The request for what was agreed to."""
    if memory.chosen is None or not memory.link_id or not memory.contact_name or not memory.contact_email:
        raise LookupError("asked to book before everything was known")
    return BookingRequest(
        booking_link_id=memory.link_id,
        starts_at=instant(memory.chosen.start),
        contact_name=memory.contact_name,
        contact_email=memory.contact_email,
        contact_phone=memory.contact_phone,
        service_id=memory.service_id,
        staff_id=memory.chosen.staff_id,
        client_timezone=memory.zone,
        answers=tuple(Answer(question, answer) for question, answer in memory.answers.items()),
        hold_id=holding.id_of(memory),
    )
