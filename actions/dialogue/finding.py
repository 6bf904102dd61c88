"""A booking that was not made in this conversation: shown and changed only for who can name it.

Its reference and the e-mail address that it was made with are the proof, or a code that is sent to the
address (see proving). What did not fit is not told, and guesses are counted.
"""

from __future__ import annotations

import re

from actions.dialogue import contact, cues, proving, topics, wording
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from actions.dialogue.search import MOST_GUESSES, Found, Inquiry, Lookup, Searched, ended, given_up, opened
from actions.dialogue.steps import PROOF
from actions.dialogue.times import instant

SURE_OF_A_BOOKING = 0.8
"""Confidence from which on a message asks for bookings, whatever its words are."""
_SPEAKS_OF_ONE = re.compile(
    r"\b(mine|book(ed|ings?)|appointments?|appts?|reservations?|visits?|sessions?|slots?|schedul\w+|upcoming"
    r"|coming up|(do|have|did|am) i|i (have|had|made|got)|i.?ve (got|made)"
    r"|my (next|last|other|current|existing))\b",
    re.I,
)
MOST_MISREAD = 3
"""How often in a row an answer may hold neither of the two."""


def reference(message: Message) -> str | None:
    """The reference in the message, as it is written on confirmations: K7QX-3TRB."""
    found = message.first("reference")
    return str(found) if found else None


def named(memory: Memory, message: Message) -> Made | None:
    """The booking known already whose reference is in the message."""
    said = reference(message)
    return next((made for made in memory.made if said and _plain(made.reference) == _plain(said)), None)


def is_meant(memory: Memory, message: Message) -> bool:
    """Whether what was taken for a question about somebody's bookings is one.

    "What dentists are there? My teeth hurt" is none.
    """
    if message.pressed or memory.asked == PROOF or memory.made or message.of_kind("reference", "email"):
        return True
    sure = message.confidence >= SURE_OF_A_BOOKING or message.intent != "list_bookings"
    return sure or bool(_SPEAKS_OF_ONE.search(message.text))


def needed(memory: Memory, message: Message) -> bool:
    """Whether a booking has to be looked for: none is known, or another one is named."""
    unknown = reference(message) is not None and named(memory, message) is None
    return memory.asked == PROOF or not memory.made or unknown


def alone(memory: Memory, message: Message) -> bool:
    """Whether a booking is only named, with nothing under way: it is looked up then, too."""
    if memory.moving_id is not None:
        return False
    return memory.asked == PROOF or memory.asked is None and reference(message) is not None


def hear(memory: Memory, message: Message) -> Memory:
    """The memory with the reference, the address and the code of this message."""
    told = contact.updated(memory, message, asked=False)
    if said := reference(message):
        told = told.but(sought=said)
    told = proving.hear(memory, told, message)
    nothing_new = memory.asked == PROOF and told == memory
    return told.but(misread=memory.misread + 1 if nothing_new else 0)


def leaves(memory: Memory, message: Message) -> bool:
    """Whether the search is given up."""
    if proving.answers(memory, message):
        return False
    sure = message.pressed or message.confidence >= topics.SURE_ENOUGH
    stops = message.intent in ("stop", "start_over") and sure
    return memory.asked == PROOF and (stops or message.intent == "deny" or cues.skips(message.text))


def wanders(message: Message) -> bool:
    """Whether a message that names nothing belongs to another topic, such as a new booking."""
    if message.of_kind("when", "staff", "service", "booking_link"):
        return True
    known = topics.TOPICS | {"book_appointment", "ask_availability"}
    return message.intent in known and (message.pressed or message.confidence >= topics.SURE_ENOUGH)


def next_step(memory: Memory, catalogue: Catalogue) -> Decision | Inquiry:
    """What the Bookings API has to be asked, or what to ask the person first."""
    if memory.guesses >= MOST_GUESSES or memory.misread >= MOST_MISREAD:
        return given_up(memory, catalogue)
    asked_again = memory.asked == PROOF and memory.misread > 0
    if not asked_again and (inquiry := _inquiry(memory)):
        return inquiry
    says = (Say("utter_fallback_not_understood"),) if memory.misread else ()
    return Decision(memory.but(asked=PROOF), (*says, _question(memory)), waits_for=PROOF)


def _inquiry(memory: Memory) -> Inquiry | None:
    if memory.sought and memory.contact_email and not memory.code:
        return Lookup(memory.sought, memory.contact_email)
    return proving.next_inquiry(memory)


def _question(memory: Memory) -> Say:
    """What is missing."""
    if memory.proof:
        return proving.ask_code(memory)
    if memory.by_code:
        return Say("utter_proving_ask_email")
    if memory.sought and memory.contact_email or not (memory.sought or memory.contact_email):
        return Say("utter_finding_ask_both", {}, proving.offer(memory))
    if memory.sought:
        return Say("utter_finding_ask_email")
    return Say("utter_finding_ask_reference", {"email": memory.contact_email}, proving.offer(memory))


def after(memory: Memory, found: Found, catalogue: Catalogue) -> Searched:
    """What follows from the answer to a `Lookup`."""
    if found.booking is None:  # either may be put right alone
        missed = memory.but(guesses=memory.guesses + 1, misread=0)
        if missed.guesses >= MOST_GUESSES:
            return Searched(given_up(missed, catalogue))
        says = (Say("utter_finding_not_found"), Say("utter_finding_ask_both", {}, proving.offer(missed)))
        return Searched(Decision(missed.but(asked=PROOF), says, waits_for=PROOF))
    if found.over:
        return Searched(ended(memory, Say("utter_finding_over")))
    return opened(memory, (found.booking,))


def left(memory: Memory) -> Decision:
    """The person does not want it any more."""
    return ended(memory, Say("utter_finding_left"))


def told(memory: Memory, *found: Made) -> Decision:
    """The bookings that were looked for are told; the search is over."""
    zone = memory.zone or "UTC"
    values = {"bookings": "\n".join(line(made, zone) for made in found), "zone": wording.zone_label(zone)}
    several = "_several" if len(found) > 1 else ""
    return ended(memory, Say(f"utter_finding_found{several}", values))


def line(made: Made, zone: str) -> str:
    """A booking in a list."""
    when = wording.moment(instant(made.start), zone)
    return f"- {made.title} with {made.staff}, {when}, reference {made.reference}"


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
