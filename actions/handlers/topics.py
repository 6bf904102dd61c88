"""Questions about the business, small talk, and messages that fit nowhere."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction

from actions.dialogue import (
    beginning,
    business,
    fallback,
    moving,
    overheard,
    returning,
    steps,
    wording,
)
from actions.dialogue.decision import Say
from actions.dialogue.times import instant
from actions.dialogue.topics import DETAILS
from actions.handlers import attendance, booking, cancelling, finding, handover, holds
from actions.handlers.base import Handler
from actions.handlers.turn import Turn


class TellStaff(Handler):
    """Who can be booked."""

    action = "action_tell_staff"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Tell it."""
        says = business.people(turn.memory, await turn.context.client.catalogue(), turn.message)
        turn.say(business.led_on(says, turn.memory, "utter_business_ask_who_and_when"))
        return turn.remember(turn.memory)


class TellServices(Handler):
    """What can be booked."""

    action = "action_tell_services"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Tell it."""
        says = business.services(await turn.context.client.catalogue(), turn.message, turn.memory)
        turn.say(business.led_on(says, turn.memory, "utter_business_ask_what"))
        return turn.remember(business.spoken_of(turn.message, turn.memory))


class TellHours(Handler):
    """When appointments are given."""

    action = "action_tell_hours"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Tell it."""
        turn.say(business.hours(turn.memory, await turn.context.client.catalogue()))
        return turn.remember(turn.memory)


class TellFacts(Handler):
    """What the business file says: address, telephone, parking, prices."""

    action = "action_tell_facts"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Tell it."""
        turn.say(business.facts(turn.message, await turn.context.client.catalogue(), turn.memory))
        return turn.remember(turn.memory)


class Greet(Handler):
    """A greeting; what else stands in the message counts first."""

    action = "action_greet"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Greet in the name of the business, or go on with what was said."""
        if turn.message.of_kind(*DETAILS):
            return [FollowupAction(booking.FORM)]
        catalogue = await turn.context.client.catalogue()
        turn.say([returning.welcome(catalogue)])
        return turn.remember(turn.memory.but(misread=0))


class HandleUnclear(Handler):
    """A message that was not understood; see `beginning.belongs_here`."""

    action = "action_handle_unclear"
    response = "utter_fallback_unclear"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Go on with the booking, or say what can be done here."""
        if beginning.belongs_here(turn.message) or moving.begins(turn.memory, turn.message):
            return [FollowupAction(booking.FORM)]
        memory = turn.memory
        if said := overheard.answer(turn.message, memory, await turn.context.client.catalogue()):
            turn.say(said)
            return turn.remember(memory.but(misread=0))
        if memory.asked is None:
            memory = memory.but(misread=memory.misread + 1)
        turn.say([fallback.answer(turn.message, memory, self.response)])
        return turn.remember(memory)


class HandleOutOfScope(HandleUnclear):
    """A message about something else."""

    action = "action_handle_out_of_scope"
    response = "utter_fallback_out_of_scope"


class DefaultFallback(HandleUnclear):
    """Rasa's own fallback, when no rule fits."""

    action = "action_default_fallback"

    async def handle(self, turn: Turn) -> list[EventType]:
        """The same; and then listen, for no rule says so."""
        events = await super().handle(turn)
        followed = any(event["event"] == "followup" for event in events)
        return events if followed else [*events, FollowupAction("action_listen")]


class StartOver(Handler):
    """Forgets the booking under way; who the person is, and what was booked, stays."""

    action = "action_start_over"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Forget, and say so."""
        turn.say([Say("utter_smalltalk_started_over")])
        return turn.remember(await holds.released(turn, turn.memory.fresh()))


class Leave(Handler):
    """Gives up what an outage has left open; with nothing open, it is only acknowledged."""

    action = "action_leave"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Forget it, and say what is known of it."""
        memory = turn.memory
        if memory.unsure_start:
            when = wording.moment(instant(memory.unsure_start), memory.zone or "UTC")
            turn.say([Say("utter_booking_stopped_unsure", {"when": when})])
        else:
            waiting = memory.asked == steps.RETRY_BOOK
            turn.say([Say("utter_booking_stopped" if waiting else "utter_smalltalk_all_right")])
        return turn.remember(await holds.released(turn, memory.fresh()))


class TryAgain(Handler):
    """Goes on where an outage stopped the conversation: no message that was not read is lost."""

    action = "action_try_again"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Repeat what failed, else read what was left unread."""
        if turn.memory.handing:
            return [FollowupAction(handover.FORM)]
        if turn.memory.asked == steps.RETRY_BOOK and turn.memory.chosen:
            return [FollowupAction("action_create_booking")]
        if turn.memory.asked == steps.RETRY_CANCEL:
            return [FollowupAction("action_cancel_booking")]
        if turn.memory.asked == steps.RETRY_MOVE:
            return [FollowupAction("action_move_booking")]
        unread = [message.intent for message in turn.unread() if message.intent != "try_again"]
        for intent in reversed(unread):
            if intent in AGAIN:
                return [FollowupAction(AGAIN[intent])]
        return [FollowupAction(booking.FORM)]


AGAIN = {
    "cancel_booking": cancelling.FORM,
    "list_bookings": finding.FORM,
    "confirm_attendance": attendance.FORM,
    "ask_for_human": handover.FORM,
    "report_late": handover.FORM,
    "ask_about_staff": TellStaff.action,
    "ask_about_services": TellServices.action,
    "ask_opening_hours": TellHours.action,
    "greet": Greet.action,
}
"""What a message that was never read leads to; any other leads to the booking form."""
