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
    """Whether the question's `ask_if` holds for the answers given so far, as the API reads it."""
    return all(_holds(answers.get(name), wanted) for name, wanted in (question.ask_if or {}).items())


def _holds(answer: Any, wanted: Any) -> bool:
    """A plain value is the same as `{is: value}`; no answer fulfils nothing but `{answered: false}`."""
    comparisons = wanted if isinstance(wanted, Mapping) else {"is": wanted}
    if answer is None:
        return all(operator == "answered" and value is False for operator, value in comparisons.items())
    return all(_compares(operator, answer, value) for operator, value in comparisons.items())


def _compares(operator: str, answer: Any, value: Any) -> bool:
    try:
        return bool(_OPERATORS[operator](answer, value))
    except (KeyError, TypeError):
        return True  # not ours to refuse: the API decides, and asks for what is missing


def _is(answer: Any, value: Any) -> bool:
    """One of the choices picked, or the answer itself, is the value or one of the values."""
    return any(_same(one, other) for one in _several(answer) for other in _several(value))


def _contains(answer: Any, value: Any) -> bool:
    """Every value is among the choices picked, or stands somewhere in the words."""
    if isinstance(answer, list | tuple):
        return all(_is(answer, one) for one in _several(value))
    return all(_plain(one) in _plain(answer) for one in _several(value))


def _same(one: Any, other: Any) -> bool:
    """Yes is not 1, and capitals do not matter."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str) and isinstance(other, str):
        return _plain(one) == _plain(other)
    return bool(one == other)


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _plain(value: Any) -> str:
    return str(value).strip().casefold()


_OPERATORS: dict[str, Any] = {
    "is": _is,
    "not": lambda answer, value: not _is(answer, value),
    "in": _is,
    "gt": lambda answer, value: answer > value,
    "gte": lambda answer, value: answer >= value,
    "lt": lambda answer, value: answer < value,
    "lte": lambda answer, value: answer <= value,
    "contains": _contains,
    "starts_with": lambda answer, value: _plain(answer).startswith(_plain(value)),
    "ends_with": lambda answer, value: _plain(answer).endswith(_plain(value)),
    "answered": lambda answer, value: value is True,
}
