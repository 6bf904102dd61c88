"""A booking that was not made in this conversation: shown and changed only for who can name it.

Its reference and the e-mail address that it was made with are the proof. What did not fit is not told, and
guesses are counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from actions.dialogue import contact, cues, topics, wording
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import LEFT, PROOF
from actions.dialogue.times import instant

MOST_GUESSES = 3
"""How often a reference and an address may not fit before nothing is looked up any more."""

_WITHOUT = re.compile(
    r"\b(lost|forgot(ten)?|without|not? have|have ?n.?t|have no|do ?n.?t (know|have|remember)|can.?t find"
    r"|no idea|no reference)\b",
    re.I,
)

MOST_MISREAD = 3
"""How often in a row an answer may hold neither of the two."""


@dataclass(frozen=True)
class Lookup:
    """A question to the Bookings API: the booking with this reference and address."""

    reference: str
    email: str


@dataclass(frozen=True)
class Found:
    """The answer to a `Lookup`."""

    booking: Made | None
    """None: no booking has both."""
    over: bool = False
    """It was cancelled, or its time has passed."""


@dataclass(frozen=True)
class Searched:
    """What became of a search: a booking that was found, or what is to be said instead."""

    decision: Decision
    """That there is none: a new question, or the end. With a booking only its memory counts."""
    found: Made | None = None
    """The booking, which is among the memory's `made` now."""

    @property
    def memory(self) -> Memory:
        """What is known now."""
        return self.decision.memory


def reference(message: Message) -> str | None:
    """The reference in the message, as it is written on confirmations: K7QX-3TRB."""
    found = message.first("reference")
    return str(found) if found else None


def named(memory: Memory, message: Message) -> Made | None:
    """The booking known already whose reference is in the message."""
    said = reference(message)
    return next((made for made in memory.made if said and _plain(made.reference) == _plain(said)), None)


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
    """The memory with the reference and the address of this message."""
    told = contact.updated(memory, message, asked=False)
    if said := reference(message):
        told = told.but(sought=said)
    nothing_new = memory.asked == PROOF and told == memory
    return told.but(misread=memory.misread + 1 if nothing_new else 0)


def leaves(memory: Memory, message: Message) -> bool:
    """Whether the search is given up."""
    sure = message.pressed or message.confidence >= topics.SURE_ENOUGH
    stops = message.intent in ("stop", "start_over") and sure
    return memory.asked == PROOF and (stops or message.intent == "deny" or cues.skips(message.text))


def wanders(message: Message) -> bool:
    """Whether a message that names nothing belongs to another topic, such as a new booking."""
    if message.of_kind("when", "staff", "service", "booking_link"):
        return True
    known = topics.TOPICS | {"book_appointment", "ask_availability"}
    return message.intent in known and (message.pressed or message.confidence >= topics.SURE_ENOUGH)


def unable(memory: Memory, message: Message) -> bool:
    """Whether the person has not got what is asked for."""
    return memory.asked == PROOF and bool(_WITHOUT.search(message.text)) and reference(message) is None


def next_step(memory: Memory, catalogue: Catalogue) -> Decision | Lookup:
    """What to look up, or what to ask for first."""
    if memory.guesses >= MOST_GUESSES or memory.misread >= MOST_MISREAD:
        return given_up(memory, catalogue)
    asked_again = memory.asked == PROOF and memory.misread > 0
    if memory.sought and memory.contact_email and not asked_again:
        return Lookup(memory.sought, memory.contact_email)
    missing = "email" if memory.sought else "reference" if memory.contact_email else "both"
    if memory.sought and memory.contact_email:
        missing = "both"
    if memory.asked != PROOF:
        missing = missing if missing == "email" else "both"
    says = (Say("utter_fallback_not_understood"),) if memory.misread else ()
    return Decision(memory.but(asked=PROOF), (*says, Say(f"utter_finding_ask_{missing}")), waits_for=PROOF)


def after(memory: Memory, found: Found, catalogue: Catalogue) -> Searched:
    """What follows from the answer."""
    searched = memory.but(sought=None, misread=0)
    if found.booking is None:  # either may be put right alone
        missed = memory.but(guesses=memory.guesses + 1, misread=0)
        if missed.guesses >= MOST_GUESSES:
            return Searched(given_up(missed, catalogue))
        says = (Say("utter_finding_not_found"), Say("utter_finding_ask_both"))
        return Searched(Decision(missed.but(asked=PROOF), says, waits_for=PROOF))
    if found.over:
        return Searched(_left(searched, Say("utter_finding_over")))
    others = tuple(made for made in memory.made if made.id != found.booking.id)
    known = searched.but(made=(*others, found.booking), guesses=0, asked=None)
    return Searched(Decision(known), found.booking)


def given_up(memory: Memory, catalogue: Catalogue) -> Decision:
    """Nothing is looked up here (any more): whom to call instead."""
    phone = (catalogue.business.facts if catalogue.business else {}).get("phone")
    response = "utter_finding_too_often_call" if phone else "utter_finding_too_often"
    return _left(memory, Say(response, {"phone": phone}))


def left(memory: Memory) -> Decision:
    """The person does not want it any more."""
    return _left(memory, Say("utter_finding_left"))


def told(memory: Memory, made: Made) -> Decision:
    """The booking that was looked for is told; the search is over."""
    zone = memory.zone or "UTC"
    values = {"bookings": line(made, zone), "zone": wording.zone_label(zone)}
    return _left(memory, Say("utter_finding_found", values))


def line(made: Made, zone: str) -> str:
    """A booking in a list."""
    when = wording.moment(instant(made.start), zone)
    return f"- {made.title} with {made.staff}, {when}, reference {made.reference}"


def _left(memory: Memory, *says: Say) -> Decision:
    memory = replace(memory, asked=None, sought=None, moving_id=None, misread=0)
    return Decision(memory, says, outcome=LEFT)


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
