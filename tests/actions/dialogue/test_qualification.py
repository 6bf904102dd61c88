"""Which questions apply: as the Bookings API decides it."""

from __future__ import annotations

from typing import Any

import pytest

from actions.client.models import Question
from actions.dialogue.qualification import applicable, applies, next_question
from tests.actions.dialogue.talking import NEW, PAIN, practice


@pytest.mark.parametrize(
    ("answer", "wanted", "holds"),
    [
        (True, True, True),
        (1, True, False),
        ("1", 1, False),
        ("new york", "New York", True),
        (3, {"gte": 3, "lt": 8}, True),
        (8, {"gte": 3, "lt": 8}, False),
        ("2026-05-01", {"gt": "2026-04-30"}, True),
        ("Red", {"is": ["red", "blue"]}, True),
        ("Red", {"in": ["blue"]}, False),
        ("Red", {"not": "red"}, False),
        ("Red", {"not": ["green", "blue"]}, True),
        (["A", "B"], "b", True),
        (["A", "B"], {"contains": ["a", "b"]}, True),
        (["A", "B"], {"contains": "c"}, False),
        ("My left knee", {"contains": "LEFT"}, True),
        ("+4420", {"starts_with": "+44"}, True),
        ("a@b.example", {"ends_with": "@B.example"}, True),
        ("x", {"answered": True}, True),
        ("x", {"answered": False}, False),
        (None, {"answered": False}, True),
        (None, {"answered": True}, False),
        (None, {"not": "x"}, False),
        (None, "x", False),
    ],
)
def test_a_condition_holds_as_the_api_reads_it(answer: Any, wanted: Any, holds: bool) -> None:
    question = Question("q", "?", "text", ask_if={"q_before": wanted})
    assert applies(question, {} if answer is None else {"q_before": answer}) is holds


def test_a_comparison_that_is_not_known_here_is_left_to_the_api() -> None:
    assert applies(Question("q", "?", "text", ask_if={"q_before": {"rhymes_with": "x"}}), {"q_before": "y"})


def test_a_question_for_lack_of_an_answer_is_asked() -> None:
    why = Question("q_why", "Why not?", "text", ask_if={"q_pain": {"answered": False}})
    link = practice(questions=(NEW, PAIN, why)).booking_links[0]
    assert next_question(link, {"q_new": True}, ()) == why
    assert next_question(link, {"q_new": False, "q_pain": 3}, ()) is None


def test_answers_whose_questions_no_longer_apply_are_left_out() -> None:
    link = practice(questions=(NEW, PAIN)).booking_links[0]
    assert applicable(link, {"q_new": True, "q_pain": 3}) == {"q_new": True}
    assert applicable(link, {"q_new": False, "q_pain": 3}) == {"q_new": False, "q_pain": 3}
