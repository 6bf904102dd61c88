"""What an answer to a qualification question means, in the words that people use.

The API checks every answer again; here it is read from what people say ("not really, maybe a four")
and refused early, so that nobody learns at the end that an answer was wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.dialogue import signs, wording, yes_or_no
from actions.dialogue.catalogue import Question
from actions.dialogue.message import Message

LONGEST = 1000
"""Characters of a free-text answer that are kept."""


@dataclass(frozen=True)
class Refused:
    """An answer that does not fit its question."""

    response: str
    """Which response explains what would fit."""
    values: dict[str, Any]


def read(question: Question, message: Message) -> Any | Refused:
    """The answer in this message in the type that the API expects, or why it does not fit."""
    return _READERS.get(question.type, _text)(question, message)


def _boolean(question: Question, message: Message) -> Any | Refused:
    found = yes_or_no.read(question, message)
    return Refused("utter_qualification_need_yes_or_no", {}) if found is None else found


def _number(question: Question, message: Message) -> Any | Refused:
    numbers = [e.value for e in message.of_kind("number")] or [
        float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", message.without("when", "phone", "email"))
    ]
    low, high = _bound(question.min), _bound(question.max)
    if not numbers:
        return Refused("utter_qualification_need_number", {})
    value = float(numbers[0])
    if low is not None and value < low or high is not None and value > high:
        return Refused(
            "utter_qualification_number_outside", {"range": wording.bounds(_tidy(low), _tidy(high))}
        )
    return _tidy(value)


def _bound(limit: object) -> float | None:
    return float(limit) if isinstance(limit, int | float) else None


def _text(question: Question, message: Message) -> Any | Refused:
    text = re.sub(r"\s+", " ", signs.without_control(message.text)).strip()
    return Refused("utter_qualification_need_text", {}) if signs.is_blank(text) else text[:LONGEST]


def _choice(question: Question, message: Message) -> Any | Refused:
    found = _choices(question, message)
    return found[0] if len(found) == 1 else _which(question)


def _several(question: Question, message: Message) -> Any | Refused:
    return _choices(question, message) or _which(question)


def _choices(question: Question, message: Message) -> list[str]:
    text = _folded(message.text)
    exact = [choice for choice in question.choices if _folded(choice) == text]
    if exact:
        return exact
    if found := [
        choice for choice in question.choices if re.search(rf"\b{re.escape(_folded(choice))}\b", text)
    ]:
        return [c for c in found if not any(c != other and _folded(c) in _folded(other) for other in found)]
    words = set(re.findall(r"\w{3,}", text))
    if close := [c for c in question.choices if words & set(re.findall(r"\w{3,}", _folded(c)))]:
        return close
    places = [e.value for e in message.of_kind("ordinal")]
    return [question.choices[int(p) - 1 if p > 0 else -1] for p in places if abs(p) <= len(question.choices)]


def _which(question: Question) -> Refused:
    return Refused("utter_qualification_need_choice", {})


def _contact(kind: str, response: str) -> Any:
    def reader(question: Question, message: Message) -> Any | Refused:
        return message.first(kind) or Refused(response, {})

    return reader


def _day(question: Question, message: Message) -> Any | Refused:
    for entity in message.of_kind("when"):
        if entity.value.get("date"):
            return date.fromisoformat(entity.value["date"]).isoformat()
    return Refused("utter_qualification_need_date", {})


_READERS: dict[str, Any] = {
    "boolean": _boolean,
    "number": _number,
    "choice": _choice,
    "multi_choice": _several,
    "email": _contact("email", "utter_qualification_need_email"),
    "phone": _contact("phone", "utter_qualification_need_phone"),
    "date": _day,
}


def _folded(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.lower()).strip()


def _tidy(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value
