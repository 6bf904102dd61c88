"""The booking topic: the form that gathers what is needed, and the booking itself."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.client import (
    Answer,
    ApiUnavailable,
    Booking,
    BookingRequest,
    NotFound,
    Refused,
    RoutingRejected,
    SlotNotAvailable,
    SlotTaken,
    ValidationFailed,
)
from actions.dialogue import business, steps
from actions.dialogue.booking import next_step
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Decision
from actions.dialogue.memory import OUTCOME, RESULT, Memory
from actions.dialogue.outcomes import booked, incomplete, rejected, routed, sent_on, taken
from actions.dialogue.times import Free, Query, instant
from actions.dialogue.understanding import Understood, understand
from actions.handlers.base import UNAVAILABLE, Handler
from actions.handlers.turn import Turn

logger = logging.getLogger(__name__)

FORM = "booking_form"
MOST_LOOKUPS = 8
"""Lookups of free times in one turn; the decision needs at most about four."""


class ValidateBookingForm(Handler):
    """Runs whenever the person says something during a booking: reads it, decides, asks what is next.

    Says the question itself instead of through `action_ask_*`: one call of the action server a turn.
    """

    action = f"validate_{FORM}"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Read what was said, and ask for the next thing."""
        catalogue = await turn.context.client.catalogue()
        heard = self._hear(turn, catalogue)
        if heard.wanders:
            return [*turn.remember(heard.memory), ActionExecutionRejected(FORM)]
        if turn.memory.read_until != turn.message.id:
            turn.say(business.aside(turn.message, heard.memory, catalogue))
        decision = await self._decide(heard, turn, catalogue)
        turn.say(decision.says)
        events = turn.remember(decision.memory)
        return [*events, SlotSet(OUTCOME, decision.outcome), SlotSet("requested_slot", decision.waits_for)]

    def _hear(self, turn: Turn, catalogue: Catalogue) -> Understood:
        """All unread messages, one after the other; what the last one means decides what comes next."""
        heard = Understood(turn.memory.but(zone=turn.zone(catalogue)))
        messages = [message for message in turn.unread() if message.intent != "try_again"]
        for number, message in enumerate(messages, start=1):
            heard = understand(heard.memory, message, catalogue, turn.context.now())
            if number < len(messages):
                heard = Understood(heard.memory)
        return heard

    async def _decide(self, heard: Understood, turn: Turn, catalogue: Catalogue) -> Decision:
        known: dict[Query, list[Free]] = {}
        for _ in range(MOST_LOOKUPS):
            result = next_step(heard, catalogue, turn.context.now(), known)
            if isinstance(result, Decision):
                return result
            known[result] = await self._look_up(turn, result)
        raise RuntimeError(f"still no decision after {MOST_LOOKUPS} lookups of free times")

    async def _look_up(self, turn: Turn, query: Query) -> list[Free]:
        slots = await turn.context.client.availability(
            query.link_id, query.first, query.last, query.zone, service_id=query.service_id
        )
        return [Free(slot.starts_at, tuple(slot.staff_ids)) for slot in slots]

    def when_unavailable(self, turn: Turn) -> list[EventType]:
        """The form stays open, waiting for what it was waiting for."""
        return still_waiting(turn.memory.asked or steps.WHAT)


def still_waiting(step: str) -> list[EventType]:
    """The events that keep the form open.

    Rasa takes it for a rejection when a form's validation sets nothing but `requested_slot`, and drops
    what was said; so the outcome is set, too.
    """
    return [SlotSet(OUTCOME, None), SlotSet("requested_slot", step)]


class CreateBooking(Handler):
    """Makes the booking that was agreed to; rules say what follows each `booking_result`."""

    action = "action_create_booking"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Book, and tell how it ended."""
        memory = turn.memory
        catalogue = await turn.context.client.catalogue()
        try:
            made = await self._book_once(turn, memory)
        except (SlotTaken, SlotNotAvailable, NotFound) as refusal:
            decision = taken(memory, gone=not isinstance(refusal, SlotTaken))
            decision, result = _routed(decision, refusal, catalogue), "taken"
        except RoutingRejected as refusal:
            decision, result = rejected(memory, refusal.reason, catalogue), "rejected"
        except ValidationFailed as refusal:
            problems = [(p.name, p.is_question) for p in refusal.problems]
            decision, result = _routed(incomplete(memory, problems), refusal, catalogue), "incomplete"
        except ApiUnavailable as error:
            logger.error("could not book: %s", error)
            start = memory.chosen.start if memory.chosen and error.may_have_happened else None
            kept = self._to_retry(turn, memory).but(unsure_start=start or memory.unsure_start)
            decision, result = Decision(kept, (UNAVAILABLE,)), "unavailable"
        else:
            decision, result = booked(memory, _facts(made), catalogue), "booked"
        turn.say(decision.says)
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
    )


def _facts(made: Booking) -> dict[str, str]:
    return {
        "id": made.id,
        "reference": made.reference,
        "staff": made.staff_name or "",
        "start": made.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "title": made.link_title or "",
    }
