"""Which routing rules can never decide anything, because no answers fulfil them or earlier ones do first.

Answers are tried out: a condition's truth only changes at the values that conditions name, so one
witness at each of those values, one between any two and one beyond either end stand for all
answers. Where a condition looks inside words (`contains` and the like), each such comparison may
hold or not by itself; that tries more than can happen, so a rule is never called unreachable
wrongly.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations, pairwise, product
from math import prod
from typing import Any

from bookings.engine.conditions import Comparison, Condition, Conditions
from bookings.engine.questions import Question, QuestionType
from bookings.engine.routing import Reject, RoutingRule

MOST_TRIES = 20_000
"""Combinations of answers tried for one rule; beyond it nothing is said about the rule."""

MOST_COMPARISONS = 12
"""Different comparisons with one answer; beyond it nothing is said about the rule."""


def unreachable_rules(
    rules: Sequence[RoutingRule], questions: Sequence[Question]
) -> dict[int, tuple[int, ...]]:
    """The places of rules that never decide, with those of the earlier rules that decide instead.

    No earlier rules: nothing fulfils the rule's conditions. Rules about which nothing can be told
    within MOST_TRIES are left out.
    """
    by_id = {question.id: question for question in questions}
    found = {}
    for number, rule in enumerate(rules):
        witnesses = _witnesses(rules[: number + 1], rule, by_id)
        if witnesses is None:
            continue
        deciders = {_first_match(rules[: number + 1], answers) for answers in witnesses}
        if number not in deciders:
            found[number] = tuple(sorted(one for one in deciders if one is not None))
    return found


def can_be_met(conditions: Conditions, questions: Sequence[Question]) -> bool:
    """Whether some answers fulfil the conditions when only questions are answered that are asked.

    True also where it cannot be told within MOST_TRIES.
    """
    asked = RoutingRule(_with_asking(conditions, questions), Reject("."))
    return not unreachable_rules([asked], questions)


def _with_asking(conditions: Conditions, questions: Sequence[Question]) -> dict[str, Condition]:
    """The conditions together with those under which the questions they look at are asked."""
    needed = dict(conditions)
    for question in reversed(questions):  # a question is asked by answers to those before it
        if question.id in needed and not needed[question.id].holds(None):
            for key, condition in question.ask_if.items():
                known = needed[key].comparisons if key in needed else ()
                needed[key] = Condition(known + condition.comparisons)
    return needed


@dataclass(frozen=True, slots=True)
class _Words:
    """Stands for all texts that fulfil just these comparisons."""

    fulfilled: frozenset[Comparison]


def _holds(condition: Condition, value: Any) -> bool:
    if isinstance(value, _Words):
        return all(
            comparison in value.fulfilled if comparison.operator != "answered" else comparison.operand is True
            for comparison in condition.comparisons
        )
    return condition.holds(value)


def _matches(rule: RoutingRule, answers: Mapping[str, Any]) -> bool:
    return all(_holds(condition, answers.get(key)) for key, condition in rule.conditions.items())


def _first_match(rules: Sequence[RoutingRule], answers: Mapping[str, Any]) -> int | None:
    """The place of the rule that decides, where the last one matches; else None."""
    if not _matches(rules[-1], answers):
        return None
    return next(number for number, rule in enumerate(rules) if _matches(rule, answers))


def _witnesses(
    rules: Sequence[RoutingRule], rule: RoutingRule, questions: Mapping[str, Question]
) -> Iterator[dict[str, Any]] | None:
    """Answers that stand for all; None: there are too many."""
    keys = list(dict.fromkeys(chain(rule.conditions, *(one.conditions for one in rules))))
    columns = []
    for key in keys:
        conditions = [one.conditions[key] for one in rules if key in one.conditions]
        comparisons = {comparison for one in conditions for comparison in one.comparisons}
        if len(comparisons) > MOST_COMPARISONS:
            return None
        columns.append([None, *_values(questions.get(key), comparisons)])
    if prod(map(len, columns)) > MOST_TRIES:
        return None
    return (dict(zip(keys, values, strict=True)) for values in product(*columns))


def _values(question: Question | None, comparisons: Iterable[Comparison]) -> Iterable[Any]:
    named = {value for one in comparisons for value in _operands(one)}
    match question:
        case Question(type=QuestionType.BOOLEAN):
            return (True, False)
        case Question(type=QuestionType.CHOICE):
            return question.choices
        case Question(type=QuestionType.NUMBER):
            return _numbers(question, sorted(named))
        case Question(type=QuestionType.DATE):
            return _dates(question, named)
    return map(_Words, _powerset([one for one in comparisons if one.operator != "answered"]))


def _numbers(question: Question, named: Sequence[float]) -> list[float]:
    """The numbers named, one between each two, and one beyond either end, where the limits allow."""
    low = question.min if isinstance(question.min, int | float) else min(named, default=0) - 1
    high = question.max if isinstance(question.max, int | float) else max(named, default=0) + 1
    marks = sorted({low, high, *(one for one in named if low <= one <= high)})
    return marks + [(one + next_one) / 2 for one, next_one in pairwise(marks)]


def _dates(question: Question, named: Iterable[str]) -> list[str]:
    """The days named and the days beside them, where the limits allow."""
    first = question.min if isinstance(question.min, date) else date.min
    last = question.max if isinstance(question.max, date) else date.max
    days = {date.fromisoformat(one).toordinal() + beside for one in named for beside in (-1, 0, 1)}
    days |= {first.toordinal(), last.toordinal()}
    inside = (day for day in days if first.toordinal() <= day <= last.toordinal())
    return [date.fromordinal(day).isoformat() for day in sorted(inside)]


def _operands(comparison: Comparison) -> tuple[Any, ...]:
    if comparison.operator == "answered":
        return ()
    return comparison.operand if isinstance(comparison.operand, tuple) else (comparison.operand,)


def _powerset(items: Sequence[Comparison]) -> Iterator[frozenset[Comparison]]:
    sizes = range(len(items) + 1)
    return (frozenset(some) for size in sizes for some in combinations(items, size))
