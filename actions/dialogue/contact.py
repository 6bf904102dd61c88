"""The person's name, e-mail address and telephone number, as they write them."""

from __future__ import annotations

import re

from actions.dialogue import cues, signs
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message

_LEAD = re.compile(
    r"^(and|so|well|ok|okay|yes|yeah|sure|hi|hello|no|sorry|please|it is|it's|its|it will be|that's"
    r"|that is|this is|i am|i'm|im|i|the|my|full|first|last|name|names|would be|is|are|be|under|call me"
    r"|put it (under|in)|book it (for|under)|for|called|me|e-?mail( address)?|mail|phone( number)?"
    r"|address|number|you can (use|have)|use|at|on|with)\b[\s,:;.\-]*",
    re.I,
)
_TAIL = re.compile(
    r"[\s,;:.\-]*\b(and|my|the|e-?mail|mail|address|phone|number|is|are|at|please|thanks|thank you|here"
    r"|it's|its|you can reach me|reach me|contact me|on|by|via|or|with|:)\W*$",
    re.I,
)
_NAME = re.compile(r"^[^\W\d_][^\d_@/\\<>{}\[\]|=+*^%$#!?]*$")
_NOT_NAMES = re.compile(
    r"\b(what|why|how|when|which|where|who|whose|don't|dont|do not|can|could|would|should|want|need|book"
    r"|cancel|appointment|later|earlier|nothing|none|nope|wait|stop|help|mail|e-mail|email|have|time|day"
    r"|sorry|not|instead|tomorrow|today|hang on|hold on|a sec|a second|a moment|of course|daughter|son"
    r"|wife|husband|someone|somebody|anybody|anyone|whichever|whatever|either|neither|again|back|previous|first"
    r"|other|others|these|those|this|that|is|are|was|a|an|to|me|you|your|tell|joke|bye|goodbye|table|bookings?"
    r"|there|hey|yo|u|like|love|hate|know|think|get|make|give|human|person|skip|anything|something)\b",
    re.I,
)
_BEFORE_ADDRESS = re.compile(
    r"(?:^|[,;.\n])\s*([^\W\d_a-z][\w'’.-]*(?:\s+[^\W\d_a-z][\w'’.-]*){1,3})[\s,;:(<-]*$"
)
"""Two to four words with capitals at the end, parted from what stands before them."""
_SOMEBODY_TO_SEE = re.compile(
    r"\b(with|then|instead|rather|prefer|see|have|take|make (it|that)|better)\b", re.I
)
MOST_WORDS = 6
"""Names are shorter; what is longer is a sentence."""
LONGEST_NAME = 200
"""Characters that the API takes."""


def updated(memory: Memory, message: Message, asked: bool) -> Memory:
    """The memory with the contact details of this message; `asked`: the bot has just asked for them."""
    if email := message.first("email"):
        memory = memory.but(contact_email=str(email))
    if phone := message.first("phone"):
        memory = memory.but(contact_phone=str(phone))
    if name := message.first("person_name"):
        return memory.but(contact_name=str(name))
    if asked and _may_be_name(memory, message) and (bare := bare_name(message)):
        return memory.but(contact_name=bare)
    if not memory.contact_name and (beside := _name_before_address(message)):
        return memory.but(contact_name=beside)
    return memory


def only_told(memory: Memory, told: Memory) -> bool:
    """Whether the person's details are all that a message has told."""
    parts = ("contact_name", "contact_email", "contact_phone")
    return told != memory and told.but(**{part: getattr(memory, part) for part in parts}) == memory


def whom_to_see(message: Message) -> bool:
    """Whether a name said at the question for the person's own is not that: "Tom then", "with Sarah"."""
    if cues.anybody(message.text):
        return True
    named = bool(message.of_kind("staff", "stranger"))
    return named and bool(_SOMEBODY_TO_SEE.search(message.text))


ABOUT_THE_BOOKING = {"change_answer", "ask_for_others", "ask_availability", "move_booking", "cancel_booking"}
"""Intents of messages that are no answer to the question for a name."""


def _may_be_name(memory: Memory, message: Message) -> bool:
    """Whether an answer can be the name that is missing: not when it is about a day, or about the booking."""
    if memory.contact_name and not re.search(r"\bname\b", message.text, re.I):
        return False
    if any(e.value.get("date") or e.value.get("time") for e in message.of_kind("when")):
        return False
    if message.of_kind("email"):
        return True  # details are being given, whatever the name reminds the classifier of
    if message.of_kind("service", "booking_link") or message.intent in ABOUT_THE_BOOKING:
        return False
    if whom_to_see(message):
        return False
    return not cues.thanks(message.text) and not (cues.yes(message.text) and len(message.text.split()) < 3)


def bare_name(message: Message) -> str | None:
    """The name in an answer that is no more than a name, with or without the other details."""
    if cues.skips(message.text):
        return None
    text = message.without("email", "phone").strip(" ,;:.-")
    for pattern in (_LEAD, _TAIL):
        while text and (shorter := pattern.sub("", text, count=1).strip()) != text:
            text = shorter
    text = re.sub(r"\s+", " ", signs.plain(text)).strip(" ,;:.-\"'()")
    if (
        signs.is_blank(text)
        or len(text) > LONGEST_NAME
        or len(text.split()) > MOST_WORDS
        or not _NAME.match(text)
        or _NOT_NAMES.search(text)
    ):
        return None
    if ";" in text or cues.insults(text):
        return None
    return text if text != text.lower() else capitalised(text)


def _name_before_address(message: Message) -> str | None:
    """The name in "check-up on Monday, Dana Cole dana@example.com", unless that is something else."""
    addresses = message.of_kind("email")
    before = _BEFORE_ADDRESS.search(message.text[: addresses[0].start]) if addresses else None
    if before is None or _NOT_NAMES.search(before[1]):
        return None
    start, end = before.span(1)
    taken = any(entity.start < end and start < entity.end for entity in message.entities)
    return None if taken else re.sub(r"\s+", " ", before[1])


def capitalised(name: str) -> str:
    """A name written without capitals, with them."""
    return re.sub(r"(^|[\s\-'’])(\w)", lambda m: m[1] + m[2].upper(), name)
