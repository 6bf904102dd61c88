"""Reading what somebody says who moves a booking: which one, and to when.

The wish starts from where the booking is, so "to Thursday" keeps the hour and "an hour later" the day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.dialogue import cancelling, cues, finding, nearby, telling, topics
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Say
from actions.dialogue.memory import SOME, Made, Memory
from actions.dialogue.message import Entity, Message
from actions.dialogue.search import Searched
from actions.dialogue.steps import MOVE_WHICH, PROOF
from actions.dialogue.times import Free, instant
from actions.dialogue.wishes import DayWish, TimeWish, Wish, from_reading

_OF_MINE_BEFORE = re.compile(r"\b(my|from|the|on|booked( for)?|down for|of) *$", re.I)
_OF_MINE_AFTER = re.compile(r"^(.s)? *(appointment|appt|booking|one|slot|visit|session)\b", re.I)
_FROM_BEFORE = re.compile(
    r"\b(from|instead of|rather than|i booked|booked for|am booked( for| on)?) *$", re.I
)

_ONE_MORE = re.compile(
    r"\b(another|a second|one more|an additional)\b(?! (day|date|time|slot|hour|week|person|one instead))"
    r"|\b(as well|too|in addition)\W*$",
    re.I,
)
"""Words for a booking beside the one that was made."""
_MOVES = re.compile(
    r"\b(re-?s?c?hed\w*|mov(e|ed|ing)|push|shift|postpon\w+|swap|switch|delay|defer|rearrang\w+|rebook|amend"
    r"|modify|edit|update|chang(e|ed|ing)|booked|existing|(put|push|bring|pull|set)( \w+)* (off|back|forward)"
    r"|(my|our) (\w+ )?(appointment|appt|booking|reservation|slot|session|visit) (to|is|on|for|earlier|later)"
    r"|(appointment|appt|booking|reservation|slot|session|visit) (that )?(i|we) (have|had|made|got|booked)"
    r"|(have|.ve|got) an? (appointment|booking))\b",
    re.I,
)


LONG = 40
"""Words from which on a single one says little of what a message is about."""
_MOVES_IT = re.compile(
    r"\b(re-?s?c?hed\w*|mov(e|ing)|push|shift|postpon\w+|swap|switch|delay|rearrang\w+|rebook|chang(e|ing)|bring|put)"
    r" (\w+ ){0,4}?(it|that|appointment|appt|booking|slot|session|visit|reservation)\b",
    re.I,
)


_TO_LIVE_THERE = re.compile(
    r"\b(i|we|i.?m|we.?re|i.?ve|we.?ve|i am|we are|i have|we have|my family|my \w+ and i)( \w+)?"
    r" mov(e|ed|ing) (to|into|here|house|home|out|away|from|back|over|in|near|closer|across)\b",
    re.I,
)
"""Words for a change of address: "we are moving to Leeds"."""

_INSTEAD = re.compile(r"\b(instead|rather than (that|then))\W*$|\binstead of\b", re.I)


def begins(memory: Memory, message: Message) -> bool:
    """Whether the message asks to move a booking, with nothing else under way."""
    if memory.asked is not None or memory.moving_id is not None:
        return False
    if len(message.text.split()) > LONG and not _MOVES_IT.search(message.text):
        return False  # in a whole letter "move" may mean anything
    if _ONE_MORE.search(message.text):
        return False
    if message.intent == "move_booking" and (message.pressed or memory.made):
        return True
    if message.intent == "move_booking" or message.of_kind("reference"):
        # With nothing to be moved known it has to be said in words: a booking may be meant as well.
        return bool(_MOVES.search(message.text)) and not _only_relocates(message)
    if memory.made and message.intent not in topics.TOPICS and _INSTEAD.search(message.text):
        return bool(message.of_kind("when"))  # "can I come on Friday instead?"
    if memory.made and nearby.says_by_how_much(message) and _MOVES.search(message.text):
        return True  # "push it back a quarter of an hour", whatever it was taken for
    # "actually make it Wednesday", right after the booking was made
    return message.intent == "change_answer" and bool(memory.made) and bool(message.of_kind("when", "staff"))


def _only_relocates(message: Message) -> bool:
    """Whether it is people who move, to a place and not to another time."""
    if message.of_kind("reference") or not (found := _TO_LIVE_THERE.search(message.text)):
        return False
    goes_to = message.text[found.end() :]
    at_once = len(goes_to) - len(goes_to.lstrip()) + found.end()
    if any(when.start == at_once for when in message.of_kind("when")):
        return False
    return not _MOVES.search(message.text[: found.start()] + " " + goes_to)


def books_instead(memory: Memory, message: Message) -> bool:
    """Whether who was to name the booking to be moved plainly wants a new one."""
    if not waits_for_booking(memory) or message.intent != "book_appointment":
        return False
    if message.of_kind("reference", "email") or _MOVES.search(message.text):
        return False
    return message.confidence >= topics.SURE_OF_ANOTHER and cues.books(message.text)


def begun(
    memory: Memory, message: Message, catalogue: Catalogue, now: datetime
) -> tuple[Memory, tuple[Say, ...]]:
    """The memory of somebody who wants to move a booking, and what is to be said of the message."""
    memory = finding.hear(memory.but(moving_id=SOME), message)
    made = finding.named(memory, message) or _meant(memory, message)
    if memory.sought and finding.named(memory, message):
        memory = memory.but(sought=None)
    elif memory.sought:
        made = None
    if made:
        return towards(memory, made, message, catalogue, now)
    told, notes = telling.details(memory, message, catalogue, now)
    return memory.but(wish=told.wish, doubtful_days=told.doubtful_days), notes


def towards(
    memory: Memory, made: Made, message: Message, catalogue: Catalogue, now: datetime
) -> tuple[Memory, tuple[Say, ...]]:
    """The memory in which this booking is moved to what the message says."""
    base = of(memory, made)
    target = replace(message, entities=_target(message, made, base))
    told, notes = telling.details(base, target, catalogue, now)
    changed = (told.wish, told.wanted_staff) != (base.wish, base.wanted_staff)
    return (told if changed else told.but(wish=Wish())), notes


def which(memory: Memory, message: Message) -> Memory:
    """The memory after an answer to which booking it is about, with the wish of the message before."""
    made = cancelling.which(memory, message)
    if made is None:
        return memory.but(misread=memory.misread + 1)
    return resumed(memory.but(misread=0), made)


def resumed(memory: Memory, made: Made) -> Memory:
    """The memory in which it is known that this is the booking, with the wish that was said before."""
    base = of(memory, made)
    wish = base.wish.merged(memory.wish)
    return base.but(wish=Wish() if wish == base.wish else wish)


def identified(searched: Searched) -> Memory:
    """The memory after a search: the one that was found is the booking; of several one has to be chosen."""
    return resumed(searched.memory, searched.only) if searched.only else searched.memory


def of(memory: Memory, made: Made) -> Memory:
    """The memory in which this booking is moved, the wish being where it is now."""
    local = instant(made.start).astimezone(ZoneInfo(memory.zone or "UTC"))
    return memory.but(
        moving_id=made.id,
        link_id=made.link_id,
        service_id=made.service_id,
        wanted_staff=(made.staff_id,) if made.staff_id else (),
        wish=Wish(DayWish(local.date(), local.date()), TimeWish(exact=local.time())),
        chosen=None,
    )


def moved(memory: Memory) -> Made | None:
    """The booking that is being moved, when it is known."""
    return next((made for made in memory.made if made.id == memory.moving_id), None)


def elsewhere(free: Sequence[Free], made: Made) -> list[Free]:
    """The free times without where the booking is now, which is no other time."""
    kept = []
    for slot in free:
        here = slot.start == instant(made.start)
        staff = tuple(one for one in slot.staff_ids if not here or one != made.staff_id)
        kept += [Free(slot.start, staff)] if staff else []
    return kept


def dropped(memory: Memory) -> Memory:
    """The memory without a move that was under way."""
    return memory.fresh() if memory.moving_id else memory


def waits_for_booking(memory: Memory) -> bool:
    """Whether it has yet to be found out which booking is meant."""
    return memory.moving_id == SOME and memory.asked in (MOVE_WHICH, PROOF)


def _meant(memory: Memory, message: Message) -> Made | None:
    """The only booking, or the one that the words before "appointment" name."""
    if len(memory.made) < 2:
        return memory.made[0] if memory.made else None
    if re.search(r"\b(just (booked|made)|last one|latest)\b", message.text, re.I) or _about_it(message):
        return memory.made[-1]
    mine = tuple(e for e in message.entities if e.kind != "when" or _is_source(e, message))
    return cancelling.which(memory, replace(message, entities=mine))


def _about_it(message: Message) -> bool:
    """Whether the words mean the booking that was just talked of: "make it Wednesday"."""
    return bool(re.search(r"\b(make|move|push|shift|put) (it|that)\b", message.text, re.I))


def _target(message: Message, made: Made, base: Memory) -> tuple[Entity, ...]:
    """The entities without the times that say where the booking is now."""
    times = message.of_kind("when")
    source = [e for e in times if _is_source(e, message)]
    if len(times) > 1 and not source:
        source = [e for e in times[:1] if _at(e, made, base)]
    return tuple(e for e in message.entities if e.kind != "when" or all(e is not s for s in source))


def _is_source(entity: Entity, message: Message) -> bool:
    before, after = message.text[: entity.start], message.text[entity.end :]
    possessed = _OF_MINE_BEFORE.search(before) and _OF_MINE_AFTER.search(after)
    return bool(possessed or _FROM_BEFORE.search(before) or re.match(r"^.s (appointment|booking)", after))


def _at(entity: Entity, made: Made, base: Memory) -> bool:
    wish = from_reading(entity.value)
    local = instant(made.start).astimezone(ZoneInfo(base.zone or "UTC"))
    return (wish.day is None or wish.day.holds(local.date())) and (
        wish.time is None or wish.time.holds(local.time())
    )
