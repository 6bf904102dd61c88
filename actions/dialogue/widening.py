"""Other times than those offered: "later", "earlier", "another day", "somebody else"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.dialogue import cues
from actions.dialogue.catalogue import Catalogue, able, link_of
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CHANGE, CONFIRMATION, CONTACT, WHEN
from actions.dialogue.times import instant
from actions.dialogue.wishes import TimeWish


def more(memory: Memory, message: Message) -> str | None:
    """Which other times are asked for: `later`, `earlier`, `others`; None: none are."""
    if memory.asked not in (WHEN, CONTACT, CONFIRMATION, CHANGE):
        return None
    if message.pressed and message.intent != "ask_for_others":
        return None
    if cues.later(message.text):
        return "later"
    if cues.earlier(message.text):
        return "earlier"
    return "others" if message.intent == "ask_for_others" or cues.others(message.text) else None


def widened(memory: Memory, which: str, message: Message, catalogue: Catalogue) -> Memory:
    """The wish without what now stands in the way of other times."""
    if re.search(r"(?<!that )(?<!same )(?<!this )\b(day|date)s?\b", message.text, re.I):
        return memory.but(wish=replace(memory.wish, day=None), chosen=None)
    if re.search(
        r"\b(person|people|somebody|someone|anyone|anybody|doctor|member|staff|colleague)\b",
        message.text,
        re.I,
    ):
        return _somebody_else(memory, catalogue)
    if memory.wish.time and memory.wish.time.exact:
        clock = memory.wish.time.exact
        after = (datetime.combine(date.min, clock) + timedelta(minutes=1)).time()
        bound = {"later": TimeWish(after=after), "earlier": TimeWish(before=clock)}.get(which)
        return memory.but(wish=replace(memory.wish, time=bound), chosen=None)
    if which == "earlier" and (first := _first_possible(memory)):
        return memory.but(wish=replace(memory.wish, time=TimeWish(before=first)), chosen=None)
    return memory


def _first_possible(memory: Memory) -> time | None:
    """From when on the person could come, where that was offered: what is earlier lies before it."""
    bound = memory.wish.time.after if memory.wish.time else None
    zone = ZoneInfo(memory.zone or "UTC")
    offered = {instant(offer.start).astimezone(zone).time() for offer in memory.offered}
    return bound if bound in offered else None


def _somebody_else(memory: Memory, catalogue: Catalogue) -> Memory:
    """The others of the team are wanted; anybody, where there are none."""
    link = link_of(catalogue, memory.link_id)
    now = {*memory.wanted_staff, memory.chosen.staff_id if memory.chosen else None}
    team = able(catalogue, link, memory.service_id) if link else ()
    others = tuple(staff_id for staff_id in team if staff_id not in now)
    return memory.but(wanted_staff=others, anybody=not others, chosen=None)
