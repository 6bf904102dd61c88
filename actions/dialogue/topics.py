"""Whether a message is about what was asked, or about something else.

While a booking is under way almost everything said belongs to it. Only a message that is clearly of
another topic, and carries no answer to the question asked, is left to that topic's rule (data/rules);
afterwards the question is asked again.
"""

from __future__ import annotations

import re

from actions.dialogue import answers, contact, cues
from actions.dialogue.catalogue import Catalogue, Question, link_of
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CONFIRMATION, CONTACT, QUESTION

SMALLTALK = {"greet", "thank", "say_goodbye", "out_of_scope", "ask_if_bot", "ask_for_help"}
"""Said in passing: what else stands in such a message counts first."""
BUSINESS = {"ask_about_staff", "ask_about_services", "ask_opening_hours", "ask_about_business"}
BOOKINGS = {"cancel_booking", "move_booking", "list_bookings"}
WAITLIST = {"leave_waitlist", "answer_offer"}
TOPICS = SMALLTALK | BUSINESS | BOOKINGS | WAITLIST | {"ask_for_human", "report_late"}

SURE_ENOUGH = 0.6
"""Confidence from which an intent may lead away from the question asked."""

DETAILS = ("when", "staff", "service", "booking_link", "email", "phone", "person_name", "ordinal", "option")


def wanders(memory: Memory, message: Message, catalogue: Catalogue) -> bool:
    """Whether the message belongs to another topic than the booking that is under way."""
    if message.intent not in TOPICS:
        return False
    if message.pressed:
        return True
    if message.confidence < SURE_ENOUGH or answers_question(memory, message, catalogue):
        return False
    if memory.asked == CONFIRMATION and cues.yes(message.text):
        return False  # "yes, and where is it?"
    if message.intent in SMALLTALK:
        return not message.of_kind(*DETAILS) and not _is_name(memory, message)
    if message.intent in BUSINESS and _tells_more(message):
        return False  # the question is answered in passing
    if message.intent == "ask_about_staff":
        return not message.of_kind("when")  # "who is free on Tuesday?" asks for times
    if message.intent == "list_bookings":
        return bool(memory.made) or not message.of_kind(*DETAILS)
    if message.intent == "move_booking":
        return False  # "move it to Thursday": what is not booked yet is only changed
    if message.intent == "cancel_booking":
        return bool(memory.made) and (memory.asked != CONFIRMATION or memory.moving_id is not None)
    return True


def _tells_more(message: Message) -> bool:
    """Whether a question about the business comes with details of the booking."""
    exact = any(e.value.get("date") and e.value.get("time") for e in message.of_kind("when"))
    return exact or bool(message.of_kind("email", "phone", "person_name"))


def leaves(memory: Memory, message: Message) -> bool:
    """Whether the person gives this booking up."""
    if message.intent == "stop":
        return message.pressed or message.confidence >= SURE_ENOUGH
    if message.intent != "cancel_booking" or message.confidence < SURE_ENOUGH:
        return False
    return not (message.of_kind("when") and _INSTEAD.search(message.text))  # "cancel that and book Friday"


_INSTEAD = re.compile(r"\b(instead|rather|and (then )?(book|make|give|get|take|do|put))\b", re.I)


def answers_question(memory: Memory, message: Message, catalogue: Catalogue) -> bool:
    """Whether a qualification question is open and this can be nothing but its answer."""
    question = open_question(memory, catalogue)
    if question is None or "?" in message.text:
        return False
    if question.type == "number" and message.of_kind("number"):
        return True
    if question.type == "boolean" and (cues.yes(message.text) or cues.no(message.text)):
        return True
    if question.type in ("choice", "multi_choice"):
        return not isinstance(answers.read(question, message), answers.Refused)
    return question.type == "text" and message.intent not in BOOKINGS


def is_one_of_the_choices(memory: Memory, message: Message, catalogue: Catalogue) -> bool:
    """Whether a question with choices is open and this is one of them, whatever else the words may mean."""
    question = open_question(memory, catalogue)
    if question is None or not question.choices:
        return False
    return message.text.strip().casefold() in {choice.casefold() for choice in question.choices}


def open_question(memory: Memory, catalogue: Catalogue) -> Question | None:
    """The qualification question that was asked last, if the bot is waiting for its answer."""
    link = link_of(catalogue, memory.link_id) if memory.asked == QUESTION else None
    return next((q for q in link.questions if q.id == memory.asked_question), None) if link else None


def _is_name(memory: Memory, message: Message) -> bool:
    return memory.asked == CONTACT and contact.bare_name(message) is not None
