"""Answers to qualification questions in the words that people use."""

from __future__ import annotations

from typing import Any

import pytest

from actions.client import Question
from actions.dialogue.answers import Refused, read
from actions.dialogue.message import Entity, Message
from actions.dialogue.qualification import applicable, applies, next_question
from tests.actions.dialogue.talking import NEW, PAIN, practice

CHOICE = Question(
    "q", "When was your last cleaning?", "choice", choices=("Within a year", "Longer ago", "Never")
)
SEVERAL = Question("q", "Which of these?", "multi_choice", choices=("Heart", "Lungs", "Allergies"))


def message(text: str, intent: str = "inform", *entities: tuple[str, Any]) -> Message:
    return Message("1", text, intent, 0.9, tuple(Entity(kind, value, 0, 0) for kind, value in entities))


@pytest.mark.parametrize("text", ["yes", "yep", "Yes I am", "sure", "I am", "of course", "correct"])
def test_yes_has_many_words(text: str) -> None:
    assert read(NEW, message(text)) is True


@pytest.mark.parametrize("text", ["no", "nope", "not really", "No I'm not", "never", "I'm not", "not yet"])
def test_no_has_many_words(text: str) -> None:
    assert read(NEW, message(text)) is False


NOTE = Question("q", "What else should we know?", "text")


def test_a_text_is_kept_on_one_line_without_control_characters() -> None:
    assert read(NOTE, message("a\x00b\r\nBcc: c")) == "a b Bcc: c"


@pytest.mark.parametrize("text", ["\u200b\u200d\u2060", "\u202e \u202c", "\x00", "\ufeff"])
def test_a_text_of_which_nothing_is_seen_is_asked_for_again(text: str) -> None:
    assert read(NOTE, message(text)) == Refused("utter_qualification_need_text", {})


def test_neither_yes_nor_no_is_asked_again() -> None:
    assert read(NEW, message("purple")) == Refused("utter_qualification_need_yes_or_no", {})


@pytest.mark.parametrize(
    ("entities", "text", "value"), [([("number", 4.0)], "maybe a four", 4), ([], "2.5", 2.5)]
)
def test_numbers_are_read(entities: list[tuple[str, Any]], text: str, value: float) -> None:
    assert read(PAIN, message(text, "inform", *entities)) == value


@pytest.mark.parametrize("value", [-1.0, 11.0, 1e9])
def test_numbers_out_of_bounds_are_refused_with_the_bounds(value: float) -> None:
    refused = read(PAIN, message(str(value), "inform", ("number", value)))
    assert refused == Refused("utter_qualification_number_outside", {"range": "from 0 to 10"})


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Never", "Never"),
        ("longer ago", "Longer ago"),
        ("it was within a year I think", "Within a year"),
        ("a year", "Within a year"),
    ],
)
def test_choices_are_found_in_what_is_said(text: str, choice: str) -> None:
    assert read(CHOICE, message(text)) == choice


def test_a_choice_can_be_made_by_its_place() -> None:
    assert read(CHOICE, message("the second", "choose_option", ("ordinal", 2))) == "Longer ago"
    assert read(CHOICE, message("the last", "choose_option", ("ordinal", -1))) == "Never"


def test_no_or_several_choices_are_asked_again_unless_several_are_allowed() -> None:
    assert isinstance(read(CHOICE, message("banana")), Refused)
    assert isinstance(read(CHOICE, message("never or longer ago")), Refused)
    assert read(SEVERAL, message("heart and allergies")) == ["Heart", "Allergies"]


@pytest.mark.parametrize(("kind", "entity"), [("email", "a@example.org"), ("phone", "+44 7700 900123")])
def test_contact_answers_come_from_what_was_recognised(kind: str, entity: str) -> None:
    question = Question("q", "Whom shall we call?", kind)
    assert read(question, message("that one", "inform", (kind, entity))) == entity
    assert isinstance(read(question, message("none")), Refused)


def test_a_date_is_told_as_a_day() -> None:
    question = Question("q", "When were you born?", "date")
    when = ("when", {"kind": "date", "date": "1990-03-05"})
    assert read(question, message("5 March 1990", "inform", when)) == "1990-03-05"
    assert isinstance(read(question, message("long ago")), Refused)


def test_only_questions_that_apply_are_asked_and_kept() -> None:
    link = practice((NEW, PAIN)).booking_links[0]
    asked = next_question(link, {}, ())
    assert asked is not None
    assert asked.id == "q_new"
    assert next_question(link, {"q_new": True}, ()) is None
    assert next_question(link, {"q_new": False}, ()) == PAIN
    assert next_question(link, {"q_new": False}, ("q_pain",)) is None
    assert applicable(link, {"q_new": True, "q_pain": 4}) == {"q_new": True}


@pytest.mark.parametrize(
    ("wanted", "answer", "holds"),
    [
        ({"gte": 3}, 3, True),
        ({"gte": 3}, 2, False),
        ({"gt": 1, "lt": 5}, 3, True),
        ({"not": "x"}, "y", True),
        ({"in": ["a", "b"]}, "c", False),
        ({"contains": "Heart"}, ["Heart"], True),
        (["a", "b"], "a", True),
        ("a", "b", False),
    ],
)
def test_conditions_compare(wanted: Any, answer: Any, holds: bool) -> None:
    assert applies(Question("q", "?", "text", ask_if={"other": wanted}), {"other": answer}) is holds


def test_a_date_may_have_days_for_its_bounds() -> None:
    question = Question("q", "When was your last patch test?", "date", min="2020-01-01")
    said = Message("1", "on 5 March", "inform", 0.9, (Entity("when", {"date": "2026-03-05"}, 3, 10),))
    assert read(question, said) == "2026-03-05"


@pytest.mark.parametrize(
    ("words", "answer"),
    [("she is new", True), ("he's not new", False), ("I'm a new patient", True), ("he is a patient", None)],
)
def test_an_answer_can_be_in_the_words_of_the_question(words: str, answer: bool | None) -> None:
    found = read(NEW, Message("1", words, "inform", 0.9))
    assert (None if isinstance(found, Refused) else found) is answer
