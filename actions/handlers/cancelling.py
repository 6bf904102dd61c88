"""The cancelling topic: the form that asks which booking, and the cancellation itself."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected, EventType, FollowupAction, SlotSet

from actions.client import AlreadyCancelled, NotFound
from actions.dialogue import beginning, cancelling, cards, fallback, finding, moving, steps, twofold
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import CANCEL_OUTCOME
from actions.handlers import booking
from actions.handlers.base import Handler
from actions.handlers.found import search
from actions.handlers.turn import Turn

FORM = "cancelling_form"


class ValidateCancellingForm(Handler):
    """Runs whenever the person says something while cancelling."""

    action = f"validate_{FORM}"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Read what was said, and ask for the next thing."""
        memory = turn.memory
        if memory.asked not in (steps.WHICH, steps.SURE, steps.REASON, steps.PROOF):
            memory = memory.but(asked=None, cancelling_id=None, cancelling_reason=None, then_book=False)
        unread = [message for message in turn.unread() if message.intent != "try_again"]
        message = unread[-1] if unread else None
        if message and beginning.starts_nothing(memory, message):
            return self._answered(turn, fallback.unclear(memory, message))
        if message and memory.asked is None and (both := twofold.wishes(message)):
            if both.books_first and memory.made:
                # Whatever the message was taken for as a whole; the booking's form reads it anew.
                return [SlotSet("requested_slot", None), FollowupAction(booking.FORM)]
            message = both.cancellation
            catalogue = await turn.context.client.catalogue()
            memory = memory.but(zone=turn.zone(catalogue))
            memory = twofold.with_booking(memory, both.booking, catalogue, turn.context.now())
        if message and finding.needed(memory, message):
            searched = await search(turn, memory, message)
            if searched is None:
                return [*turn.remember(memory), ActionExecutionRejected(FORM)]
            if not searched.found:
                return self._answered(turn, searched.decision)
            chosen = searched.only.id if searched.only else None
            heard = cancelling.Heard(searched.memory.but(cancelling_id=chosen))
        else:
            heard = cancelling.hear(memory, message) if message else cancelling.Heard(memory)
        if heard.wanders:
            return [*turn.remember(heard.memory), ActionExecutionRejected(FORM)]
        return self._answered(turn, cancelling.next_step(heard))

    def _answered(self, turn: Turn, decision: Decision) -> list[EventType]:
        turn.say(decision.says)
        return [
            *turn.remember(decision.memory),
            SlotSet(CANCEL_OUTCOME, decision.outcome),
            SlotSet("requested_slot", decision.waits_for),
        ]


class CancelBooking(Handler):
    """Cancels the booking that was agreed to be cancelled."""

    action = "action_cancel_booking"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Cancel, and tell how it ended."""
        memory = turn.memory
        made = cancelling.chosen(memory)
        if made is None:
            raise LookupError("asked to cancel before it was known which booking")
        try:
            await turn.context.client.cancel_booking(made.id, memory.cancelling_reason)
            response = "utter_cancelling_done"
        except AlreadyCancelled:
            response = "utter_cancelling_already"
        except NotFound:
            response = "utter_cancelling_not_found"
        card = cards.booked(memory, made, None, "cancel")
        turn.say([Say(response, {"booking": cancelling.described(made, memory)}, card=card)])
        left = tuple(each for each in memory.made if each.id != made.id)
        books = memory.then_book
        memory = moving.dropped(memory).but(made=left, cancelling_id=None, cancelling_reason=None, asked=None)
        events = turn.remember(memory.but(then_book=False, then_cancel=None))
        return [*events, FollowupAction(booking.FORM)] if books else events

    def when_unavailable(self, turn: Turn) -> list[EventType]:
        """Nothing was lost; "try again" cancels again."""
        return turn.remember(turn.memory.but(asked=steps.RETRY_CANCEL))
