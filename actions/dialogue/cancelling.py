"""Cancelling a booking that was made in this conversation or found (see finding): which one, sure, why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from actions.dialogue import cues, topics, wording
from actions.dialogue.answers import LONGEST
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import BOOKING, CONFIRMED, LEFT, REASON, SURE, WHICH
from actions.dialogue.times import instant
from actions.dialogue.wishes import from_readings

ELSEWHERE = {
    "ask_opening_hours",
    "ask_about_business",
    "ask_about_services",
    "ask_for_human",
    "report_late",
    "ask_if_bot",
}
"""Questions that may be asked in between; everything else answers what was asked, or leaves."""


@dataclass(frozen=True)
class Heard:
    """A message, read in the light of what was asked."""

    memory: Memory
    wanders: bool = False
    """It belongs to another topic."""
    kept: bool = False
    """The booking is to stay."""
    confirmed: bool = False
    """It is to be cancelled, and everything was said."""


def hear(memory: Memory, message: Message) -> Heard:
    """Read one message of somebody who is cancelling; the first one comes with nothing asked yet."""
    if message.intent in ELSEWHERE and message.confidence >= topics.SURE_ENOUGH:
        return Heard(memory, wanders=True)
    if memory.asked == REASON:
        return _reason(memory, message)
    if memory.asked == SURE:
        return _sure(memory, message)
    if message.intent in ("stop", "start_over") or message.intent == "deny" and memory.asked == WHICH:
        return Heard(memory, kept=True)
    if found := which(memory, message):
        return Heard(memory.but(cancelling_id=found.id, misread=0))
    return Heard(memory.but(misread=memory.misread + (memory.asked == WHICH)))


def next_step(heard: Heard) -> Decision:
    """What to say and wait for; only when some booking is known."""
    memory = heard.memory
    if heard.kept:
        outcome = BOOKING if memory.then_book else LEFT
        return Decision(_done(memory), (Say("utter_cancelling_kept"),), outcome=outcome)
    if heard.confirmed:
        return Decision(memory.but(asked=None), outcome=CONFIRMED)
    booking = chosen(memory)
    if booking is None:
        titles = [described(made, memory) for made in memory.made]
        buttons = tuple(
            Button(title, f'/choose_option{{"option": "booking:{made.id}"}}')
            for title, made in zip(titles, memory.made, strict=True)
        )
        which_one = Say(
            "utter_cancelling_ask_which", {"options": "\n".join(f"- {t}" for t in titles)}, buttons
        )
        return Decision(memory.but(asked=WHICH), (*_misread(memory), which_one), waits_for=WHICH)
    if memory.asked == REASON:
        return Decision(memory, (Say("utter_cancelling_ask_reason"),), waits_for=REASON)
    values = {"booking": described(booking, memory)}
    says = (*_misread(memory), Say("utter_cancelling_ask_sure", values))
    return Decision(memory.but(asked=SURE, cancelling_id=booking.id), says, waits_for=SURE)


def _misread(memory: Memory) -> tuple[Say, ...]:
    return (Say("utter_fallback_not_understood"),) if memory.misread else ()


def chosen(memory: Memory) -> Made | None:
    """The booking that is meant: the one named, or the only one."""
    if len(memory.made) == 1:
        return memory.made[0]
    return next((made for made in memory.made if made.id == memory.cancelling_id), None)


def which(memory: Memory, message: Message) -> Made | None:
    """The booking that a message names by button, place, reference, time, or person."""
    option = str(message.first("option") or "").removeprefix("booking:")
    for made in memory.made:
        if made.id == option or _letters(made.reference) in _letters(message.text):
            return made
    for entity in message.of_kind("ordinal"):
        place = int(entity.value)
        if place and abs(place) <= len(memory.made):
            return memory.made[place - 1 if place > 0 else place]
    fits = [made for made in memory.made if _fits(made, memory, message)]
    fits = fits or [made for made in memory.made if _named(made, message.text)]
    return fits[0] if len(fits) == 1 else None


def described(made: Made, memory: Memory) -> str:
    """A booking in a line: what, with whom, when."""
    return f"{made.title} with {made.staff}, {wording.moment(instant(made.start), memory.zone or 'UTC')}"


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _named(made: Made, text: str) -> bool:
    """Whether a word of the person's name or of the title is said."""
    words = set(re.findall(r"\w{3,}", text.lower())) - {
        "the",
        "one",
        "with",
        "appointment",
        "booking",
        "cancel",
    }
    return bool(words & set(re.findall(r"\w{3,}", f"{made.staff} {made.title}".lower())))


def _fits(made: Made, memory: Memory, message: Message) -> bool:
    wish = from_readings([e.value for e in message.of_kind("when")])
    local = instant(made.start).astimezone(ZoneInfo(memory.zone or "UTC"))
    said = wish.day or wish.time
    return bool(said) and (
        (wish.day is None or wish.day.holds(local.date()))
        and (wish.time is None or wish.time.holds(local.time()))
    )


_KEEP = re.compile(
    r"\b(keep (it|the|my|that)|do ?n.?t cancel|do not cancel|not cancel|leave it (as|in)|no,? wait)\b", re.I
)
_OTHER = re.compile(r"\bother\b", re.I)
NO_REASONS = {"book_appointment", "ask_availability", "move_booking", "list_bookings", "greet", "start_over"}
"""Intents of messages that are no reason for a cancellation: whoever says that is asked again."""


def _sure(memory: Memory, message: Message) -> Heard:
    if _OTHER.search(message.text) and len(memory.made) == 2:
        other = next(made for made in memory.made if made != chosen(memory))
        return Heard(memory.but(cancelling_id=other.id))
    if _KEEP.search(message.text):
        return Heard(memory, kept=True)
    if message.intent == "deny" or message.intent == "stop" or cues.no(message.text):
        return Heard(memory, kept=True)
    if message.intent in ("affirm", "cancel_booking") or cues.yes(message.text):
        return Heard(memory.but(asked=REASON))
    found = which(memory, message)
    return Heard(memory.but(cancelling_id=found.id) if found else memory.but(misread=memory.misread + 1))


def _reason(memory: Memory, message: Message) -> Heard:
    sure = message.confidence >= topics.SURE_ENOUGH
    if _KEEP.search(message.text) or sure and message.intent in ("stop", "start_over"):
        return Heard(memory, kept=True)
    if sure and message.intent in NO_REASONS:
        return Heard(memory.but(asked=SURE, misread=memory.misread + 1))
    none = message.intent in ("skip_question", "deny") or cues.skips(message.text) or cues.no(message.text)
    reason = None if none or message.pressed else message.text.strip()[:LONGEST]
    return Heard(memory.but(cancelling_reason=reason), confirmed=True)


def _done(memory: Memory) -> Memory:
    return memory.but(
        asked=None, cancelling_id=None, cancelling_reason=None, then_book=False, then_cancel=None, misread=0
    )
