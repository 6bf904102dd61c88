"""Readers of a booking link's questions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bookings.business_file.conditions import Subjects, read_conditions
from bookings.business_file.mistakes import listed
from bookings.business_file.place import Place, Word, Wrong
from bookings.business_file.section import Key, Reader, Section, Values, read_section
from bookings.business_file.values import boolean, day, distinct, identifier, number, one_of, text, whole
from bookings.engine.answers import LONGEST_TEXT
from bookings.engine.conditions import Condition
from bookings.engine.questions import Question, QuestionType
from bookings.engine.routing import CONTACT_FIELDS

LIMITED = (QuestionType.NUMBER, QuestionType.DATE, QuestionType.MULTI_CHOICE)
CHOOSING = (QuestionType.CHOICE, QuestionType.MULTI_CHOICE)
MOST_CHOICES = 100


def as_written(place: Place) -> Place:
    """Left as it is, to be read once it is known what it depends on."""
    return place


QUESTION: Section = {
    "id": Key(identifier, required=True),
    "text": Key(text(500), required=True),
    "type": Key(one_of(*QuestionType), required=True),
    "required": Key(boolean, default=False),
    "min": Key(as_written),
    "max": Key(as_written),
    "max_length": Key(whole(1, LONGEST_TEXT, "characters")),
    "choices": Key(distinct(text(200), "a list of choices such as [Red, Blue]", MOST_CHOICES), default=()),
    "ask_if": Key(as_written),
}


def read_questions(place: Place) -> dict[str, Question | None]:
    """The questions by id in their order, None for one that cannot be used. Reports all mistakes.

    `ask_if` may look at the questions before.
    """
    questions: dict[str, Question | None] = {}
    for at in place.items("a list of questions"):
        try:
            values = read_section(at, QUESTION)
        except Wrong:
            continue
        question = _question(values, questions)
        if values["id"] in questions:
            values.places["id"].report(f'found "{values["id"]}", which is already the id of a question above')
        elif values["id"]:
            questions[str(values["id"])] = question
    return questions


def _question(values: Values, before: Subjects) -> Question | None:
    """The question, as far as it could be read; None without an id and a type."""
    if not values["id"] or not values["type"]:
        return None
    _check_id(values["id"])
    kind = QuestionType(values["type"])
    _check_keys(values, kind)
    question = Question(
        id=str(values["id"]),
        text=values["text"] or "",
        type=kind,
        required=values["required"],
        max_length=values["max_length"],
        choices=values["choices"],
        ask_if=_ask_if(values, before),
    )
    return replace(question, **_limits(values, kind))


def _check_id(word: Word) -> None:
    if word in CONTACT_FIELDS:
        word.place.report(f'"{word}" is what routing calls a detail of the contact; expected another id')


def _check_keys(values: Values, kind: QuestionType) -> None:
    """Keys that do not go with the type, and choices where they are needed."""
    allowed = {"min": LIMITED, "max": LIMITED, "max_length": (QuestionType.TEXT,), "choices": CHOOSING}
    for name, kinds in allowed.items():
        if name in values.places and kind not in kinds:
            at = values.places[name]
            at.report(f'"{name}" goes with questions of type {listed(kinds)}, not {kind}', at.key_mark)
    if kind in CHOOSING and len(values["choices"]) < 2 and values.complete:
        where = values.places.get("choices") or values["type"].place
        where.report(f"found {len(values['choices'])} choices, expected at least two for type {kind}")
    _check_alike(values)


def _check_alike(values: Values) -> None:
    seen: dict[str, str] = {}
    for choice in values["choices"]:
        if choice.casefold() in seen and seen[choice.casefold()] != choice:
            message = f'found "{choice}" beside "{seen[choice.casefold()]}", expected choices that differ'
            values.places["choices"].report(f"{message} in more than capitals")
        seen[choice.casefold()] = choice


def _ask_if(values: Values, before: Subjects) -> dict[str, Condition]:
    try:
        return read_conditions(values["ask_if"], before) if values["ask_if"] else {}
    except Wrong:
        return {}


def _limits(values: Values, kind: QuestionType) -> dict[str, Any]:
    """`min` and `max` in the type of the answers, where both could be read and fit together."""
    readers: Mapping[QuestionType, Reader[Any]] = {
        QuestionType.NUMBER: number,
        QuestionType.DATE: day,
        QuestionType.MULTI_CHOICE: whole(0, MOST_CHOICES, "choices"),
    }
    if kind not in readers:
        return {}
    limits: dict[str, Any] = {}
    for name in ("min", "max"):
        if values[name]:
            try:
                limits[name] = readers[kind](values[name])
            except Wrong:
                return {}
    if len(limits) == 2 and limits["min"] > limits["max"]:
        values["max"].report(f"found {values['max'].shown()}, expected no less than min, {limits['min']}")
        return {}
    return limits
