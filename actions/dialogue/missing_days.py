"""Days that people write by mistake and the calendar does not have: 31 November, 2026-02-30.

Nothing reads a day in such words; passed over in silence, the person would be offered times of other days.
"""

from __future__ import annotations

import re

from actions.dialogue.message import Message

_LENGTHS = {"jan": 31, "feb": 29, "mar": 31, "apr": 30, "may": 31, "jun": 30}
_LENGTHS |= {"jul": 31, "aug": 31, "sep": 30, "oct": 31, "nov": 30, "dec": 31}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_DAY = r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = (
    re.compile(rf"{_DAY}(?: of)?[ .-]?{_MONTH}", re.I),
    re.compile(rf"\b{_MONTH}\.?[ -](?:the )?{_DAY}\b(?![:.]\d| ?(?:[ap]\.?m|people|persons|of us))", re.I),
)
_FIGURES = re.compile(
    r"\b(?:(?P<year>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.]20\d\d)\b"
)


def missing_day(message: Message) -> str | None:
    """The words for a day that no year has, or None. 29 February is left to those who know the year."""
    for pattern in _NAMED:
        for found in pattern.finditer(message.text):
            if not _is_day(int(found["day"]), _LENGTHS[found["month"][:3].lower()]):
                return None if _read(message, found) else found.group().strip()
    for found in _FIGURES.finditer(message.text):
        if not any(_is_date(month, day) for month, day in _orders(found)):
            return None if _read(message, found) else found.group()
    return None


def _orders(found: re.Match[str]) -> list[tuple[int, int]]:
    """Month and day; for figures with strokes or dots both orders."""
    if found["m"]:
        return [(int(found["m"]), int(found["d"]))]
    one, two = int(found["one"]), int(found["two"])
    return [(one, two), (two, one)]


def _is_date(month: int, day: int) -> bool:
    return 1 <= month <= 12 and _is_day(day, list(_LENGTHS.values())[month - 1])


def _is_day(day: int, length: int) -> bool:
    return 1 <= day <= length


def _read(message: Message, found: re.Match[str]) -> bool:
    """Whether a day was read in these words all the same, or they are part of something else."""
    return any(
        entity.start < found.end()
        and found.start() < entity.end
        and _says_something(entity.kind, entity.value)
        for entity in message.entities
    )


def _says_something(kind: str, value: object) -> bool:
    if kind == "when":
        return isinstance(value, dict) and bool(value.get("date"))
    return kind not in ("number", "ordinal")
