"""Qualification questions: which of them apply, and which one is asked next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.dialogue.catalogue import Link, Question


def next_question(link: Link, answers: Mapping[str, Any], skipped: Sequence[str]) -> Question | None:
    """The first question that applies and has neither an answer nor been skipped."""
    for question in link.questions:
        if question.id not in answers and question.id not in skipped and applies(question, answers):
            return question
    return None


def applicable(link: Link, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to questions that (still) apply: an answer changed earlier may have retired others."""
    kept: dict[str, Any] = {}
    for question in link.questions:
        if question.id in answers and applies(question, kept):
            kept[question.id] = answers[question.id]
    return kept


def applies(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether the question's `ask_if` holds for the answers given so far."""
    return all(
        name in answers and _holds(answers[name], wanted) for name, wanted in (question.ask_if or {}).items()
    )


def _holds(answer: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return all(_compares(operator, answer, value) for operator, value in wanted.items())
    if isinstance(wanted, list | tuple):
        return answer in wanted
    return bool(answer == wanted)


def _compares(operator: str, answer: Any, value: Any) -> bool:
    try:
        return bool(_OPERATORS[operator](answer, value))
    except (KeyError, TypeError):
        return True  # not ours to refuse: the API decides, and asks for what is missing


_OPERATORS: dict[str, Any] = {
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "not": lambda a, b: a != b,
    "in": lambda a, b: a in b,
    "not_in": lambda a, b: a not in b,
    "contains": lambda a, b: b in a,
}
