"""What is to be booked, moved or cancelled, where the words name it: an appointment, or something else.

"Cancel my Netflix" and "move the sofa on Friday" have the verbs of a booking, and are about none.
"""

from __future__ import annotations

import re

from actions.dialogue.message import Entity, Message

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
    r"[.,;:!?()]|\b(?:to|for|on|at|in|from|with|by|of|until|till|before|after|into|because|since|pl(?:ease"
    r"|s|z)|and|or"
    r"|but|so|that|which|who|when|as|is|was|has|have|i|we|if|instead|forward|back|up|down|again|online|here"
    r"|under"
    r"|right|altogether|completely|too|thanks?|then|now|not)\b",
    re.I,
)
_OURS = re.compile(
    r"\b(?:app?oin?t?m\w*|appts?|apt|booked|bookings?|boking|reservations?|visits?|slots?|sessions?"
    r"|meetings?|calls?"
    r"|lessons?|class(?:es)?|consult\w*|check.?\w*|treatments?|demos?|interviews?|tours?|viewings?|openings?"
    r"|waitlist|waiting list)\b",
    re.I,
)
"""The family of words for an appointment: wherever one stands, the message may be about one."""
_OTHERS = re.compile(
    r"\b(?:book\w*|reserve|schedule|get|hire|rent|order|charter|cancel\w*|cancle|move|change|postpone|need"
    r"|want|have|is there|are there)\b"
    r"(?:\W+(?!to\b|for\b|with\b|because\b|and\b|but\b|at\b|since\b)[\w']+){0,3}?\W+"
    r"(?:flights?|trains?|bus(?:es)?|ferry|cruise|hotels?|hostel|motel|airbnb|(?:double |single "
    r"|hotel )?rooms?|campsite"
    r"|tables?|tickets?|taxis?|cabs?|uber|van|limo\w*|parking\b(?: \w+)?|cinema|theatre|concert|restaurant"
    r"|pizzas?|parcel"
    r"|delivery|order|subscriptions?|contract|membership|newsletter|e-?mails?|tweets?|insurance|broadband"
    r"|direct debit"
    r"|standing order|loan|mortgage|netflix|spotify|amazon|babysitter|skip|court)\b",
    re.I,
)
"""What is booked and cancelled elsewhere. What a business has in its catalogue is recognised before."""
_VAGUE = re.compile(
    r"^(?:it|its|this|that|these|those|them|mine|ours|both|all|any|everything|something|some(?:one|body)|me"
    r"|us|one|ones"
    r"|time|times|date|dates|days?|hours?|spots?|places?|things?|plans?|events?|seats?|exams?|examinations?"
    r"|evaluations?|procedures?|therap\w+|follow\S*|names?|details?|mail|e-?mail|address|phone|numbers?"
    r"|answers?"
    r"|services?|person|staff|others?|last|first|next|second|third|latest|earliest|whole|schedule|calendar"
    r"|list|entry"
    r"|only|(?!wedding)\w+ings?|\w+cuts?|\w*(?:ist|[^aeo]tor|ator|dresser|barber|trainer|teacher|manager"
    r"|designer|adviser|lawyer|groomer"
    r"|carer|photographer|practitioner)s?)$",
    re.I,
)
"""What may stand for an appointment: a pronoun, a part of a booking, a treatment, or who gives it.

The last word says what a thing is: "phone contract" is a contract.
"""


def is_something_else(message: Message) -> bool:
    """Whether a thing is named that is no appointment, and nothing that can be booked here."""
    if message.pressed or _OURS.search(message.text):
        return False
    named = [words for words in _named(message) if words is not None]
    return bool(named) and not any(_VAGUE.match(words[-1]) for words in named)


def is_of_others(message: Message) -> bool:
    """Whether what is booked or cancelled is what only others have: a flight, a table, a contract."""
    if message.pressed or message.of_kind("service", "booking_link", "reference", "staff"):
        return False
    return not _OURS.search(message.text) and bool(_OTHERS.search(message.text))


def is_longer_name(message: Message, staff: Entity) -> bool:
    """Whether a name goes on with a surname that was not recognised: "Tom Hanks", where Tom is known."""
    follows = re.match(r" ([A-Z][a-z]+)", message.text[staff.end :])
    return bool(follows) and not any(e.start == staff.end + 1 for e in message.entities)


def names_a_booking(message: Message) -> bool:
    """Whether a word for an appointment stands anywhere, or a time is moved or cancelled: "my 3 o'clock"."""
    moved = any(_begins_with_time(message, verb.end()) for verb in _VERB.finditer(message.text))
    return moved or bool(_OURS.search(message.text))


def names_an_appointment(message: Message) -> bool:
    """Whether a word of the family stands anywhere, or "come in", "see somebody", "free", "available" do."""
    return bool(_OURS.search(message.text) or _SEEN.search(message.text))


def _named(message: Message) -> list[list[str] | None]:
    """The words of what stands after each verb; None where that is nothing, or was recognised."""
    found = []
    for verb in _VERB.finditer(message.text):
        end = _END.search(message.text, verb.end())
        stop = end.start() if end else len(message.text)
        stop = min([stop, *(e.start for e in message.of_kind("when") if e.start > verb.end())])
        words = re.findall(r"[^\W\d_][\w'-]*", message.text[verb.end() : stop])
        known = _is_recognised(message, verb.end(), stop) or _begins_with_time(message, verb.end())
        if len(words) > 1 and words[-1].lower() in ("number", "no", "ref"):
            words.pop()
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
