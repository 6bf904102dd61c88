"""The booking topic: the form that gathers what is needed."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.client import SlotNotAvailable, SlotTaken
from actions.dialogue import beginning, business, fallback, finding, holding, moving, steps
from actions.dialogue.booking import next_step
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Decision
from actions.dialogue.memory import OUTCOME, Memory
from actions.dialogue.outcomes import taken
from actions.dialogue.search import Inquiry
from actions.dialogue.times import Free, Query
from actions.dialogue.understanding import Understood, understand
from actions.handlers import holds
from actions.handlers.base import Handler
from actions.handlers.found import inquired, search
from actions.handlers.turn import Turn

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
        if (searched := await self._named(turn)) is not None:
            return self._answered(turn, searched)
        if len(turn.unread()) == 1 and beginning.starts_nothing(turn.memory, turn.message):
            return self._answered(turn, fallback.unclear(turn.memory, turn.message))
        heard = self._hear(turn, catalogue)
        if heard.wanders:
            return [*turn.remember(heard.memory), ActionExecutionRejected(FORM)]
        if turn.memory.read_until != turn.message.id:
            turn.say(business.aside(turn.message, heard.memory, catalogue))
        heard = replace(heard, memory=await holds.found_out(turn, heard.memory))
        decision = await self._decide_and_hold(heard, turn, catalogue)
        return self._answered(turn, decision)

    def _answered(self, turn: Turn, decision: Decision) -> list[EventType]:
        turn.say(decision.says)
        events = turn.remember(decision.memory)
        return [*events, SlotSet(OUTCOME, decision.outcome), SlotSet("requested_slot", decision.waits_for)]

    async def _named(self, turn: Turn) -> Decision | None:
        """What follows when an earlier booking is named, and nothing more; None: it is about a new one."""
        memory, message = turn.memory, turn.message
        if not finding.alone(memory, message) or moving.begins(memory, message):
            return None
        if made := finding.named(memory, message):
            return finding.told(memory, made)
        searched = await search(turn, memory, message)
        if searched is None:
            return None
        return finding.told(searched.memory, *searched.found) if searched.found else searched.decision

    def _hear(self, turn: Turn, catalogue: Catalogue) -> Understood:
        """All unread messages, one after the other; what the last one means decides what comes next."""
        heard = Understood(turn.memory.but(zone=turn.zone(catalogue)))
        messages = [message for message in turn.unread() if message.intent != "try_again" or message.entities]
        if not messages:
            return replace(heard, resumed=True)
        for number, message in enumerate(messages, start=1):
            heard = understand(heard.memory, message, catalogue, turn.context.now())
            if number < len(messages):
                heard = Understood(heard.memory)
        return heard

    async def _decide_and_hold(self, heard: Understood, turn: Turn, catalogue: Catalogue) -> Decision:
        """Decide, and keep the time that was chosen; when it has just gone, decide anew without it."""
        decision = await self._decide(heard, turn, catalogue)
        if decision.outcome in (steps.CONFIRMED, steps.MOVING):
            return decision  # the booking itself comes now
        try:
            return holding.named(await self._holding(decision, turn), catalogue)
        except (SlotTaken, SlotNotAvailable) as refusal:
            lost = taken(decision.memory.but(held=None), gone=not isinstance(refusal, SlotTaken))
            decision = await self._decide(Understood(lost.memory, heard.notes), turn, catalogue)
        try:
            return holding.named(await self._holding(decision, turn), catalogue)
        except (SlotTaken, SlotNotAvailable):  # listed as free, and not to be had: the booking will tell
            return replace(decision, memory=decision.memory.but(held=None))

    async def _holding(self, decision: Decision, turn: Turn) -> Decision:
        return replace(decision, memory=await holds.settled(turn, decision.memory, decision.waits_for))

    async def _decide(self, heard: Understood, turn: Turn, catalogue: Catalogue) -> Decision:
        known: dict[Query, list[Free]] = {}
        for _ in range(MOST_LOOKUPS):
            result = next_step(heard, catalogue, turn.context.now(), known)
            if isinstance(result, Decision):
                return result
            if isinstance(result, Inquiry):
                searched = await inquired(turn, heard.memory, result, catalogue)
                if not searched.found:
                    return searched.decision
                heard = replace(heard, memory=moving.identified(searched))
                continue
            known[result] = await self._look_up(turn, result, heard.memory)
        raise RuntimeError(f"still no decision after {MOST_LOOKUPS} lookups of free times")

    async def _look_up(self, turn: Turn, query: Query, memory: Memory) -> list[Free]:
        """The free times, with the one that is kept for this person, and what a move leaves free."""
        moved = moving.moved(memory)
        hold_id = memory.held.id if memory.held else None
        slots = await turn.context.client.availability(
            *(query.link_id, query.first, query.last, query.zone),
            service_id=query.service_id,
            hold_id=hold_id,
            booking_id=moved.id if moved else None,
            hold_key=holds.key_of(turn, memory),
        )
        free = [Free(slot.starts_at, tuple(slot.staff_ids)) for slot in slots]
        return moving.elsewhere(free, moved) if moved else free

    def when_unavailable(self, turn: Turn) -> list[EventType]:
        """The form stays open, waiting for what it was waiting for."""
        return still_waiting(turn.memory.asked or steps.WHAT)


def still_waiting(step: str) -> list[EventType]:
    """The events that keep the form open.

    Rasa takes it for a rejection when a form's validation sets nothing but `requested_slot`, and drops
    what was said; so the outcome is set, too.
    """
    return [SlotSet(OUTCOME, None), SlotSet("requested_slot", step)]
