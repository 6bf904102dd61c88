"""Changing a part of the summary that is named without saying what it should be instead."""

from __future__ import annotations

import re

from actions.dialogue import cues, nearby
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.wishes import Wish

TIME, PERSON, DETAILS, WHAT, ANSWERS = "when", "who", "contact", "what", "answers"
NAME, EMAIL = "name", "email"
_WORDS = (
    (ANSWERS, r"\b(answers?|answered|questions?)\b"),
    (DETAILS, r"\b(details|contact)\b|\bname\b.*\be?-?mail\b|\bmail\b.*\bname\b"),
    (EMAIL, r"\b(e-?mail|mail|my address)\b"),
    (NAME, r"\b((sur|last|first)?name|spell(ed|ing)?|misspel\w+)\b"),
    (DETAILS, r"\btypo\b"),
    (PERSON, r"\b(person|staff|doctor|dentist|who|somebody|someone|colleague|therapist|stylist|team)\b"),
    (WHAT, r"\b(service|treatment|kind of appointment|type of appointment)\b"),
    (TIME, r"\b(time|day|date|when|hour|slot|later|earlier)\b"),
)
_STATED = ("when", "staff", "service", "booking_link", "email", "phone", "person_name")


def part(memory: Memory, message: Message) -> str | None:
    """Which part the message wants changed; None when it says what instead, or names none."""
    option = str(message.first("option") or "")
    if option.startswith("change:"):
        named = option.removeprefix("change:")
        return named if named in (TIME, PERSON, DETAILS, WHAT, ANSWERS) else None
    if nearby.shifted(message, memory):
        return None  # "the day after" says what instead
    if cues.yes(message.text) and not cues.fixes(message.text):
        return None  # "yes, and what is your address?"
    if message.pressed or message.of_kind(*_STATED) or message.intent in ("affirm", "ask_for_others"):
        return None
    if message.intent not in ("change_answer", "deny", "inform", "nlu_fallback", "choose_option"):
        return None
    return next((name for name, words in _WORDS if re.search(words, message.text, re.I)), None)


def reopens(message: Message) -> str | None:
    """Which part is to be another, told in the middle of something else: "wait, can I change the day?"."""
    if message.pressed or message.of_kind(*_STATED) or not cues.reopens(message.text):
        return None
    named = next((name for name, words in _WORDS if re.search(words, message.text, re.I)), None)
    return named if named in (TIME, PERSON, WHAT) else None


def reopened(memory: Memory, named: str) -> Memory:
    """The memory in which this part is not known any more, so that it is asked for."""
    if named == TIME:
        return memory.but(wish=Wish(), chosen=None, misread=0)
    if named == PERSON:
        return memory.but(wanted_staff=(), chosen=None, misread=0)
    if named == DETAILS:
        return memory.but(contact_name=None, contact_email=None, contact_phone=None, misread=0)
    if named == NAME:
        return memory.but(contact_name=None, misread=0)
    if named == EMAIL:
        return memory.but(contact_email=None, misread=0)
    if named == ANSWERS:
        return memory.but(answers={}, skipped=(), misread=0)
    return memory.but(link_id=None, service_id=None, chosen=None, misread=0)
