"""What a message changes in the memory of a booking under way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.dialogue import (
    answers,
    changing,
    contact,
    cues,
    finding,
    leaving,
    moving,
    objects,
    open_question,
    overheard,
    profile,
    proving,
    reanswering,
    returning,
    several,
    telling,
    topics,
    twofold,
    waitlist,
    widening,
    wording,
)
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Say
from actions.dialogue.listing import listed
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.search import MOST_GUESSES
from actions.dialogue.steps import (
    CHANGE,
    CONFIRMATION,
    CONTACT,
    PROOF,
    QUESTION,
    WHAT,
    WHEN,
    WHICH_DAY,
    WHO,
)
from actions.dialogue.wishes import Wish

ASKING = {"book_appointment", "ask_availability", "choose_option", "change_answer", "try_again"}
"""Intents of messages that belong to a booking even if they tell nothing new."""


_NAMING = ("book_appointment", "choose_option", "change_answer")
"""Those of them that name what is to be booked, when that is asked; it has not got what they name."""

STOPPED = "utter_booking_stopped"


@dataclass(frozen=True)
class Understood:
    """A message, read in the light of what was asked."""

    memory: Memory
    notes: tuple[Say, ...] = ()
    """What is to be said of it before the next question."""
    wanders: bool = False
    """It belongs to another topic."""
    left: str | None = None
    """The booking is given up, or left for now: the response that says so."""
    kept: bool = False
    """What was said is kept although the booking is left."""
    resumed: bool = False
    """Nothing new was said: the open question comes again after something else."""
    confirmed: bool = False
    """The summary was agreed to."""
    refused: bool = False
    """A question was answered with "no", without saying what instead."""
    more: str | None = None
    """Other times are asked for: `later`, `earlier`, `others`."""
    earliest: bool = False
    """The earliest times are wanted."""
    ask_change: bool = False
    """Something is not right, and it was not said what."""
    ask_who: bool = False
    """The person wants somebody else, without saying whom."""
    accepts: bool = False
    """The time that the waitlist offers, told last, is agreed to."""
    ask_answer: bool = False
    """The person wants to change an answer, without saying which."""


def understand(memory: Memory, message: Message, catalogue: Catalogue, now: datetime) -> Understood:
    """Read one message; `now` is aware, `memory.zone` set."""
    if moving.begins(memory, message):
        return Understood(*moving.begun(memory, message, catalogue, now))
    if moving.books_instead(memory, message):
        memory = memory.fresh()
    if moving.waits_for_booking(memory) and (heard := _which_booking(memory, message, catalogue, now)):
        return heard
    if memory.asked is None and memory.made and (both := twofold.wishes(message)):
        memory = twofold.with_cancellation(memory, both.cancellation)
        message = both.booking
    if several.wants_another(memory, message):
        agrees = memory.asked == CONFIRMATION and cues.yes(message.text)
        told, note = several.with_another(memory, message, catalogue, now), Say("utter_booking_another_next")
        return Understood(told, () if agrees else (note,), resumed=not agrees, confirmed=agrees)
    if waitlist.agrees(memory, message):
        return Understood(memory, accepts=True)
    if waitlist.begins(memory, message):
        told, notes = telling.details(memory, message, catalogue, now)
        today = now.astimezone(ZoneInfo(memory.zone or "UTC")).date()
        notes = (*notes, *waitlist.opening(told, today))
        return Understood(told.but(waiting=True, chosen=None, misread=0), notes)
    if waitlist.gives_up_waiting(memory, message):
        memory = memory.but(waiting=False)
    if returning.goes_back(memory, message):
        before = returning.step_back(memory, catalogue)
        return Understood(before or memory.but(misread=0), ask_change=before is None)
    if returning.breaks_off(memory, message):
        return Understood(returning.interrupted(memory), left="utter_booking_interrupted", kept=True)
    if memory.asked and (said := overheard.answer(message, memory, catalogue)):
        return Understood(memory.but(misread=0), said, resumed=True)
    if memory.asked == CONTACT and message.intent not in _TELLS and cues.asks_why(message.text):
        return Understood(memory.but(misread=0), refused=True)
    if topics.wanders(memory, message, catalogue):
        if message.intent == "list_bookings" and memory.asked and not message.of_kind("reference"):
            standing = {made.id: "confirmed" for made in memory.made}
            return Understood(memory.but(misread=0), listed(memory, standing))  # and the question again
        strays = message.intent == "out_of_scope"
        return Understood(memory.but(misread=memory.misread + 1 if strays else 0), wanders=True)
    if left := _left(memory, message, catalogue):
        return left
    if message.intent == "start_over" and (message.pressed or message.confidence >= topics.SURE_ENOUGH):
        begun = memory.fresh()
        return Understood(begun, (Say("utter_booking_from_the_beginning"),) if memory.asked else ())
    if mended := reanswering.changed(memory, message, catalogue):
        return Understood(mended[0], (mended[1],) if mended[1] else ())
    if memory.asked in (CONTACT, QUESTION) and (named := changing.reopens(message)):
        return Understood(changing.reopened(memory, named), ask_who=named == changing.PERSON)
    answered = _answer(memory, message, catalogue)
    if answered is not None:
        return answered
    if memory.asked in (CONFIRMATION, CHANGE) and (changed := changing.part(memory, message)):
        if changed == changing.ANSWERS and len(reanswering.answered(memory, catalogue)) > 1:
            return Understood(memory, ask_answer=True)
        return Understood(changing.reopened(memory, changed), ask_who=changed == changing.PERSON)
    if memory.asked in (CONTACT, CONFIRMATION) and memory.chosen and cues.waits(message.text):
        return Understood(memory.but(misread=0), ask_change=True)
    if consented := profile.answered(memory, message):
        return Understood(consented)
    told, notes = telling.details(memory, message, catalogue, now)
    notes = (*several.party(memory, message), *notes)
    told = reanswering.volunteered(told, message, catalogue)
    heard = _reaction(memory, told, notes, message, catalogue)
    return replace(heard, earliest=cues.earliest(message.text))


def _left(memory: Memory, message: Message, catalogue: Catalogue) -> Understood | None:
    """The reading as the end of the booking; None: it goes on."""
    if returning.has_done_all(memory, message):
        return Understood(memory, left="utter_booking_all_done")
    if open_question.is_one_of_the_choices(memory, message, catalogue):
        return None
    if (
        leaving.leaves(memory, message)
        or memory.asked
        and cues.calls_off(message.text)
        or memory.moving_id
        and cues.keeps(message.text)
    ):
        return Understood(memory, left=STOPPED)
    return None


def _which_booking(
    memory: Memory, message: Message, catalogue: Catalogue, now: datetime
) -> Understood | None:
    """The reading as an answer to which booking is to be moved; None: it is about something else."""
    proof = memory.asked == PROOF
    stops = message.intent in ("stop", "start_over") and not proving.answers(memory, message)
    if finding.leaves(memory, message) or stops:
        return Understood(memory, left=STOPPED)
    if proving.locked_out(memory, message):
        return Understood(memory.but(guesses=MOST_GUESSES))
    told = finding.hear(memory, message) if proof else moving.which(memory, message)
    if proof and told.misread and message.of_kind("when"):
        told = told.but(wish=telling.details(memory, message, catalogue, now)[0].wish, misread=0)
    if told.misread and topics.wanders(memory, message, catalogue):
        return None
    return Understood(told)


_TELLS = ("inform", "affirm")
_CHANGES = ("change_answer", "move_booking")
_MENDED = ("when", "staff", "service", "email", "phone")


def _answer(memory: Memory, message: Message, catalogue: Catalogue) -> Understood | None:
    """The reading as an answer to the open qualification question; None: none is open, or it is no answer."""
    question = open_question.open_question(memory, catalogue)
    if question is None:
        return None
    mends = message.intent in _CHANGES if question.type == "text" else telling.mends(message)
    if mends and message.of_kind(*_MENDED) and question.type != "date":
        return None
    if message.intent == "skip_question" or cues.skips(message.text):
        if question.required:
            return Understood(memory, (Say("utter_qualification_required"),))
        return Understood(memory.but(skipped=(*memory.skipped, question.id), misread=0))
    found = answers.read(question, message)
    if not isinstance(found, answers.Refused):
        memory = memory.but(answers={**memory.answers, question.id: found}, misread=0)
        if question.type == "boolean":  # "yes, and my number is ..."
            memory = contact.updated(memory, message, asked=False)
        return Understood(memory)
    if message.of_kind("email", "phone"):  # put right while something else is asked
        noted = contact.updated(memory, message, asked=False)
        return Understood(noted.but(misread=0), (Say("utter_booking_contact_noted"),))
    if message.of_kind("when", "staff") and message.intent != "inform":
        return None
    return Understood(memory.but(misread=memory.misread + 1), (Say(found.response, found.values),))


def _reaction(
    memory: Memory, told: Memory, notes: tuple[Say, ...], message: Message, catalogue: Catalogue
) -> Understood:
    """What follows from the details told, or from there being none."""
    changed = told != memory
    agrees = message.intent in ("affirm", "confirm_attendance") or cues.yes(message.text)
    agrees = agrees and not cues.no(message.text)
    more = widening.more(memory, message) if told.wish == memory.wish and not agrees else None
    if more:
        return Understood(widening.widened(told, more, message, catalogue), notes, more=more)
    same = told.but(contact_phone=None) == memory.but(contact_phone=None)
    if memory.asked == CONFIRMATION and agrees and same:
        sure = message.pressed or not cues.hesitates(message.text)
        return Understood(told.but(misread=0), notes, confirmed=sure, refused=not sure)
    denies = message.intent == "deny" or cues.no(message.text)
    denies |= memory.asked == CONTACT and cues.skips(message.text)
    if not changed and _only_strangers(notes):
        return Understood(told.but(misread=told.misread + 1), notes)
    if changed or notes:
        noted = memory.asked in (WHAT, WHO, WHEN) and contact.only_told(memory, told)
        notes = (*notes, Say("utter_booking_contact_noted")) if noted else notes
        notes = (*notes, *_time_noted(memory, told))
        return Understood(told.but(misread=0), notes)
    if denies and memory.asked == WHICH_DAY:
        return Understood(told.but(wish=Wish(None, told.wish.time), doubtful_days=()), refused=True)
    if denies and memory.asked:
        return Understood(told, refused=True)
    if cues.foreign(message.text):
        return Understood(told, (Say("utter_fallback_english"),))
    repeats = message.intent == "inform" and bool(message.entities)
    unheard = memory.asked == WHAT and message.intent in _NAMING and not objects.names_a_booking(message)
    if memory.asked is None or agrees or repeats or message.intent in ASKING and not unheard:
        return Understood(told, notes)
    return Understood(told.but(misread=told.misread + 1), notes)


def _only_strangers(notes: tuple[Say, ...]) -> bool:
    """Whether all that was heard is a name that nobody here has."""
    return bool(notes) and all(note.response == "utter_booking_nobody_called" for note in notes)


def _time_noted(memory: Memory, told: Memory) -> tuple[Say, ...]:
    """What shows that a time said instead of what is to be booked was heard, before that is asked again."""
    same = (told.link_id, told.service_id, told.wanted_staff) == (
        memory.link_id,
        memory.service_id,
        memory.wanted_staff,
    )
    if memory.asked != WHAT or not same or told.wish == memory.wish:
        return ()
    if day := told.wish.day and told.wish.day.exact:
        return (Say("utter_booking_day_noted", {"day": wording.day(day)}),)
    return (Say("utter_booking_time_noted"),)
