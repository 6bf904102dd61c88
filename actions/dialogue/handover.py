"""Handing the conversation over to a person: how to reach who asks, whether it shall be done, and the end.

It stands beside whatever is under way (`Memory.handing`, not `Memory.asked`); it goes on afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from actions.dialogue import contact, cues, finding, wording
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import (
    CHANGE,
    CONFIRMATION,
    CONTACT,
    HANDOVER,
    MOVE_WHICH,
    QUESTION,
    REASON,
    SURE,
    WHAT,
    WHEN,
    WHICH,
    WHICH_DAY,
    WHO,
)

ASKS = {"ask_for_human", "report_late"}
"""Intents of messages that a person of the team should read."""
REACH, AGAIN, AGREE = "reach", "again", "agree"
"""What is asked: how they can be reached; the same once more; whether it shall be passed on."""

OVER, BOOKING, CANCELLING = "over", "booking", "cancelling"
"""How it ends: nothing else is open, or what is gone on with."""
_GONE_ON_WITH = dict.fromkeys(
    (WHAT, WHO, WHEN, WHICH_DAY, CONTACT, QUESTION, CONFIRMATION, CHANGE, MOVE_WHICH), BOOKING
) | dict.fromkeys((WHICH, SURE, REASON), CANCELLING)


@dataclass(frozen=True)
class HandOver:
    """The conversation is to be handed over now."""

    memory: Memory


def hear(memory: Memory, message: Message, catalogue: Catalogue) -> Decision | HandOver | None:
    """What follows from a message; None: it belongs to another topic."""
    if memory.handing is None or message.intent in ASKS:
        return _begun(memory, message, catalogue)
    told = contact.updated(memory, message, asked=False)
    if message.of_kind("email", "phone"):
        return HandOver(told)
    agrees = message.intent == "affirm" or cues.yes(message.text)
    if agrees and not cues.no(message.text) and _reach(told):
        return HandOver(told)
    if (
        message.intent in ("deny", "stop", "skip_question")
        or cues.no(message.text)
        or cues.skips(message.text)
    ):
        return _ended(memory, Say("utter_handover_left"))
    if memory.handing == AGREE or finding.wanders(message):
        return None
    if memory.handing == AGAIN:
        return _ended(memory, Say("utter_handover_left"), *ways(catalogue))
    leave = Button("Leave it", "/deny")
    return _asks(memory, AGAIN, Say("utter_handover_ask_reach_again", {}, (leave,)))


def _begun(memory: Memory, message: Message, catalogue: Catalogue) -> Decision | HandOver:
    if catalogue.business is None or not catalogue.business.takes_handovers:
        return _ended(memory, *ways(catalogue))
    told = contact.updated(memory, message, asked=False)
    if message.of_kind("email", "phone"):
        return HandOver(told)
    late = message.intent == "report_late"
    if reach := _reach(told):
        response = "utter_handover_ask_late" if late else "utter_handover_ask_sure"
        return _asks(told, AGREE, Say(response, {"reach": reach}))
    return _asks(told, REACH, Say("utter_handover_ask_late_reach" if late else "utter_handover_ask_reach"))


def done(memory: Memory, catalogue: Catalogue) -> Decision:
    """The Bookings API has it."""
    phone = _facts(catalogue).get("phone")
    response = "utter_handover_done_call" if phone else "utter_handover_done"
    return _ended(memory, Say(response, {"reach": _reach(memory), "phone": phone}))


def refused(memory: Memory, catalogue: Catalogue) -> Decision:
    """Nobody was told: the person has to do it."""
    return _ended(memory, Say("utter_handover_not_possible"), *ways(catalogue))


def ways(catalogue: Catalogue) -> tuple[Say, ...]:
    """How the person can reach somebody by themselves."""
    known = {name: _facts(catalogue).get(name) for name in ("phone", "email")}
    if known["phone"] and known["email"]:
        return (Say("utter_handover_reach_both", known),)
    if known["phone"]:
        return (Say("utter_handover_reach_call", known),)
    return (Say("utter_handover_reach_write" if known["email"] else "utter_handover_reach_unknown", known),)


def _facts(catalogue: Catalogue) -> dict[str, str]:
    return dict(catalogue.business.facts) if catalogue.business else {}


def _reach(memory: Memory) -> str:
    """Where they can be reached, in words; empty: not known."""
    return wording.either([each for each in (memory.contact_email, memory.contact_phone) if each])


def _asks(memory: Memory, what: str, say: Say) -> Decision:
    return Decision(memory.but(handing=what), (say,), waits_for=HANDOVER)


def _ended(memory: Memory, *says: Say) -> Decision:
    return Decision(memory.but(handing=None), says, outcome=_GONE_ON_WITH.get(memory.asked or "", OVER))
