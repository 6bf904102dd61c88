"""Days and times said in relation to what is being talked about, not to now.

"Tuesday", while next week is discussed, is next week's Tuesday; "an hour later" is later than the time
just named; "Tuesday doesn't work" is no wish for Tuesday.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.dialogue.memory import Memory
from actions.dialogue.message import Entity, Message
from actions.dialogue.times import instant
from actions.dialogue.wishes import DayWish, TimeWish, Wish

_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.I)
_FIXED = re.compile(
    r"\b(this|next|coming|last|week|fortnight|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d(st|nd|rd|th)\b"
    r"|\d[./-]\d",
    re.I,
)
_NOT_BEFORE = re.compile(
    r"\b(not|except|(any|every|all)\w*( \w+)? but|besides|other than|apart from"
    r"|can(.?t|not) (make|do|come)|won.?t make|unable to (make|do|come))( (it|on|at|for|this|the))*\W*$",
    re.I,
)
_NOT_AFTER = re.compile(
    r"^\W*((is|are|was|will be|would be|at all) )*((does|do|will|would)(n.?t| not)|won.?t|isn.?t|is not|not"
    r"|no good|bad|impossible|out)\b",
    re.I,
)
_DAYS = "mon tue wed thu fri sat sun".split()
_EXCEPT = re.compile(
    r"\b(?:but|except|excluding|besides|other than|apart from|rather not|not)(?: (?:for|on|a|any))* "
    r"(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rsday|urday|rs|ur)?s?\b",
    re.I,
)
"""The reader of dates passes over a day that is only excluded."""
WEEKS_AHEAD = 10
"""How far ahead a weekday is left out."""
_AMOUNT = r"(?P<amount>\d{1,3}|an?|one|two|three|four|half an|a couple of|a quarter of an)"
_SHIFT = re.compile(
    rf"\b{_AMOUNT} ?(?P<unit>minute|min|hour|hr|day|week)s? (?P<way>later|earlier|sooner|after|before)\b",
    re.I,
)
_PUSHED = re.compile(
    r"\b(?:(?:push|mov|bring|put|shift|pull|set)\w*\b.{0,40}?\b(?P<way>back|forwards?|up|off|out)"
    r"|(?:delay|postpone)\w*)\b(?:[ ,]+\w+){0,4}?[ ,]+"
    rf"{_AMOUNT} ?(?P<unit>minute|min|hour|hr|day|week)s?\b",
    re.I,
)
_PUSHED_BY = re.compile(
    rf"\b{_AMOUNT} ?(?P<unit>minute|min|hour|hr|day|week)s? (?P<way>back|forwards?)\b", re.I
)
_NEXT_DAY = re.compile(r"\bthe (day|week) (?P<way>after|before)\b(?! tomorrow)", re.I)
_WORDS = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "half an": 0.5}
_WORDS |= {"a couple of": 2.0, "a quarter of an": 0.25}
_MINUTES = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "day": 24 * 60, "week": 7 * 24 * 60}


def wanted(message: Message) -> tuple[Entity, ...]:
    """The times that the message wishes for: without those that it says no to."""
    return tuple(e for e in message.of_kind("when") if not _refused(e, message))


def refused_days(message: Message, today: date) -> tuple[date, ...]:
    """The days that the message says no to; of a bare weekday ("anything but Monday") all to come."""
    refused = [e for e in message.of_kind("when") if _refused(e, message) and e.value.get("date")]
    days = {date.fromisoformat(e.value["date"]) for e in refused}
    bare = {date.fromisoformat(e.value["date"]).weekday() for e in refused if _bare(e)}
    bare |= {_DAYS.index(found["day"][:3].lower()) for found in _EXCEPT.finditer(message.text)}
    ahead = (today + timedelta(offset) for offset in range(WEEKS_AHEAD * 7))
    return tuple(sorted(days | {day for day in ahead if day.weekday() in bare}))


def in_context(stated: Wish, entities: Sequence[Entity], memory: Memory) -> Wish:
    """A bare weekday moved into the days under discussion: those offered, wanted, or chosen."""
    day = stated.day.exact if stated.day else None
    if day is None or not entities or not all(_bare(e) for e in entities if e.value.get("date")):
        return stated
    tz = ZoneInfo(memory.zone or "UTC")
    talked = [instant(offer.start).astimezone(tz).date() for offer in memory.offered]
    talked += [instant(memory.chosen.start).astimezone(tz).date()] if memory.chosen else []
    talked += _days(memory.wish.day)
    meant = next((each for each in talked if each.weekday() == day.weekday()), day)
    return Wish(DayWish(meant, meant), stated.time)


def shifted(message: Message, memory: Memory) -> Wish | None:
    """The wish of "an hour later" and the like, when a time is being talked about; None for other words."""
    exact = memory.wish.exact
    if exact is None:
        return None
    if found := _SHIFT.search(message.text):
        amount = _WORDS.get(found["amount"].lower()) or float(found["amount"])
        length = timedelta(minutes=amount * _MINUTES[found["unit"].lower()])
        return _exactly(
            exact - length if found["way"].lower() in ("earlier", "sooner", "before") else exact + length
        )
    if found := _PUSHED.search(message.text) or _PUSHED_BY.search(message.text):
        amount = _WORDS.get(found["amount"].lower()) or float(found["amount"])
        length = timedelta(minutes=amount * _MINUTES[found["unit"].lower()])
        sooner = (found["way"] or "").lower().startswith(("forward", "up"))
        return _exactly(exact - length if sooner else exact + length)
    if found := _NEXT_DAY.search(message.text):
        length = timedelta(7 if "week" in found[0].lower() else 1)
        return _exactly(exact + length if found["way"].lower() == "after" else exact - length)
    return None


def _exactly(wall: datetime) -> Wish:
    return Wish(DayWish(wall.date(), wall.date()), TimeWish(exact=wall.time()))


def _refused(entity: Entity, message: Message) -> bool:
    before, after = message.text[: entity.start], message.text[entity.end :]
    return bool(_NOT_BEFORE.search(before) or _NOT_AFTER.search(after))


def _bare(entity: Entity) -> bool:
    words = str(entity.value.get("text") or "")
    return bool(_WEEKDAY.search(words)) and not _FIXED.search(words)


def _days(wish: DayWish | None) -> list[date]:
    if wish is None or wish.first is None or wish.last is None or (wish.last - wish.first).days > 14:
        return []
    return [wish.first + timedelta(offset) for offset in range((wish.last - wish.first).days + 1)]
