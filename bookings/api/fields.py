"""The fields of a request's body: everything that is wrong is told at once, by the field's name."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec

from bookings.api.schemas import AnsweredQuestion
from bookings.engine.answers import is_email
from bookings.engine.errors import MalformedJson, MissingField, Problem, ValidationFailed
from bookings.engine.wording import parse_instant
from bookings.engine.zones import is_zone

T = TypeVar("T", bound=msgspec.Struct)

MAX_ANSWERS = 100
_FEWEST_DIGITS = 5
_SEVERAL_LINES = ("notes", "reason")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNPRINTABLE_IN_A_LINE = re.compile(
    r"[\x00-\x1f\x7f]"
)  # a line break in a name could forge an e-mail's header


def fields_of(body: bytes, kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The known fields that are given: trimmed, and without those that are null or blank."""
    try:
        data = msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        raise MalformedJson(f"The body is not JSON: {error}.") from None
    if not isinstance(data, dict):
        raise MalformedJson('The body must be a JSON object, like {"contact_name": …}.')
    given = {name: data.get(name) for name in kind.__struct_fields__}
    trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    return {name: value for name, value in trimmed.items() if value not in (None, "")}


def refuse_missing(given: dict[str, Any], kind: type[msgspec.Struct]) -> None:
    """What is made through a link names it by its id or its slug. Raises MissingField."""
    if missing := missing_fields(given, kind):
        raise MissingField(missing)


def missing_fields(given: dict[str, Any], kind: type[msgspec.Struct]) -> list[str]:
    missing = [name for name in _required(kind) if name not in given]
    if not given.get("booking_link_id") and not given.get("slug"):
        missing.insert(0, "booking_link_id")
    return missing


@cache
def _required(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return kind.__struct_fields__[: len(kind.__struct_fields__) - len(kind.__struct_defaults__)]


def converted(given: dict[str, Any], kind: type[T], problems: list[Problem]) -> T:
    """Raises ValidationFailed with the problems and whatever else is wrong."""
    values, problems = values_of(given, kind, problems)
    if problems:
        raise ValidationFailed(problems)
    return kind(**values)


def values_of(
    given: dict[str, Any], kind: type[msgspec.Struct], problems: list[Problem]
) -> tuple[dict[str, Any], list[Problem]]:
    """The fields that have the right type, and what is wrong with the others, before `problems`."""
    hints = _hints(kind)
    values = {}
    for name, value in given.items():
        try:
            values[name] = msgspec.convert(value, hints[name])
        except msgspec.ValidationError as error:
            faults = [Problem(_plainly(name, str(error)), field=name)]
            if name == "answers" and isinstance(value, list) and len(value) <= MAX_ANSWERS:
                values[name], faults = _each_answer(value)
            problems = [*faults, *problems]
    return values, problems


def _each_answer(given: list[Any]) -> tuple[list[AnsweredQuestion], list[Problem]]:
    """The answers that can be read, and what is wrong with each of the others."""
    answers, problems = [], []
    for place, one in enumerate(given):
        try:
            answers.append(msgspec.convert(one, AnsweredQuestion))
        except msgspec.ValidationError as error:
            problems.append(Problem(_plainly(f"answers[{place}]", str(error)), field="answers"))
    return answers, problems


@cache
def _hints(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _plainly(name: str, complaint: str) -> str:
    """msgspec's complaint in the words of JSON, with the place inside the field if there is one."""
    what, _, path = complaint.partition(" - at `$")
    what = re.sub(r"`([^`]*)`", lambda m: _JSON_NAMES.get(m[1], m[1]), what)
    return f"{name}{path.rstrip('`')}: {what[:1].lower()}{what[1:]}."


_JSON_NAMES = {
    "str": "a text",
    "str | null": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "array | null": "a list",
    "object": "an object",
    "null": "null",
}


def content_problems(given: dict[str, Any]) -> list[Problem]:
    """What the types do not say; a field of the wrong type is told elsewhere."""
    problems = unprintable(given)
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    if "contact_email" in texts and not is_email(texts["contact_email"]):
        problems.append(invalid("contact_email", "must be an e-mail address, like dana@example.com"))
    if sum(map(str.isdigit, texts.get("contact_phone", "0" * _FEWEST_DIGITS))) < _FEWEST_DIGITS:
        problems.append(invalid("contact_phone", f"must have at least {_FEWEST_DIGITS} digits"))
    if "client_timezone" in texts and not is_zone(texts["client_timezone"]):
        problems.append(invalid("client_timezone", "must be an IANA time zone, like Europe/London"))
    if "start_time" in texts:
        try:
            parse_instant(texts["start_time"])
        except ValueError as error:
            problems.append(invalid("start_time", str(error)))
    return problems


def unprintable(given: dict[str, Any]) -> list[Problem]:
    problems = []
    for name, value in given.items():
        refused = _UNPRINTABLE if name in _SEVERAL_LINES else _UNPRINTABLE_IN_A_LINE
        if isinstance(value, str) and refused.search(value):
            what = (
                "control characters" if name in _SEVERAL_LINES else "line breaks or other control characters"
            )
            problems.append(invalid(name, f"must not hold {what}"))
    return problems


def invalid(name: str, what: str) -> Problem:
    return Problem(f"{name} {what}.", field=name)
