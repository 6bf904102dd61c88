"""The details that a message states: what, with whom, when, and who the person is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.dialogue import contact, cues, doubts, missing_days, nearby, picking
from actions.dialogue.catalogue import Catalogue, link_of
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CONTACT, WHEN, WHICH_DAY
from actions.dialogue.wishes import DayWish, Wish, from_readings


def details(
    memory: Memory, message: Message, catalogue: Catalogue, now: datetime
) -> tuple[Memory, tuple[Say, ...]]:
    """The memory with every detail that the message states."""
    zone = memory.zone or "UTC"
    told = contact.updated(memory, message, asked=memory.asked == CONTACT)
    told = _what(told, message, catalogue)
    if memory.asked == WHICH_DAY and (day := doubts.settled(memory, message)):
        wish = replace(told.wish, day=DayWish(day, day))
        return told.but(wish=wish, doubtful_days=()), ()
    missing = missing_days.missing_day(message)
    if memory.asked == WHEN and not missing and (offer := picking.pick(told, message, zone)):
        return picking.taken_up(told, offer, zone), ()
    if memory.asked != CONTACT or re.search(r"\bwith\b", message.text, re.I):
        told = _who(told, message, catalogue)  # otherwise a name is the person's own
    timed, notes = _when(told, message, now.astimezone(ZoneInfo(zone)))
    if not missing:
        return timed, notes
    # The time beside it is not meant for a day named before.
    return (told if told.wish.day else timed), (Say("utter_times_no_such_day", {"said": missing}), *notes)


def _what(memory: Memory, message: Message, catalogue: Catalogue) -> Memory:
    told = _named(memory, message, catalogue)
    same = (told.link_id, told.service_id) == (memory.link_id, memory.service_id)
    return told if same else told.but(chosen=None)  # a time of one service says nothing of another


def _named(memory: Memory, message: Message, catalogue: Catalogue) -> Memory:
    if link_id := message.first("booking_link") or _option(message, "link"):
        if link_of(catalogue, link_id):
            same = link_id == memory.link_id
            memory = memory.but(link_id=link_id, service_id=memory.service_id if same else None)
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
    wanted, unwanted = list[str](), set[str]()
    if (pressed := _option(message, "staff")) and any(member.id == pressed for member in catalogue.staff):
        return memory.but(wanted_staff=(pressed,), anybody=False)
    named = message.of_kind("staff")
    for entity in [e for e in named if not e.others] or named:  # a full name beside half a one is meant
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
    if later := nearby.shifted(message, memory):
        return memory.but(wish=later, chosen=None), ()
    if refused := nearby.refused_days(message):
        memory = memory.but(unwanted_days=tuple(day.isoformat() for day in refused))
        if memory.wish.day and memory.wish.day.exact in refused:
            memory = memory.but(wish=Wish(None, memory.wish.time), chosen=None)
    entities = nearby.wanted(message)
    readings = [entity.value for entity in entities]
    stated = nearby.in_context(from_readings(readings, newest_wins=mends(message)), entities, memory)
    if passed(stated, now):
        return memory, (Say("utter_times_passed", {"said": str(readings[0].get("text", ""))}),)
    if stated == Wish():
        return memory, ()
    unclear = doubts.doubtful(readings, now.date())
    days = tuple(day.isoformat() for day in unclear)
    return memory.but(wish=memory.wish.merged(stated), doubtful_days=days), ()


def passed(wish: Wish, now: datetime) -> bool:
    """Whether all of the wanted days, or the exact start, lie behind `now` (in the person's zone)."""
    last: date | None = wish.day.last if wish.day else None
    if last is not None and last < now.date():
        return True
    return wish.exact is not None and wish.exact < now.replace(tzinfo=None)


def mends(message: Message) -> bool:
    """Whether something said before is put right."""
    return message.intent in ("change_answer", "move_booking") or cues.fixes(message.text)
