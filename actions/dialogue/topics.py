"""Whether a message is about what was asked, or about something else.

While a booking is under way almost everything said belongs to it. Only a message that is clearly of
another topic, and carries no answer to the question asked, is left to that topic's rule (data/rules);
afterwards the question is asked again.
"""

from __future__ import annotations

from actions.dialogue import contact, cues, objects
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.open_question import BOOKINGS, answers_question
from actions.dialogue.steps import CONFIRMATION, CONTACT, WHAT, WHEN, WHO

SMALLTALK = {"greet", "thank", "say_goodbye", "out_of_scope", "ask_if_bot", "ask_for_help"}
"""Said in passing: what else stands in such a message counts first."""
BUSINESS = {"ask_about_staff", "ask_about_services", "ask_opening_hours", "ask_about_business"}
WAITLIST = {"leave_waitlist", "answer_offer"}
TOPICS = SMALLTALK | BUSINESS | BOOKINGS | WAITLIST | {"ask_for_human", "report_late"}

SURE_ENOUGH = 0.6
"""Confidence from which an intent may lead away from the question asked."""
SURE_OF_HUMAN = 0.45
"""The same for who asks for a person: that is asked back before anything is done, which harms nothing."""
SURE_OF_ANOTHER, SURE_ONCE_CHOSEN = 0.9, 0.4
"""The same for a message with a time in it that is out of scope; the second when a time has been chosen."""

NAMED = ("staff", "service", "booking_link", "option")
CONTACTS = ("email", "phone", "person_name")
DETAILS = ("when", "staff", "service", "booking_link", "email", "phone", "person_name", "ordinal", "option")


def wanders(memory: Memory, message: Message, catalogue: Catalogue) -> bool:
    """Whether the message belongs to another topic than the booking that is under way."""
    if message.intent not in TOPICS:
        return False
    if message.pressed or _is_about_another_time(memory, message):
        return True
    sure = SURE_OF_HUMAN if message.intent == "ask_for_human" else SURE_ENOUGH
    if message.confidence < sure or answers_question(memory, message, catalogue):
        return False
    if _agrees(memory, message) or _goes_on(memory, message):
        return False
    if message.intent in SMALLTALK:
        return not message.of_kind(*DETAILS) and not _is_name(memory, message)
    if message.intent in BUSINESS and _tells_more(message):
        return False  # the question is answered in passing
    if message.intent == "ask_about_staff":
        return not message.of_kind("when")  # "who is free on Tuesday?" asks for times
    if message.intent == "list_bookings":
        return bool(memory.made) or not message.of_kind(*DETAILS)
    if message.intent in WAITLIST and not memory.waitlist and message.of_kind(*DETAILS):
        return False
    if message.intent == "move_booking":
        return False  # "move it to Thursday": what is not booked yet is only changed
    if message.intent == "cancel_booking":
        return bool(memory.made) and (memory.asked != CONFIRMATION or memory.moving_id is not None)
    return True


def _is_about_another_time(memory: Memory, message: Message) -> bool:
    """ "What's the weather in Paris tomorrow at 3?" moves no booking to that time."""
    if message.intent != "out_of_scope" or not message.of_kind("when"):
        return False
    if message.of_kind(*(kind for kind in DETAILS if kind != "when")) or objects.names_an_appointment(
        message
    ):
        return False
    return message.confidence >= (SURE_ONCE_CHOSEN if memory.chosen is not None else SURE_OF_ANOTHER)


def _agrees(memory: Memory, message: Message) -> bool:
    """ "Yes, and where is it?" at the summary; "great, thanks" where one time is offered."""
    offered = memory.asked == WHEN and len(memory.offered) == 1 and message.intent == "thank"
    return (memory.asked == CONFIRMATION or offered) and cues.yes(message.text)


def _goes_on(memory: Memory, message: Message) -> bool:
    """Whether it only looks like a question about the business.

    "I need a dentist" answers what is to be booked; "is there another one?" asks for other times or people.
    """
    if message.intent not in ("ask_about_staff", "ask_about_services"):
        return False
    if memory.offered and memory.asked == WHEN:
        return cues.others(message.text)
    return memory.asked in (WHAT, WHO) and not cues.asks(message.text)


def _tells_more(message: Message) -> bool:
    """Whether a question about the business comes with details of the booking."""
    exact = any(e.value.get("date") and e.value.get("time") for e in message.of_kind("when"))
    return exact or bool(message.of_kind("email", "phone", "person_name"))


def _is_name(memory: Memory, message: Message) -> bool:
    return memory.asked == CONTACT and contact.bare_name(message) is not None
