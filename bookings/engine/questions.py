"""Qualification questions: what a person is asked before a booking is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from bookings.engine.conditions import Condition, conditions_from_json, conditions_to_json


class QuestionType(StrEnum):
    """What kind of answer a question takes."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    EMAIL = "email"
    PHONE = "phone"
    DATE = "date"


Limit: TypeAlias = int | float | date
"""A smallest or greatest answer: a number, or a date for questions of type `date`."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a booking link."""

    id: str
    """Unique within the link."""
    text: str
    """As the person reads it."""
    type: QuestionType
    """The kind of answer."""
    required: bool = False
    """Whether a booking needs an answer, if the question is asked at all."""
    min: Limit | None = None
    """Inclusive. number: smallest; date: earliest; multi_choice: fewest choices; None: no limit."""
    max: Limit | None = None
    """Inclusive, like `min`."""
    max_length: int | None = None
    """Characters of a text answer; None: LONGEST_TEXT."""
    choices: tuple[str, ...] = ()
    """What `choice` and `multi_choice` choose from, in the order shown."""
    ask_if: Mapping[str, Condition] = field(default_factory=dict)
    """Asked only if all of these hold for the answers so far, by question id; empty: always asked."""


def question_from_json(stored: Mapping[str, Any]) -> Question:
    """Read a question in the form the business file, the database and the API share.

    Absent keys have the defaults of Question; dates are `YYYY-MM-DD`. Raises ValueError or
    KeyError for what no checked business file contains.
    """
    kind = QuestionType(stored["type"])
    return Question(
        id=stored["id"],
        text=stored["text"],
        type=kind,
        required=stored.get("required", False),
        min=_limit(kind, stored.get("min")),
        max=_limit(kind, stored.get("max")),
        max_length=stored.get("max_length"),
        choices=tuple(stored.get("choices", ())),
        ask_if=conditions_from_json(stored.get("ask_if")),
    )


def question_to_json(question: Question) -> dict[str, Any]:
    """The reverse of `question_from_json`; what is not set is left out."""
    stored: dict[str, Any] = {
        "id": question.id,
        "text": question.text,
        "type": question.type.value,
        "required": question.required,
        "min": _stored_limit(question.min),
        "max": _stored_limit(question.max),
        "max_length": question.max_length,
        "choices": list(question.choices) or None,
        "ask_if": conditions_to_json(question.ask_if) or None,
    }
    return {key: value for key, value in stored.items() if value is not None}


def _limit(kind: QuestionType, stored: Any) -> Limit | None:
    return date.fromisoformat(stored) if kind is QuestionType.DATE and stored else stored


def _stored_limit(limit: Limit | None) -> int | float | str | None:
    return limit.isoformat() if isinstance(limit, date) else limit
