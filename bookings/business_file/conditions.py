"""Readers of conditions (`ask_if`, `if`), which depend on the kind of answer they look at."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from bookings.business_file.mistakes import did_you_mean, listed, quoted
from bookings.business_file.place import Place, Wrong
from bookings.business_file.section import Reader
from bookings.business_file.tree import Entries, Items
from bookings.business_file.values import boolean, day, list_of, number, text
from bookings.engine.answers import LONGEST_TEXT, bare_phone
from bookings.engine.conditions import OPERATORS, Comparison, Condition, Operand
from bookings.engine.questions import Question, QuestionType

_ORDERED = ("is", "not", "in", "gt", "gte", "lt", "lte", "answered")
_TEXTUAL = ("is", "not", "in", "contains", "starts_with", "ends_with", "answered")

OPERATORS_OF: Mapping[QuestionType, tuple[str, ...]] = {
    QuestionType.BOOLEAN: ("is", "not", "answered"),
    QuestionType.NUMBER: _ORDERED,
    QuestionType.DATE: _ORDERED,
    QuestionType.TEXT: _TEXTUAL,
    QuestionType.EMAIL: _TEXTUAL,
    QuestionType.PHONE: _TEXTUAL,
    QuestionType.CHOICE: ("is", "not", "in", "answered"),
    QuestionType.MULTI_CHOICE: ("is", "not", "in", "contains", "answered"),
}
"""The operators that make sense for each type of question."""

LIST_OPERATORS = frozenset({"in", "not", "contains"})
"""Operators that take a list; `in` takes nothing else."""

Subjects: TypeAlias = Mapping[str, Question | None]
"""What conditions may look at, with the type of its answer; None: it could not be read."""


def read_conditions(place: Place, subjects: Subjects) -> dict[str, Condition]:
    """Conditions by the id of what they look at; raises Wrong once all mistakes are reported."""
    found = place.entries("a mapping of question ids to conditions, such as {q_new: true}")
    conditions = {}
    for key, at in found.items():
        if key not in subjects:
            hint = did_you_mean(key, subjects)
            at.report(f"found {quoted(key)}, expected {_ids(subjects)}{hint}", at.key_mark)
            continue
        try:
            if subject := subjects[key]:
                conditions[key] = _condition(at, subject)
        except Wrong:
            continue
    if len(conditions) != len(found):
        raise Wrong
    return conditions


def _ids(subjects: Subjects) -> str:
    if not subjects:
        return "no condition, since there is no question before this one"
    return f"the id of something that is known here: {listed(subjects)}"


def _condition(place: Place, subject: Question) -> Condition:
    if not isinstance(place.node, Entries):
        return Condition((Comparison("is", _single(subject)(place)),))
    comparisons = []
    allowed = OPERATORS_OF[subject.type]
    for operator, at in place.entries("operators").items():
        if operator not in allowed:
            at.report(_bad_operator(operator, subject, allowed), at.key_mark)
        else:
            comparisons.append(Comparison(operator, _operand(at, operator, subject)))
    if not place.node.entries:
        raise place.wrong(f"found an empty mapping, expected a value or {listed(allowed)}")
    return Condition(tuple(comparisons))


def _bad_operator(operator: str, subject: Question, allowed: tuple[str, ...]) -> str:
    if operator in OPERATORS:
        return f'"{operator}" does not go with answers of type {subject.type}; expected {listed(allowed)}'
    hint = did_you_mean(operator, allowed)
    return f"unknown operator {quoted(operator)}, expected {listed(allowed)}{hint}"


def _operand(place: Place, operator: str, subject: Question) -> Operand:
    if operator == "answered":
        return boolean(place)
    single = _single(subject)
    if operator == "in" or (operator in LIST_OPERATORS and isinstance(place.node, Items)):
        values = list_of(single, "a list of values, such as [a, b]")(place)
        if not values:
            raise place.wrong("found an empty list, expected at least one value")
        return values
    value: Operand = single(place)
    return value


def _single(subject: Question) -> Reader[Any]:
    """Reads one value in the type of the answers."""
    match subject.type:
        case QuestionType.BOOLEAN:
            return boolean
        case QuestionType.NUMBER:
            return number
        case QuestionType.DATE:
            return lambda place: day(place).isoformat()
        case QuestionType.PHONE:
            return _digits
        case QuestionType.CHOICE | QuestionType.MULTI_CHOICE if subject.choices:
            return lambda place: _choice(place, subject.choices)
    return text(LONGEST_TEXT)


def _digits(place: Place) -> str:
    """A phone number or a part of one, in the form in which answers are kept."""
    expected = "a phone number or a part of one, such as +44 20"
    bare = bare_phone(place.text(expected))
    if not re.fullmatch(r"\+?[0-9]{1,15}", bare):
        raise place.expected(expected)
    return bare


def _choice(place: Place, choices: tuple[str, ...]) -> str:
    expected = f"one of {listed(choices)}"
    written = place.text(expected)
    for choice in choices:
        if choice.casefold() == written.casefold():
            return choice
    raise place.expected(expected, did_you_mean(written, choices))
