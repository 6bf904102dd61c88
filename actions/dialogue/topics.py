"""Whether a message is about what was asked, or about something else.

While a booking is under way almost everything said belongs to it. Only a message that is clearly of
another topic, and carries no answer to the question asked, is left to that topic's rule (data/rules);
afterwards the question is asked again.
"""

from __future__ import annotations

import re

from actions.dialogue import answers, contact, cues, objects
from actions.dialogue.catalogue import Catalogue, Question, link_of
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CONFIRMATION, CONTACT, QUESTION, WHAT, WHEN, WHO

SMALLTALK = {"greet", "thank", "say_goodbye", "out_of_scope", "ask_if_bot", "ask_for_help"}
"""Said in passing: what else stands in such a message counts first."""
BUSINESS = {"ask_about_staff", "ask_about_services", "ask_opening_hours", "ask_about_business"}
BOOKINGS = {"cancel_booking", "move_booking", "list_bookings"}
WAITLIST = {"leave_waitlist", "answer_offer"}
TOPICS = SMALLTALK | BUSINESS | BOOKINGS | WAITLIST | {"ask_for_human", "report_late"}

SURE_ENOUGH = 0.6
"""Confidence from which an intent may lead away from the question asked."""
SURE_OF_HUMAN = 0.45
"""The same for who asks for a person: that is asked back before anything is done, which harms nothing."""

SURE_OF_AN_ANSWER = 0.8
"""The same from which it may begin a booking where nothing was asked."""
SURE_WITHOUT_DETAILS = 0.85
"""The same where it holds no day, time or anything else that was recognised."""
LONG = 24
"""Words from which on a message has to name something of an appointment to begin one."""
FEW_WORDS, MOST_WORDS = 3, 8
"""Beside a day or a time in a message about a booking: one that looks like something else, an unclear one."""

ANSWERS = {"inform", "affirm", "choose_option", "ask_for_others", "change_answer"}
"""What is mostly said when the bot has asked something."""
NAMED = ("staff", "service", "booking_link", "option")
CONTACTS = ("email", "phone", "person_name")
DETAILS = ("when", "staff", "service", "booking_link", "email", "phone", "person_name", "ordinal", "option")


def wanders(memory: Memory, message: Message, catalogue: Catalogue) -> bool:
    """Whether the message belongs to another topic than the booking that is under way."""
    if message.intent not in TOPICS:
        return False
    if message.pressed:
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


def belongs_here(message: Message) -> bool:
    """Whether a message that no rule is for is about a booking all the same.

    What seems to be about something else stays so whatever day it names ("the match on Saturday"), unless it
    names somebody or something that can be booked, or says little besides.
    """
    if message.of_kind(*NAMED):
        return True
    if "out_of_scope" in (message.intent, message.guess):
        unsure = message.confidence < SURE_ENOUGH
        return unsure and bool(message.of_kind("when")) and _words_beside(message) <= FEW_WORDS
    if message.of_kind(*CONTACTS) or cues.books(message.text):
        return True
    return bool(message.of_kind("when", "ordinal")) and _words_beside(message) <= MOST_WORDS


def starts_nothing(memory: Memory, message: Message) -> bool:
    """Whether an answer comes where nothing was asked, and holds nothing that a booking could begin with.

    "Yes" or "a bit later" is told apart from everything else by what it answers. With no question open, the
    classifier has to be sure of it, or the words have to be about an appointment.
    """
    if memory.but(misread=0) != memory.fresh() or message.pressed or memory.made or memory.waitlist_offer:
        return False
    if _is_about_something_else(message) or _tells_a_story(message):
        return True
    if message.intent not in ANSWERS or message.of_kind(*NAMED, "email", "person_name", "reference"):
        return False
    if cues.foreign(message.text):
        return True
    if message.of_kind("when") and _words_beside(message) <= FEW_WORDS or cues.books(message.text):
        return False
    if cues.yes(message.text) or cues.anybody(message.text) or cues.earliest(message.text):
        return False
    tells = message.intent in ("inform", "affirm") and (
        message.of_kind("when") or not message.of_kind("number")
    )
    sure = SURE_OF_AN_ANSWER if message.entities else SURE_WITHOUT_DETAILS
    return not tells or message.confidence < sure


def _is_about_something_else(message: Message) -> bool:
    """Who surely wants to book may only have another word for a treatment: they are told what there is."""
    books = message.intent in ("book_appointment", "ask_availability")
    return objects.is_something_else(message) and not (books and message.confidence >= SURE_OF_AN_ANSWER)


def _tells_a_story(message: Message) -> bool:
    """Whether many words name nothing of an appointment: "my laptop makes a noise since Monday, and ...".

    The classifier weighs single words, and in many some always look like something.
    """
    if message.of_kind(*NAMED, *CONTACTS, "reference") or objects.names_an_appointment(message):
        return False
    if message.intent == "ask_for_human":
        return False  # who is fed up writes much
    if message.confidence < SURE_ENOUGH:
        return _words_beside(message) > MOST_WORDS
    return _words_beside(message) > LONG and message.intent != "report_late"


def _words_beside(message: Message) -> int:
    return len(message.without(*DETAILS, "number").split())


def leaves(memory: Memory, message: Message) -> bool:
    """Whether the person gives this booking up."""
    if _DO_NOT.search(message.text) and not message.of_kind("when", "staff", "service"):
        return True
    if message.intent == "stop" and _states_instead(message):
        return False
    if message.intent == "stop":
        return message.pressed or message.confidence >= SURE_ENOUGH
    if message.intent != "cancel_booking" or message.confidence < SURE_ENOUGH:
        return False
    return not (message.of_kind("when") and _INSTEAD.search(message.text))  # "cancel that and book Friday"


def _states_instead(message: Message) -> bool:
    """Whether words taken for a stop say when it should be instead, and nothing of stopping."""
    times = [entity for entity in message.of_kind("when") if entity.value.get("time")]
    return bool(times) and not _STOPS.search(message.text)


_STOPS = re.compile(
    r"\b(stop|forget|cancel|never ?mind|quit|leave (it|that)|drop (it|that)|do ?n.?t|do not|nothing|no longer"
    r"|any ?more|changed my mind|can.?t|cannot)\b",
    re.I,
)
_DO_NOT = re.compile(
    r"\b(do ?n.?t|do not|please not|no need to|not going to|rather not) (book|make|reserve|schedule)"
    r"( (it|this|that|one|anything|an appointment|the appointment))?\W*$",
    re.I,
)
_INSTEAD = re.compile(r"\b(instead|rather|and (then )?(book|make|give|get|take|do|put))\b", re.I)


def answers_question(memory: Memory, message: Message, catalogue: Catalogue) -> bool:
    """Whether a qualification question is open and this can be nothing but its answer."""
    question = open_question(memory, catalogue)
    if question is None or "?" in message.text:
        return False
    if question.type == "number" and message.of_kind("number"):
        return True
    if question.type in ("boolean", "choice", "multi_choice"):
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
