"""The name and address that the person's account tells, in Slack say: offered once, never just taken."""

from __future__ import annotations

import re

from actions.dialogue import cues
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CONTACT

_SOMEBODY_ELSE = re.compile(r"\b(other|another|different|else|change|not me|somebody|someone|wrong)\b", re.I)
_DETAILS = ("email", "person_name", "when", "staff", "service", "booking_link")
LONGEST = 200
"""Characters of a name or an address; a channel that tells more tells something else."""


def told(memory: Memory, name: object, email: object) -> Memory:
    """The memory with what the account tells, if it is a name and an address."""
    fits = all(isinstance(text, str) and 0 < len(text.strip()) <= LONGEST for text in (name, email))
    if not fits or "@" not in str(email):
        return memory
    return memory.but(profile_name=str(name).strip(), profile_email=str(email).strip())


def may_be_offered(memory: Memory) -> bool:
    """Whether to ask if the account's name and address are to be used."""
    known = memory.contact_name or memory.contact_email or memory.profile_answered
    return bool(memory.profile_name and memory.profile_email and not known)


def offer(memory: Memory) -> Say:
    """The question."""
    values = {"name": memory.profile_name, "email": memory.profile_email}
    return Say("utter_booking_ask_contact_as", values)


def answered(memory: Memory, message: Message) -> Memory | None:
    """The memory after an answer to the question; None: it was not asked, or this is something else."""
    if memory.asked != CONTACT or not may_be_offered(memory) or message.of_kind(*_DETAILS):
        return None
    if message.intent == "deny" or cues.no(message.text) or _SOMEBODY_ELSE.search(message.text):
        rest = re.sub(r"^\W*\w+\W*", "", message.text)
        if message.pressed or not rest or cues.thanks(rest) or _SOMEBODY_ELSE.search(message.text):
            return memory.but(profile_answered=True, misread=0)
        return None  # "no, Anna Smith"
    if message.intent == "affirm" or cues.yes(message.text):
        return memory.but(
            contact_name=memory.profile_name,
            contact_email=memory.profile_email,
            profile_answered=True,
            misread=0,
        )
    return None
