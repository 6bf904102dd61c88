"""What a message may begin where nothing was asked."""

from __future__ import annotations

from actions.dialogue import cues, objects, wishing
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.topics import CONTACTS, DETAILS, NAMED, SURE_ENOUGH

SURE_OF_AN_ANSWER = 0.8
"""The same from which it may begin a booking where nothing was asked."""
SURE_WITHOUT_DETAILS = 0.85
"""The same where it holds no day, time or anything else that was recognised."""
LONG = 24
"""Words from which on a message has to name something of an appointment to begin one."""
FEW_WORDS, MOST_WORDS = 3, 8
"""Beside a day or a time in a message about a booking: one that looks like something else, an unclear one."""

STRANGE, VERY_STRANGE = 0.2, 0.4
"""Likelihoods of being out of scope from which on words of an appointment are needed, and do not help."""

MOST_AROUND_A_NAME = 4
"""Words beside somebody's name that wish for nothing: "Tom on Friday, in the morning" says what is wanted."""

FEWEST_WORDS = 2
"""Beside a day or a time: "hygienist on Thursday" names what is wanted, though nothing here is called so."""

ASKS = {"book_appointment", "ask_availability"}
_WHAT_ABOUT = ("what about", "What about", "how about", "How about")

ANSWERS = {"inform", "affirm", "choose_option", "ask_for_others", "change_answer"}
"""What is mostly said when the bot has asked something."""


def belongs_here(message: Message) -> bool:
    """Whether a message that no rule is for is about a booking all the same.

    What seems to be about something else stays so whatever day it names ("the match on Saturday"), unless it
    names somebody or something that can be booked, or says little besides.
    """
    if _is_idle(message):
        return False
    if message.of_kind("service", "booking_link", "option") or _is_named(message):
        return True
    if "out_of_scope" in (message.intent, message.guess):
        unsure = message.confidence < SURE_ENOUGH
        return unsure and bool(message.of_kind("when")) and _words_beside(message) <= FEW_WORDS
    if message.of_kind(*CONTACTS) or cues.books(message.text):
        return not wishing.is_past(message.text)
    most = MOST_WORDS if wishing.wishes(message.text) else FEW_WORDS
    return bool(message.of_kind("when", "ordinal")) and _words_beside(message) <= most


def starts_nothing(memory: Memory, message: Message) -> bool:
    """Whether an answer comes where nothing was asked, and holds nothing that a booking could begin with.

    "Yes" or "a bit later" is told apart from everything else by what it answers. With no question open, the
    classifier has to be sure of it, or the words have to be about an appointment.
    """
    if memory.but(misread=0) != memory.fresh() or message.pressed or memory.made or memory.waitlist_offer:
        return False
    if _is_about_something_else(message) or _tells_a_story(message) or _is_idle(message):
        return True
    if _is_strange(message) or _only_mentions(message):
        return True
    if message.intent not in ANSWERS or message.of_kind(*NAMED, "email", "person_name", "reference"):
        return False
    if cues.foreign(message.text):
        return True
    if message.of_kind("when") and _words_beside(message) <= FEW_WORDS or cues.books(message.text):
        return False
    if message.of_kind("when") and not wishing.wishes(message.text):
        return True
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
    if objects.is_of_others(message):
        return True
    return objects.is_something_else(message) and not (books and message.confidence >= SURE_OF_AN_ANSWER)


def _is_strange(message: Message) -> bool:
    """Whether what may well be out of scope has no word in it that only a booking explains."""
    if message.of_kind("reference", "email", "phone") or message.intent == "ask_for_human":
        return False
    asks = message.intent in ASKS and message.confidence >= SURE_ENOUGH
    known = objects.names_a_booking(message) or bool(message.of_kind("service", "booking_link"))
    known |= asks and (objects.names_an_appointment(message) or message.text.startswith(_WHAT_ABOUT))
    known |= _words_beside(message) <= FEWEST_WORDS and wishing.names_for_a_time(message)
    return message.strangeness >= (VERY_STRANGE if known else STRANGE)


def _only_mentions(message: Message) -> bool:
    """Whether a sentence has a name in it, and wishes for nothing: "Tom and I are cousins, you know"."""
    if message.intent not in ANSWERS or message.of_kind("service", "booking_link", *CONTACTS):
        return False
    if wishing.wishes(message.text) or objects.names_an_appointment(message):
        return False
    return bool(message.of_kind("staff")) and _words_beside(message) > MOST_AROUND_A_NAME


def _is_idle(message: Message) -> bool:
    """Whether it is an order to do something else, or talk in which a day, a time or a name only occurs."""
    if objects.names_an_appointment(message) or message.of_kind("service", "booking_link", "reference"):
        return False
    if wishing.is_errand(message.text):
        return message.intent != "ask_for_human"
    sure = message.confidence >= SURE_OF_AN_ANSWER and message.intent not in ANSWERS
    if _is_named(message):
        return not sure and wishing.is_past(message.text)
    if message.of_kind("option", *CONTACTS):
        return False
    return wishing.is_call(message.text) or not sure and wishing.talks(message)


def _is_named(message: Message) -> bool:
    """Whether somebody of the staff is named, and not only their first name with a surname of others."""
    return any(not objects.is_longer_name(message, staff) for staff in message.of_kind("staff"))


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
