"""More than one person or booking: one booking is for one person, and one is made after the other."""

from __future__ import annotations

import re
from datetime import datetime

from actions.dialogue import cues, telling
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory, from_slots, to_slots
from actions.dialogue.message import Message
from actions.dialogue.steps import CHANGE, CONFIRMATION, CONTACT, QUESTION

_NUMBER = r"(?:two|three|four|five|six|[2-6])"
_WHO = r"(?:me|myself|i|us|him|her|my(?: \w+)? \w+|our(?: \w+)? \w+)"
_PARTY = re.compile(
    rf"\b(?:for (?:the )?(?:{_NUMBER}|both) of us|for us (?:both|all|two)"
    r"|for (?:a )?(?:couple|group) of people"
    rf"|(?:for|we are|we.re) (?:the )?{_NUMBER}"
    r" (?:people|persons|adults|kids|children|guests|friends|of us)"
    r"|(?:for|both) (?:me|myself|us|my \w+)(?: and|,| &| plus)(?: also| for)?"
    r" (?:me|myself|my \w+|our \w+|him|her)"
    r"|(?:me|myself) (?:and|&) my \w+"
    r"|my \w+ and (?:me|myself|i)(?= (?:want|need|would|both|are|have|.d)|\W*$))\b",
    re.I,
)
_MAKE = r"(?:book|make|schedule|reserve|arrange|add|set up)"
_MORE = r"(?:another|one more|a second|an extra|an additional)"
_ONE = r"(?:one|appointment|booking|visit|slot|session)"
_ANOTHER = re.compile(
    rf"\b(?:{_MAKE}(?: me| us)?(?: also)? {_MORE} {_ONE}|{_MORE} (?:appointment|booking|visit)"
    rf"|{_MORE}(?: {_ONE})? for {_WHO}"
    rf"|(?:and|also|plus)\b.{{0,30}}\b(?:one|an? {_ONE}) for (?:my|our) \w+)\b",
    re.I,
)
_KEPT = ("link_id", "service_id", "wanted_staff", "anybody", "wish", "choices")
"""What is remembered of the booking that comes next."""
_LATE = (CONTACT, QUESTION, CONFIRMATION, CHANGE)
"""What is asked when the time of the booking under way is settled."""


def party(memory: Memory, message: Message) -> tuple[Say, ...]:
    """That one booking is for one person, to who wants to come with others."""
    if message.pressed or memory.moving_id or memory.asked in (CONTACT, QUESTION):
        return ()
    return (Say("utter_booking_one_person_each"),) if _PARTY.search(message.text) else ()


def wants_another(memory: Memory, message: Message) -> bool:
    """Whether a second booking is wanted before the one under way is made."""
    if message.pressed or memory.moving_id or memory.waiting or memory.asked not in _LATE:
        return False
    return bool(_ANOTHER.search(message.text)) and not (
        cues.calls_off(message.text) or cues.fixes(message.text)
    )


def with_another(memory: Memory, message: Message, catalogue: Catalogue, now: datetime) -> Memory:
    """The memory, unchanged but for what is to be booked next."""
    told, _ = telling.details(memory.fresh(), message, catalogue, now)
    slots = to_slots(told)
    return memory.but(another={name: slots[name] for name in _KEPT if slots[name] is not None}, misread=0)


def next_one(memory: Memory) -> Memory | None:
    """After a booking: the memory in which the next one is begun; None: none is wanted."""
    if memory.another is None:
        return None
    kept = from_slots({name: memory.another.get(name) for name in _KEPT})
    return memory.but(another=None, **{name: getattr(kept, name) for name in _KEPT})
