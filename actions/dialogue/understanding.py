"""What a message changes in the memory of a booking under way."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.dialogue import changing, contact, cues, picking, qualification, topics
from actions.dialogue.catalogue import Catalogue, link_of
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CONFIRMATION, CONTACT, WHEN
from actions.dialogue.wishes import TimeWish, Wish, from_readings

ASKING = {"book_appointment", "ask_availability", "inform", "choose_option", "change_answer", "try_again"}
"""Intents of messages that belong to a booking even if they tell nothing new."""


@dataclass(frozen=True)
class Understood:
    """A message, read in the light of what was asked."""

    memory: Memory
    notes: tuple[Say, ...] = ()
    """What is to be said of it before the next question."""
    wanders: bool = False
    """It belongs to another topic."""
    left: bool = False
    """The booking is given up."""
    confirmed: bool = False
    """The summary was agreed to."""
    refused: bool = False
    """A question was answered with "no", without saying what instead."""
    more: str | None = None
    """Other times are asked for: `later`, `earlier`, `others`."""
    ask_who: bool = False
    """The person wants somebody else, without saying whom."""


def understand(memory: Memory, message: Message, catalogue: Catalogue, now: datetime) -> Understood:
    """Read one message; `now` is aware, `memory.zone` set."""
    if topics.wanders(memory, message, catalogue):
        return Understood(memory, wanders=True)
    if topics.leaves(memory, message):
        return Understood(memory, left=True)
    if message.intent == "start_over" and (message.pressed or message.confidence >= topics.SURE_ENOUGH):
        return Understood(memory.fresh())
    answered = _answer(memory, message, catalogue)
    if answered is not None:
        return answered
    if memory.asked == CONFIRMATION and (changed := changing.part(memory, message)):
        return Understood(changing.reopened(memory, changed), ask_who=changed == changing.PERSON)
    told, notes = _details(memory, message, catalogue, now)
    return _reaction(memory, told, notes, message)


_MENDED = ("when", "staff", "service", "email", "phone")


def _mends(message: Message) -> bool:
    """Whether something said before is put right."""
    return message.intent == "change_answer" or cues.fixes(message.text)


def _answer(memory: Memory, message: Message, catalogue: Catalogue) -> Understood | None:
    """The reading as an answer to the open qualification question; None: none is open, or it is no answer."""
    question = topics.open_question(memory, catalogue)
    if question is None:
        return None
    if _mends(message) and message.of_kind(*_MENDED) and question.type != "date":
        return None
    if message.intent == "skip_question" or cues.skips(message.text):
        if question.required:
            return Understood(memory, (Say("utter_qualification_required"),))
        return Understood(memory.but(skipped=(*memory.skipped, question.id), misread=0))
    found = qualification.read(question, message)
    if not isinstance(found, qualification.Refused):
        memory = memory.but(answers={**memory.answers, question.id: found}, misread=0)
        if question.type == "boolean":  # "yes, and my number is ..."
            memory = contact.updated(memory, message, asked=False)
        return Understood(memory)
    if message.of_kind("when", "staff", "email") and message.intent != "inform":
        return None
    return Understood(memory.but(misread=memory.misread + 1), (Say(found.response, found.values),))


def _details(
    memory: Memory, message: Message, catalogue: Catalogue, now: datetime
) -> tuple[Memory, tuple[Say, ...]]:
    """The memory with every detail that the message states."""
    zone = memory.zone or "UTC"
    told = contact.updated(memory, message, asked=memory.asked == CONTACT)
    told = _what(told, message, catalogue)
    if memory.asked == WHEN and (offer := picking.pick(told, message, zone)):
        return picking.taken_up(told, offer, zone), ()
    if memory.asked != CONTACT or re.search(r"\bwith\b", message.text, re.I):
        told = _who(told, message, catalogue)  # otherwise a name is the person's own
    return _when(told, message, now.astimezone(ZoneInfo(zone)))


def _what(memory: Memory, message: Message, catalogue: Catalogue) -> Memory:
    if link_id := message.first("booking_link") or _option(message, "link"):
        if link_of(catalogue, link_id):
            memory = memory.but(
                link_id=link_id, service_id=None if link_id != memory.link_id else memory.service_id
            )
    if service_id := message.first("service") or _option(message, "service"):
        links = [link for link in catalogue.booking_links if service_id in link.service_ids]
        if links and memory.link_id not in [link.id for link in links]:
            memory = memory.but(link_id=links[0].id)
        if links:
            memory = memory.but(service_id=service_id)
    return memory


def _option(message: Message, kind: str) -> str | None:
    """The id behind a pressed `kind:id` button; it is untrusted and must be looked up."""
    option = str(message.first("option") or "")
    return option.removeprefix(f"{kind}:") if option.startswith(f"{kind}:") else None


def _who(memory: Memory, message: Message, catalogue: Catalogue) -> Memory:
    wanted, unwanted = [], set[str]()
    if (pressed := _option(message, "staff")) and any(member.id == pressed for member in catalogue.staff):
        return memory.but(wanted_staff=(pressed,), anybody=False)
    for entity in message.of_kind("staff"):
        before = message.text[: entity.start]
        if re.search(
            r"\b(not|but|except|besides|other than|instead of|rather than)\W+(with\W+)?$", before, re.I
        ):
            unwanted.add(entity.value)
        else:
            wanted += [entity.value, *entity.others]
    if wanted:
        return memory.but(wanted_staff=tuple(dict.fromkeys(wanted)), anybody=False)
    if unwanted:
        rest = tuple(member.id for member in catalogue.staff if member.id not in unwanted)
        return memory.but(wanted_staff=rest, anybody=False)
    return memory.but(wanted_staff=(), anybody=True) if cues.anybody(message.text) else memory


def _when(memory: Memory, message: Message, now: datetime) -> tuple[Memory, tuple[Say, ...]]:
    readings = [entity.value for entity in message.of_kind("when")]
    stated = from_readings(readings, newest_wins=_mends(message))
    if passed(stated, now):
        return memory, (Say("utter_times_passed", {"said": str(readings[0].get("text", ""))}),)
    wish = memory.wish.merged(stated)
    return (memory.but(wish=wish) if stated != Wish() else memory), ()


def passed(wish: Wish, now: datetime) -> bool:
    """Whether all of the wanted days, or the exact start, lie behind `now` (in the person's zone)."""
    last: date | None = wish.day.last if wish.day else None
    if last is not None and last < now.date():
        return True
    return wish.exact is not None and wish.exact < now.replace(tzinfo=None)


def _reaction(memory: Memory, told: Memory, notes: tuple[Say, ...], message: Message) -> Understood:
    """What follows from the details told, or from there being none."""
    changed = told != memory
    more = _more(memory, message) if told.wish == memory.wish else None
    if more:
        return Understood(_widened(told, more, message), notes, more=more)
    agrees = (message.intent == "affirm" or cues.yes(message.text)) and not cues.no(message.text)
    if (
        memory.asked == CONFIRMATION
        and agrees
        and told.but(contact_phone=None) == memory.but(contact_phone=None)
    ):
        return Understood(told.but(misread=0), notes, confirmed=True)
    denies = message.intent == "deny" or cues.no(message.text)
    if changed or notes:
        return Understood(told.but(misread=0), notes)
    if denies and memory.asked:
        return Understood(told, refused=True)
    if memory.asked is None or agrees or message.intent in ASKING:
        return Understood(told, notes)
    return Understood(told.but(misread=told.misread + 1), notes)


def _more(memory: Memory, message: Message) -> str | None:
    if (
        memory.asked not in (WHEN, CONTACT, CONFIRMATION)
        or message.pressed
        and message.intent != "ask_for_others"
    ):
        return None
    if cues.later(message.text):
        return "later"
    if cues.earlier(message.text):
        return "earlier"
    return "others" if message.intent == "ask_for_others" or cues.others(message.text) else None


def _widened(memory: Memory, more: str, message: Message) -> Memory:
    """The wish without what now stands in the way of other times."""
    if re.search(r"\b(day|date)s?\b", message.text, re.I):
        return memory.but(wish=replace(memory.wish, day=None), chosen=None)
    if re.search(r"\b(person|people|somebody|someone|doctor|member|staff|colleague)\b", message.text, re.I):
        return memory.but(wanted_staff=(), anybody=True)
    if memory.wish.time and memory.wish.time.exact:
        clock = memory.wish.time.exact
        bound = {"later": TimeWish(after=clock), "earlier": TimeWish(before=clock)}.get(more)
        return memory.but(wish=replace(memory.wish, time=bound), chosen=None)
    return memory
