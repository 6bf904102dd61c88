"""Looking for bookings that were not made in this conversation: what is asked of the Bookings API, and what
came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import Made, Memory
from actions.dialogue.steps import LEFT

MOST_GUESSES = 3
"""How often a reference and an address may not fit, or codes be used up, before the search ends."""


@dataclass(frozen=True)
class Lookup:
    """The booking with this reference and address is asked for."""

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
class Send:
    """A code is to be sent to this address."""

    email: str
    again: bool = False
    """One has been sent before."""


@dataclass(frozen=True)
class Sent:
    """The answer to a `Send`."""

    proof_id: str | None
    """What the code is given back for; None: too many were asked for."""


@dataclass(frozen=True)
class Check:
    """Is this the code that was sent?"""

    proof_id: str
    code: str


@dataclass(frozen=True)
class Checked:
    """The answer to a `Check`."""

    fits: bool
    over: bool = False
    """No code is taken for this any more: too many were wrong, or its time is over."""
    bookings: tuple[Made, ...] = ()
    """All that are to come of the address, if it fits."""


Inquiry: TypeAlias = Lookup | Send | Check
"""What has to be asked before it can be decided."""


@dataclass(frozen=True)
class Searched:
    """What became of a search: bookings that were found, or what is to be said instead."""

    decision: Decision
    """That there is none: a new question, or the end. With bookings only its memory counts."""
    found: tuple[Made, ...] = ()
    """The bookings, which are among the memory's `made` now."""

    @property
    def memory(self) -> Memory:
        """What is known now."""
        return self.decision.memory

    @property
    def only(self) -> Made | None:
        """The one that was found, if it is one."""
        return self.found[0] if len(self.found) == 1 else None


def opened(memory: Memory, found: tuple[Made, ...]) -> Searched:
    """The person may see and change these from now on."""
    ids = {made.id for made in found}
    others = tuple(made for made in memory.made if made.id not in ids)
    return Searched(Decision(over(memory).but(made=(*others, *found), guesses=0)), found)


def over(memory: Memory) -> Memory:
    """The memory without the search; whether a booking is to be moved stays."""
    return replace(memory, asked=None, sought=None, by_code=False, proof=None, code=None, misread=0)


def ended(memory: Memory, *says: Say) -> Decision:
    """The search is over, with nothing to go on with."""
    return Decision(over(memory).but(moving_id=None), says, outcome=LEFT)


def given_up(memory: Memory, catalogue: Catalogue) -> Decision:
    """Nothing is looked up here (any more): whom to call instead."""
    return ended(memory, or_call("utter_finding_too_often", catalogue))


def or_call(response: str, catalogue: Catalogue) -> Say:
    """This response, with the telephone number of the business if it is known."""
    phone = (catalogue.business.facts if catalogue.business else {}).get("phone")
    return Say(f"{response}_call" if phone else response, {"phone": phone})
