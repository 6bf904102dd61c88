"""Going back a step, breaking off, and saying yes when everything is done already."""

from __future__ import annotations

from actions.dialogue import cues, reanswering, topics
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CHANGE, CONFIRMATION, CONTACT, QUESTION, WHAT, WHEN, WHICH_DAY, WHO
from actions.dialogue.wishes import Wish

OF_A_BOOKING = (WHAT, WHO, WHEN, WHICH_DAY, CONTACT, QUESTION, CONFIRMATION, CHANGE)
"""The steps that can be left for a while, or gone back from."""


def goes_back(memory: Memory, message: Message) -> bool:
    """Whether the person wants to return to what was asked before."""
    return memory.asked in OF_A_BOOKING and not message.pressed and cues.goes_back(message.text)


def step_back(memory: Memory, catalogue: Catalogue) -> Memory | None:
    """The memory before the last answer; None where it has to be asked what is meant."""
    memory = memory.but(misread=0)
    if memory.asked in (QUESTION, CONFIRMATION, CHANGE):
        answered = reanswering.answered(memory, catalogue)
        return reanswering.forgotten(memory, answered[-1].id) if answered else None
    if memory.asked in (WHEN, WHICH_DAY):
        return memory.but(wish=Wish(), choices=(), doubtful_days=(), unwanted_days=(), offered=(), shown=())
    return None if memory.chosen else memory


def breaks_off(memory: Memory, message: Message) -> bool:
    """Whether the person wants to go on with this booking some other time."""
    if memory.asked not in OF_A_BOOKING or message.pressed or not cues.breaks_off(message.text):
        return False
    states_time = any(e.value.get("time") for e in message.of_kind("when"))
    return not states_time and not message.of_kind("staff", "service", "email", "phone")


def interrupted(memory: Memory) -> Memory:
    """What is kept of a booking that is to be gone on with later: all that was said, and no time."""
    return memory.but(asked=None, asked_question=None, chosen=None, offered=(), shown=(), misread=0)


def has_done_all(memory: Memory, message: Message) -> bool:
    """Whether a yes comes after the booking was made: nothing is open that it could answer."""
    plain = not message.of_kind(*topics.DETAILS) and len(message.text.split()) < 4
    idle = memory.asked is None and memory.link_id is None
    return idle and bool(memory.made) and message.intent == "affirm" and plain


def welcome(catalogue: Catalogue) -> Say:
    """The greeting in the name of the business."""
    business = catalogue.business
    if business is None:
        return Say("utter_business_nothing_bookable")
    return Say("utter_smalltalk_greet", {"business": business.name})
