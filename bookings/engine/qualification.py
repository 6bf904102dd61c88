"""Which questions a booking has to answer, and whether it does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bookings.engine.answers import BadAnswer, check_answer
from bookings.engine.conditions import Value, all_hold
from bookings.engine.questions import Question


class Fault(StrEnum):
    """What can be wrong with an answer."""

    MISSING = "missing"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One thing to put right before the booking can be made."""

    question_id: str
    """As the booking named it; may be unknown to the link."""
    kind: Fault
    """`missing`: required and unanswered; `invalid`: everything else."""
    message: str
    """A sentence that says what was expected, for the developer of a client; not worded for the chat."""


@dataclass(frozen=True, slots=True)
class Qualification:
    """The outcome of checking a booking's answers."""

    answers: Mapping[str, Value]
    """Normal form by question id, in the order of the questions; no entry: not answered."""
    problems: tuple[AnswerProblem, ...]
    """All of them at once, in the order of the questions, unknown ones last; empty: qualified."""


def applicable(questions: Sequence[Question], answers: Mapping[str, Value]) -> list[Question]:
    """The questions to ask, given the answers so far, in their order.

    A question whose `ask_if` looks at a question that has no answer is not asked (yet); nor is one
    that follows only from the answer to a question that is itself not asked.
    """
    asked: list[Question] = []
    heard: dict[str, Value] = {}
    for question in questions:
        if all_hold(question.ask_if, answers) and all_hold(question.ask_if, heard):
            asked.append(question)
            if question.id in answers:
                heard[question.id] = answers[question.id]
    return asked


def fitting(questions: Sequence[Question], answers: Mapping[str, Value]) -> dict[str, Value]:
    """Those of other questions' checked answers that these questions, by the same ids, would take, too."""
    problems: dict[str, AnswerProblem] = {}
    return _checked(questions, answers, problems)


def qualify(questions: Sequence[Question], given: Iterable[tuple[str, object]]) -> Qualification:
    """Check a booking's answers, (question id, answer) pairs in any order.

    An answer counts when it is given, also to a question that would not have been asked; only
    questions that are asked can be missing. Answering one question twice is a fault.
    """
    by_id = {question.id: question for question in questions}
    problems: dict[str, AnswerProblem] = {}
    raw: dict[str, object] = {}
    for question_id, answer in given:
        if question_id not in by_id:
            problems[question_id] = _invalid(question_id, _unknown(question_id, by_id))
        elif question_id in raw:
            problems[question_id] = _invalid(question_id, f'"{question_id}" is answered more than once.')
        raw.setdefault(question_id, answer)
    answers = _checked(questions, raw, problems)
    for question in applicable(questions, answers):
        if question.required and question.id not in answers and question.id not in problems:
            message = f'"{question.id}" needs an answer: {question.text}'
            problems[question.id] = AnswerProblem(question.id, Fault.MISSING, message)
    rank = {question_id: place for place, question_id in enumerate(by_id)}
    ordered = sorted(problems.values(), key=lambda problem: rank.get(problem.question_id, len(rank)))
    return Qualification(answers, tuple(ordered))


def _checked(
    questions: Sequence[Question], raw: Mapping[str, object], problems: dict[str, AnswerProblem]
) -> dict[str, Value]:
    """The answers in normal form; those that do not fit their question become problems."""
    answers: dict[str, Value] = {}
    for question in questions:
        try:
            value = check_answer(question, raw.get(question.id))
        except BadAnswer as error:
            problems.setdefault(question.id, _invalid(question.id, f'"{question.id}": {error}.'))
        else:
            if value is not None:
                answers[question.id] = value
    return answers


def _invalid(question_id: str, message: str) -> AnswerProblem:
    return AnswerProblem(question_id, Fault.INVALID, message)


def _unknown(question_id: str, by_id: Mapping[str, Question]) -> str:
    asked = ", ".join(by_id) or "none"
    return f'There is no question "{question_id}"; the questions of this booking link are: {asked}.'
