"""The details that a message states: what, with whom, when, and who the person is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.dialogue import (
    again,
    bookable,
    choosing,
    contact,
    cues,
    doubts,
    missing_days,
    nearby,
    picking,
    refusing,
    wording,
)
from actions.dialogue.catalogue import Catalogue, able, link_of, staff_name
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CONTACT, QUESTION, WHAT, WHEN, WHICH_DAY, WHO
from actions.dialogue.wishes import DayWish, Wish, from_readings

MOST_NAMES = 10
"""People listed at once."""


def details(
    memory: Memory, message: Message, catalogue: Catalogue, now: datetime
) -> tuple[Memory, tuple[Say, ...]]:
    """The memory with every detail that the message states."""
    zone = memory.zone or "UTC"
    told = contact.updated(memory, message, asked=memory.asked == CONTACT)
    told = _what(told, message, catalogue)
    if memory.asked == WHICH_DAY and (day := doubts.settled(memory, message)):
        wish = replace(told.wish, day=DayWish(day, day))
        return told.but(wish=wish, choices=(), doubtful_days=()), ()
    if memory.asked == WHEN and (day := _pressed_day(message)):
        return told.but(wish=Wish(DayWish(day, day)), choices=(), misread=0), ()
    missing = missing_days.missing_day(message)
    if memory.asked == WHEN and not missing and (offer := picking.pick(told, message, zone)):
        picked = picking.taken_up(told, offer, zone)
        return picked if picking.is_theirs(offer, message) else _who(picked, message, catalogue), ()
    if memory.asked != CONTACT or contact.whom_to_see(message) or re.search(r"\bwith\b", message.text, re.I):
        told = _who(told, message, catalogue)  # otherwise a name is the person's own
    timed, notes = _when(told, message, now.astimezone(ZoneInfo(zone)))
    notes = (*_nobody_called(told, message, catalogue), *notes)
    if not missing:
        return timed, notes
    # The time beside it is not meant for a day named before.
    return (told if told.wish.day else timed), (Say("utter_times_no_such_day", {"said": missing}), *notes)


def _pressed_day(message: Message) -> date | None:
    """The day of a pressed button; it is untrusted text."""
    try:
        return date.fromisoformat(_option(message, "day") or "")
    except ValueError:
        return None


def _what(memory: Memory, message: Message, catalogue: Catalogue) -> Memory:
    told = _named(memory, message, catalogue)
    if told == memory and memory.link_id is None and _points_at(message, memory):
        return _of_service(memory, str(memory.spoken_of), catalogue).but(spoken_of=None)
    if memory.asked == WHAT and told == memory and (listed := bookable.by_place(memory, message, catalogue)):
        link, service = listed
        told = memory.but(link_id=link.id, service_id=service.id if service else None)
    same = (told.link_id, told.service_id) == (memory.link_id, memory.service_id)
    return told if same else told.but(chosen=None)  # a time of one service says nothing of another


def _named(memory: Memory, message: Message, catalogue: Catalogue) -> Memory:
    if link_id := message.first("booking_link") or _option(message, "link"):
        if link_of(catalogue, link_id):
            same = link_id == memory.link_id
            memory = memory.but(link_id=link_id, service_id=memory.service_id if same else None)
    if service_id := message.first("service") or _option(message, "service"):
        memory = _of_service(memory, service_id, catalogue)
    return memory


def _of_service(memory: Memory, service_id: str, catalogue: Catalogue) -> Memory:
    """The memory in which this service is wanted, and a link that has it."""
    links = [link for link in catalogue.booking_links if service_id in link.service_ids]
    if links and memory.link_id not in [link.id for link in links]:
        memory = memory.but(link_id=links[0].id)
    return memory.but(service_id=service_id) if links else memory


def _points_at(message: Message, memory: Memory) -> bool:
    """Whether "that" or "it" stands for the service that was asked about before."""
    pointing = re.search(
        r"\b(that|it|this)( one)?\b(?! (day|week|month|morning|afternoon|evening))", message.text, re.I
    )
    return memory.spoken_of is not None and not message.pressed and pointing is not None


def _option(message: Message, kind: str) -> str | None:
    """The id behind a pressed `kind:id` button; it is untrusted and must be looked up."""
    option = str(message.first("option") or "")
    return option.removeprefix(f"{kind}:") if option.startswith(f"{kind}:") else None


def _who(memory: Memory, message: Message, catalogue: Catalogue) -> Memory:
    wanted, unwanted = list[str](), set[str]()
    if settled := _which_person(memory, message, catalogue):
        return memory.but(wanted_staff=(settled,), doubtful_staff=(), anybody=False)
    memory = memory.but(doubtful_staff=())  # nobody is asked twice
    named = message.of_kind("staff")
    for entity in [e for e in named if not e.others] or named:  # a full name beside half a one is meant
        before = message.text[: entity.start]
        if re.search(
            r"\b(not|but|except|besides|other than|instead of|rather than)\W+(with\W+)?$", before, re.I
        ):
            unwanted.add(entity.value)
        else:
            wanted += [entity.value, *entity.others]
    known = {member.id for member in catalogue.staff}  # the NLU may have read a catalogue a second older
    if wanted := [staff_id for staff_id in wanted if staff_id in known]:
        meant = tuple(dict.fromkeys(wanted))
        doubtful = meant if len(named) == 1 and named[0].others else ()
        return memory.but(wanted_staff=meant, doubtful_staff=doubtful, anybody=False)
    if unwanted:
        rest = tuple(member.id for member in catalogue.staff if member.id not in unwanted)
        return memory.but(wanted_staff=rest, anybody=False)
    return memory.but(wanted_staff=(), anybody=True) if cues.anybody(message.text) else memory


def _which_person(memory: Memory, message: Message, catalogue: Catalogue) -> str | None:
    """Who is chosen by a button, or by the place among those of one name."""
    if (pressed := _option(message, "staff")) and any(member.id == pressed for member in catalogue.staff):
        return pressed
    if memory.asked != WHO or message.of_kind("staff", "when"):
        return None
    link = link_of(catalogue, memory.link_id)
    team = able(catalogue, link, memory.service_id) if link else ()
    listed = memory.doubtful_staff or team[: bookable.MOST_CHOICES]
    place = bookable.place_said(message)
    return listed[place - 1 if place > 0 else place] if place and abs(place) <= len(listed) else None


def _nobody_called(memory: Memory, message: Message, catalogue: Catalogue) -> tuple[Say, ...]:
    """A name that nobody here has is not passed over in silence."""
    name = message.first("stranger")
    if not name or memory.asked in (CONTACT, QUESTION) or message.of_kind("staff"):
        return ()
    link = link_of(catalogue, memory.link_id)
    team = able(catalogue, link, memory.service_id) if link else [member.id for member in catalogue.staff]
    names = [staff_name(catalogue, staff_id) for staff_id in team]
    names = [*names[:MOST_NAMES], "others"] if len(names) > MOST_NAMES else names
    return (Say("utter_booking_nobody_called", {"name": name, "others": wording.both(names)}),)


def _when(memory: Memory, message: Message, now: datetime) -> tuple[Memory, tuple[Say, ...]]:
    if later := nearby.shifted(message, memory):
        return memory.but(wish=later, choices=(), chosen=None), ()
    memory = _without_refused(memory, message, now.date())
    entities = refusing.wanted(message)
    readings = [entity.value for entity in entities]
    stated = nearby.in_context(from_readings(readings, newest_wins=mends(message)), entities, memory)
    if passed(stated, now):
        return memory, (Say("utter_times_passed", {"said": str(readings[0].get("text", ""))}),)
    notes = (Say("utter_times_no_last_time"),) if again.unknown(memory, message, stated) else ()
    memory, stated = again.as_before(memory, message, stated)
    if stated.time is None and (rest := refusing.left_over(message)):
        stated = replace(stated, time=rest)
    if stated == Wish():
        return memory, notes
    if stated.day and stated.day.exact:  # wanted after all
        wanted = stated.day.exact.isoformat()
        memory = memory.but(unwanted_days=tuple(day for day in memory.unwanted_days if day != wanted))
    unclear = doubts.doubtful(readings, now.date())
    days = tuple(day.isoformat() for day in unclear)
    several = choosing.alternatives(message, entities, memory) if not mends(message) else ()
    if not several and stated.day is None:
        several = tuple(wish.merged(stated) for wish in memory.choices)
    return memory.but(wish=memory.wish.merged(stated), choices=several, doubtful_days=days), notes


def _without_refused(memory: Memory, message: Message, today: date) -> Memory:
    """The memory with the days that are no good, of all messages so far."""
    refused = refusing.refused_days(message, today)
    if not refused:
        return memory
    days = sorted({*memory.unwanted_days, *(day.isoformat() for day in refused)})
    memory = memory.but(unwanted_days=tuple(days))
    if memory.wish.day and memory.wish.day.exact in refused:
        memory = memory.but(wish=Wish(None, memory.wish.time), chosen=None)
    return memory


def passed(wish: Wish, now: datetime) -> bool:
    """Whether all of the wanted days, or the exact start, lie behind `now` (in the person's zone)."""
    last: date | None = wish.day.last if wish.day else None
    if last is not None and last < now.date():
        return True
    return wish.exact is not None and wish.exact < now.replace(tzinfo=None)


def mends(message: Message) -> bool:
    """Whether something said before is put right."""
    return message.intent in ("change_answer", "move_booking") or cues.fixes(message.text)
