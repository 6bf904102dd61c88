"""Days and parts of the day that the person says no to: "anything but Monday", "not in the morning"."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from actions.dialogue.message import Entity, Message
from actions.dialogue.wishes import TimeWish

WEEKS_AHEAD = 10
"""How far ahead a weekday is left out."""

_NOT_BEFORE = re.compile(
    r"\b(not|except|(any|every|all)\w*( \w+)? but|besides|other than|apart from"
    r"|can(.?t|not) (make|do|come)|won.?t make|unable to (make|do|come))"
    r"( (it|on|at|for|in|during|this|the|either))*\W*$|\bno +$",
    re.I,
)
_NOT_AFTER = re.compile(
    r"^\W*((is|are|was|will be|would be|at all) )*((does|do|will|would)(n.?t| not)|won.?t|isn.?t|is not"
    r"|aren.?t|not|no good|bad|impossible|out)\b(?! (if|sure|before|after))",
    re.I,
)
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rsday|urday|rs|ur)?s?\b"
_AND = rf"(?:\s*,\s*|\s+)(?:and|or|nor|not)\s+{_WEEKDAY}"
_EXCEPT = re.compile(
    r"\b(?:but|except|excluding|besides|other than|apart from|rather not|(?P<no>not|neither))"
    r"(?: (?:for|on|a|any))* "
    rf"(?P<days>{_WEEKDAY}"
    rf"(?:(?(no)(?:\s*,\s*{_WEEKDAY})*{_AND}|(?:{_AND}|(?:\s*,\s*|\s+){_WEEKDAY})))*)",
    re.I,
)
"""The reader of dates passes over a day that is only excluded. After a comma alone comes what is wanted:
"not Monday, Tuesday"."""
_PART = re.compile(
    r"\b(?:but|except|not|no|can(?:.?t|not) do|can(?:.?t|not) make)(?: (?:in|for|the|any|it|early))* "
    r"(?P<part>morning|afternoon|evening)s?\b",
    re.I,
)
_STARTS = {"afternoon": time(12), "evening": time(17)}
_DAYS = "mon tue wed thu fri sat sun".split()
_BARE = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.I)
_FIXED = re.compile(
    r"\b(this|next|coming|last|week|fortnight|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d(st|nd|rd|th)\b"
    r"|\d[./-]\d",
    re.I,
)


def wanted(message: Message) -> tuple[Entity, ...]:
    """The times that the message wishes for: without those that it says no to."""
    return tuple(e for e in message.of_kind("when") if not _refused(e, message))


def refuses(message: Message) -> bool:
    """Whether the message says no to some day or part of it: then "either" in it chooses nothing."""
    some = any(_refused(entity, message) for entity in message.of_kind("when"))
    return some or bool(_EXCEPT.search(message.text) or _PART.search(message.text))


def refused_days(message: Message, today: date) -> tuple[date, ...]:
    """The days that the message says no to; of a bare weekday ("anything but Monday") all to come."""
    refused = [e for e in message.of_kind("when") if _refused(e, message) and e.value.get("date")]
    days = {date.fromisoformat(e.value["date"]) for e in refused}
    unwanted = {date.fromisoformat(e.value["date"]).weekday() for e in refused if bare(e)}
    for found in _EXCEPT.finditer(message.text):
        unwanted |= {_DAYS.index(day[:3].lower()) for day in re.findall(_WEEKDAY, found["days"], re.I)}
    ahead = (today + timedelta(offset) for offset in range(WEEKS_AHEAD * 7))
    return tuple(sorted(days | {day for day in ahead if day.weekday() in unwanted}))


def left_over(message: Message) -> TimeWish | None:
    """What remains of the day when a part of it is refused: "not in the morning" is after twelve."""
    part = next((found["part"].lower() for found in _PART.finditer(message.text)), None)
    if part is None:
        part = next((_part_of(e) for e in message.of_kind("when") if _refused(e, message)), None)
    if part == "morning":
        return TimeWish(after=time(12))
    return TimeWish(before=_STARTS[part]) if part in _STARTS else None


def bare(entity: Entity) -> bool:
    """Whether the words name a weekday and nothing that says of which week."""
    words = str(entity.value.get("text") or "")
    return bool(_BARE.search(words)) and not _FIXED.search(words)


def _part_of(entity: Entity) -> str | None:
    words = re.search(r"morning|afternoon|evening", str(entity.value.get("text") or ""), re.I)
    return words[0].lower() if words and not entity.value.get("date") else None


def _refused(entity: Entity, message: Message) -> bool:
    before, after = message.text[: entity.start], message.text[entity.end :]
    if _NOT_BEFORE.search(before) or _NOT_AFTER.search(after):
        return True
    listed = _EXCEPT.search(message.text)
    return bool(listed and listed.start("days") <= entity.start and entity.end <= listed.end("days"))
