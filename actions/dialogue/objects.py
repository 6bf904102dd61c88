"""What is to be booked, moved or cancelled, where the words name it: an appointment, or something else.

"Cancel my Netflix" and "move the sofa on Friday" have the verbs of a booking, and are about none.
"""

from __future__ import annotations

import re

from actions.dialogue.message import Message

_VERB = re.compile(
    r"\b(?:(?:cancel(?:ling|ing|l)?|cancle|reschedule|postpone)\s+"
    r"(?:(?:my|the|a|an|our|his|her|your|this|that|some|all)\s+)?"
    r"|(?:call(?:ing)? off|move|shift|push|rebook|change|delete|remove|book|reserve|schedule|order|hire"
    r"|buy)\s+"
    r"(?:(?:me|us)\s+)?(?:my|the|a|an|our|his|her|your|these|those|some|all)\s+"
    r"|(?:text|e-?mail|message|ring|tell)\s+(?:my|our)\s+)",
    re.I,
)
_END = re.compile(
    r"[.,;:!?()]|\b(?:to|for|on|at|in|from|with|by|of|until|till|before|after|into|because|since|pl(?:ease|s|z)|and|or"
    r"|but|so|that|which|who|when|as|is|was|has|have|i|we|if|instead|forward|back|up|down|again|online|here|under"
    r"|right|altogether|completely|too|thanks?|then|now|not)\b",
    re.I,
)
_OURS = re.compile(
    r"\b(?:app?oin?t?m\w*|appts?|apt|booked|bookings?|boking|reservations?|visits?|slots?|sessions?|meetings?|calls?"
    r"|lessons?|class(?:es)?|consult\w*|check.?\w*|treatments?|demos?|interviews?|tours?|viewings?|openings?"
    r"|waitlist|waiting list)\b",
    re.I,
)
"""The family of words for an appointment: wherever one stands, the message may be about one."""
_VAGUE = re.compile(
    r"^(?:it|its|this|that|these|those|them|mine|ours|both|all|any|everything|something|some(?:one|body)|me|us|one|ones"
    r"|time|times|date|dates|days?|hours?|spots?|places?|things?|plans?|events?|seats?|exams?|examinations?"
    r"|evaluations?|procedures?|therap\w+|follow\S*|names?|details?|mail|e-?mail|address|phone|numbers?|answers?"
    r"|services?|person|staff|others?|last|first|next|second|third|latest|earliest|whole|schedule|calendar|list|entry"
    r"|only|\w+ings?|\w+cuts?|(?!(?:sister|brother|mother|father|daughter)s?$)\w*(?:ist|tor|er)s?)$",
    re.I,
)
"""What may stand for an appointment: a pronoun, a part of a booking, a treatment, or who gives it."""


def is_something_else(message: Message) -> bool:
    """Whether a thing is named that is no appointment, and nothing that can be booked here."""
    if message.pressed or _OURS.search(message.text):
        return False
    named = [words for words in _named(message) if words is not None]
    return bool(named) and not any(_VAGUE.match(word) for words in named for word in words)


def names_an_appointment(message: Message) -> bool:
    """Whether a word of the family stands anywhere, or "come in", "see somebody", "free", "available" do."""
    return bool(_OURS.search(message.text) or _SEEN.search(message.text))


def _named(message: Message) -> list[list[str] | None]:
    """The words of what stands after each verb; None where that is nothing, or was recognised."""
    found = []
    for verb in _VERB.finditer(message.text):
        end = _END.search(message.text, verb.end())
        stop = end.start() if end else len(message.text)
        words = re.findall(r"[^\W\d_][\w'-]*", message.text[verb.end() : stop])
        known = _is_recognised(message, verb.end(), stop) or _begins_with_time(message, verb.end())
        found.append(None if known or not words else words)
    return found


def _is_recognised(message: Message, start: int, end: int) -> bool:
    return any(e.kind in _BOOKABLE and e.start < end and start < e.end for e in message.entities)


def _begins_with_time(message: Message, start: int) -> bool:
    """ "Cancel my 3 o'clock"."""
    times = message.of_kind("when")
    return message.text[start : start + 1].isdigit() or any(e.start <= start < e.end for e in times)


_SEEN = re.compile(
    r"\b(?:come (?:in|by|over)|(?:see|seen by|seeing) \w+|fit (?:me|us|him|her) in|squeeze \w+ in|availab\w+"
    r"|free|schedule|dentist|doctor|stylist|therapist|tutor|diary|calendar|book"
    r"|cancel\w*|need (?:a|an|to)|look at)\b",
    re.I,
)
_BOOKABLE = ("staff", "service", "booking_link", "reference", "stranger", "ordinal", "person_name")
