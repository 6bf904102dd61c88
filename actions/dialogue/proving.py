"""Who has lost a booking's reference gets a code by e-mail: whoever gives it back reads the address's mail.

Nobody is told whether an address has any bookings before the code was right.
"""

from __future__ import annotations

import re

from actions.dialogue import cues
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.memory import Memory, Proof
from actions.dialogue.message import Message
from actions.dialogue.search import (
    MOST_GUESSES,
    Check,
    Checked,
    Searched,
    Send,
    Sent,
    ended,
    given_up,
    opened,
    or_call,
)
from actions.dialogue.steps import PROOF

SEND = "proof:code"
"""The option of the buttons that have a code sent."""

_CODE = re.compile(r"(?<![\w.@+#-])(?<!\d )\d(?:[ -]?\d){5}(?![\w@]|[ .-]\d)")
_WITHOUT = re.compile(
    r"\b(lost|forgot(ten)?|without|not? have|have ?n.?t|have no|can.?t find|deleted|threw away|misplaced"
    r"|do ?n.?t (know|have|remember|got)|no (idea|reference|number|confirmation))\b",
    re.I,
)
_SEND_CODE = re.compile(
    r"\b(send|mail|get|email|text|use|want|prefer)\b.{0,25}\bcode\b|^\W*(the|a) code\W*$", re.I
)
_NOT_THERE = re.compile(
    r"\b(again|re-?send|(another|new) (one|code)|(no|not|nothing)( has)? "
    r"(yet|there|arriv\w+|come|came|received)|(no|not|nothing) in my (inbox|spam)"
    r"|(did|has|have)(n.?t| not) (\w+ )?(arrived?|come|get|got|received?)"
    r"|no (mail|e-?mail|code|message)|still waiting)\b",
    re.I,
)
_NO_ACCESS = re.compile(
    r"\b(no (longer )?(have )?access|can.?t (access|get into|read|open|check)"
    r"|don.?t have (that|this) (address|e-?mail|mail|account)"
    r"|(address|account|mailbox) (is gone|no longer|doesn.?t exist))",
    re.I,
)


def said_code(message: Message) -> str | None:
    """The six digits in a message."""
    found = _CODE.search(message.without("email", "when") if message.of_kind("email") else message.text)
    return re.sub(r"\D", "", found[0]) if found else None


def without_reference(message: Message) -> bool:
    """Whether the person says that they have not got the reference, or asks for a code in its place."""
    if message.of_kind("reference"):
        return False
    pressed = message.first("option") == SEND
    return pressed or bool(_WITHOUT.search(message.text) or _SEND_CODE.search(message.text))


def answers(memory: Memory, message: Message) -> bool:
    """Whether a refusal in a message is no refusal of the search: "no, nothing came"."""
    return without_reference(message) or memory.proof is not None and bool(_NOT_THERE.search(message.text))


def locked_out(memory: Memory, message: Message) -> bool:
    """Whether the person cannot read the mail of the address."""
    return memory.asked == PROOF and bool(_NO_ACCESS.search(message.text)) and not message.of_kind("email")


def hear(before: Memory, told: Memory, message: Message) -> Memory:
    """`told`, what was known `before` and is said by the message, with what it says about the code."""
    if before.proof and (code := said_code(message)):
        return told.but(code=code)
    if before.proof and not message.of_kind("email", "reference"):
        if message.first("option") == SEND or _NOT_THERE.search(message.text):
            return told.but(by_code=True, proof=Proof(before.proof.email))
    if message.of_kind("email") and not told.sought or without_reference(message):
        return told.but(by_code=True, sought=None)
    agrees = message.intent == "affirm" or cues.yes(message.text)
    if before.asked == PROOF and agrees and before.contact_email and not (before.proof or told.sought):
        return told.but(by_code=True)  # "or shall I send a code to …?"
    return told


def next_inquiry(memory: Memory) -> Send | Check | None:
    """What has to be asked for the code's sake."""
    proof, email = memory.proof, memory.contact_email
    if proof and proof.id and memory.code:
        return Check(proof.id, memory.code)
    if not memory.by_code or email is None:
        return None
    if proof is None or proof.email != email:
        return Send(email)
    return None if proof.id else Send(email, again=True)


def ask_code(memory: Memory, response: str = "utter_proving_ask_code") -> Say:
    """The question for the code."""
    email = memory.proof.email if memory.proof else memory.contact_email
    return Say(response, {"email": email}, (Button("Send another code", _payload()),))


def offer(memory: Memory) -> tuple[Button, ...]:
    """The way for who has no reference."""
    title = f"Send a code to {memory.contact_email}" if memory.contact_email else "I don't have it"
    return (Button(title, _payload()),)


def after_sent(memory: Memory, step: Send, sent: Sent, catalogue: Catalogue) -> Searched:
    """What follows once a code is on its way, or was refused."""
    if sent.proof_id is None:
        return Searched(ended(memory, or_call("utter_proving_too_often", catalogue)))
    memory = memory.but(proof=Proof(step.email, sent.proof_id), code=None, misread=0, asked=PROOF)
    response = "utter_proving_ask_code_again" if step.again else "utter_proving_ask_code"
    return Searched(Decision(memory, (ask_code(memory, response),), waits_for=PROOF))


def after_checked(memory: Memory, checked: Checked, catalogue: Catalogue) -> Searched:
    """What follows from a code that was given."""
    if checked.fits:
        found = opened(memory, checked.bookings)
        return found if found.found else Searched(ended(found.memory, Say("utter_proving_none")))
    if not checked.over:
        memory = memory.but(code=None, misread=0, asked=PROOF)
        says: tuple[Say, ...] = (ask_code(memory, "utter_proving_wrong"),)
        return Searched(Decision(memory, says, waits_for=PROOF))
    memory = memory.but(
        code=None, proof=None, by_code=False, misread=0, guesses=memory.guesses + 1, asked=PROOF
    )
    if memory.guesses >= MOST_GUESSES:
        return Searched(given_up(memory, catalogue))
    return Searched(Decision(memory, (Say("utter_proving_over", {}, offer(memory)),), waits_for=PROOF))


def _payload() -> str:
    return f'/choose_option{{"option": "{SEND}"}}'
