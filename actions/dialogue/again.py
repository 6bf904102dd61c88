"""The same as before: "same time next week", "the usual time", after something was booked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from actions.dialogue.times import instant
from actions.dialogue.wishes import DayWish, TimeWish, Wish

_SAME_TIME = re.compile(
    r"\b(same|usual)( \w+ and)? (time|hour|slot)\b|\bas (last time|before|usual)\b|\bsame again\b", re.I
)
_A_WEEK = timedelta(6)


def unknown(memory: Memory, message: Message, stated: Wish) -> bool:
    """Whether something is to be as last time, and no booking of this person is known."""
    named = stated.time or memory.wish.time and memory.wish.time.exact
    return bool(_SAME_TIME.search(message.text)) and not named and not memory.made


def as_before(memory: Memory, message: Message, stated: Wish) -> tuple[Memory, Wish]:
    """The memory and the wish with what is to be as in the last booking; unchanged for other words."""
    if not _SAME_TIME.search(message.text) or stated.time or not memory.made:
        return memory, stated
    if memory.wish.time and memory.wish.time.exact:
        return memory, stated  # a time is being talked about already: that one is meant
    last = memory.made[-1]
    local = instant(last.start).astimezone(ZoneInfo(memory.zone or "UTC"))
    wish = replace(stated, time=TimeWish(exact=local.time()))
    return _with_the_same(memory, last), replace(wish, day=_weekday(wish.day, local))


def _weekday(day: DayWish | None, local: datetime) -> DayWish | None:
    """In a whole week the weekday is the same, too."""
    if day is None or day.first is None or day.last is None or day.last - day.first != _A_WEEK:
        return day
    meant = day.first + timedelta((local.weekday() - day.first.weekday()) % 7)
    return DayWish(meant, meant)


def _with_the_same(memory: Memory, last: Made) -> Memory:
    """With whom and for what, where nothing else was said."""
    if memory.link_id is None and memory.service_id is None and last.link_id:
        memory = memory.but(link_id=last.link_id, service_id=last.service_id)
    if memory.link_id == last.link_id and not memory.wanted_staff and not memory.anybody and last.staff_id:
        memory = memory.but(wanted_staff=(last.staff_id,))
    return memory
