"""Conditions on one answer: what `ask_if` and `if` say in the business file.

A condition is written as a plain value (`false`, `"New York"`: the answer is that) or as comparisons
that must all hold (`{gte: 3, lt: 8}`). A question without an answer fulfils no condition, except
`{answered: false}`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = bool | int | float | str | tuple[str, ...]
"""A checked answer: yes/no, a number, words (a date as `YYYY-MM-DD`), or the choices picked."""

Operand: TypeAlias = bool | int | float | str | tuple[bool | int | float | str, ...]
"""What an answer is compared with; several values for `in`, `not` and `contains`."""


def _same(value: object, operand: object) -> bool:
    """Equality as people mean it: yes is not 1, and capitals do not matter."""
    if isinstance(value, bool) or isinstance(operand, bool):
        return value is operand
    if isinstance(value, str) and isinstance(operand, str):
        return value.strip().casefold() == operand.strip().casefold()
    return value == operand


def _is(value: Value, operand: Operand) -> bool:
    """One of the choices picked, or the answer itself, is the operand or one of the operands."""
    values = value if isinstance(value, tuple) else (value,)
    operands = operand if isinstance(operand, tuple) else (operand,)
    return any(_same(one, other) for one in values for other in operands)


def _contains(value: Value, operand: Operand) -> bool:
    """Every operand is among the choices picked, or stands somewhere in the words."""
    operands = operand if isinstance(operand, tuple) else (operand,)
    if isinstance(value, tuple):
        return all(_is(value, one) for one in operands)
    return all(str(one).casefold() in str(value).casefold() for one in operands)


def _order(value: Value, operand: Operand) -> int | None:
    """-1, 0 or 1 as the value stands before, at or after the operand; None: they have no order."""
    numbers = isinstance(value, int | float) and isinstance(operand, int | float)
    if numbers and not isinstance(value, bool) and not isinstance(operand, bool):
        return (value > operand) - (value < operand)  # type: ignore[operator]
    if isinstance(value, str) and isinstance(operand, str):  # dates as YYYY-MM-DD sort as text
        return (value > operand) - (value < operand)
    return None


OPERATORS: Mapping[str, Callable[[Value, Operand], bool]] = {
    "is": _is,
    "not": lambda value, operand: not _is(value, operand),
    "in": _is,
    "gt": lambda value, operand: _order(value, operand) == 1,
    "gte": lambda value, operand: _order(value, operand) in (0, 1),
    "lt": lambda value, operand: _order(value, operand) == -1,
    "lte": lambda value, operand: _order(value, operand) in (0, -1),
    "contains": _contains,
    "starts_with": lambda value, operand: str(value).casefold().startswith(str(operand).casefold()),
    "ends_with": lambda value, operand: str(value).casefold().endswith(str(operand).casefold()),
    "answered": lambda value, operand: bool(operand),
}
"""Each operator by the name it has in the business file; an unanswered question is handled apart."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One operator and what it compares with."""

    operator: str
    """A key of OPERATORS."""
    operand: Operand
    """Value or values in the type of the answer."""

    def holds(self, value: Value | None) -> bool:
        """Whether the answer (None: there is none) fulfils it."""
        if value is None:
            return self.operator == "answered" and self.operand is False
        return OPERATORS[self.operator](value, self.operand)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true of one answer."""

    comparisons: tuple[Comparison, ...]
    """All of them must hold."""

    def holds(self, value: Value | None) -> bool:
        """Whether the answer (None: there is none) fulfils every comparison."""
        return all(comparison.holds(value) for comparison in self.comparisons)


Conditions: TypeAlias = Mapping[str, Condition]
"""What must be true of several answers at once, by question id (or contact field)."""


def all_hold(conditions: Conditions, facts: Mapping[str, Value]) -> bool:
    """Whether every condition holds; no conditions hold always."""
    return all(condition.holds(facts.get(key)) for key, condition in conditions.items())


def condition_from_json(stored: object) -> Condition:
    """Read a condition in the form the business file, the database and the API share.

    Raises ValueError for an operator that does not exist.
    """
    if not isinstance(stored, Mapping):
        return Condition((Comparison("is", _operand(stored)),))
    unknown = [operator for operator in stored if operator not in OPERATORS]
    if unknown:
        raise ValueError(f"unknown operator {unknown[0]!r}; the operators are {', '.join(OPERATORS)}")
    return Condition(tuple(Comparison(operator, _operand(value)) for operator, value in stored.items()))


def condition_to_json(condition: Condition) -> object:
    """The reverse of `condition_from_json`: a plain value for mere equality, else operators."""
    match condition.comparisons:
        case (Comparison("is", operand),) if not isinstance(operand, tuple):
            return operand
    return {
        comparison.operator: list(operand) if isinstance(operand := comparison.operand, tuple) else operand
        for comparison in condition.comparisons
    }


def conditions_from_json(stored: Mapping[str, object] | None) -> dict[str, Condition]:
    """Conditions by question id; None (nothing stored) means no conditions."""
    return {key: condition_from_json(condition) for key, condition in (stored or {}).items()}


def conditions_to_json(conditions: Conditions) -> dict[str, object]:
    """The reverse of `conditions_from_json`."""
    return {key: condition_to_json(condition) for key, condition in conditions.items()}


def _operand(stored: object) -> Operand:
    if isinstance(stored, Sequence) and not isinstance(stored, str):
        return tuple(stored)
    if isinstance(stored, bool | int | float | str):
        return stored
    raise ValueError(f"a condition compares with a value or a list of values, not with {stored!r}")
