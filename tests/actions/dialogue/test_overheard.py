"""Facts that are asked for in words which the classifier did not take for a question about the business."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.dialogue import overheard
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from tests.actions.dialogue.talking import Talk, practice, responses


def with_facts() -> Catalogue:
    known = practice(links=2)
    facts = {"parking": "Two spaces behind the house.", "prices": "A check-up is 45 pounds."}
    return replace(known, business=replace(known.business, facts=facts))


def heard(text: str, intent: str = "out_of_scope") -> list[str]:
    says = overheard.answer(Message("1", text, intent, 0.7), Memory(zone="UTC"), with_facts())
    return [str(say.values["fact"]) for say in says]


@pytest.mark.parametrize(
    "text", ["is parking available", "where can I park", "do you have any parking here?"]
)
def test_a_fact_asked_for_is_told(text: str) -> None:
    assert heard(text) == ["Two spaces behind the house."]


@pytest.mark.parametrize("text", ["what was the price again", "how much is it"])
def test_so_is_the_price(text: str) -> None:
    assert heard(text, "nlu_fallback") == ["A check-up is 45 pounds."]


@pytest.mark.parametrize(
    "text",
    [
        "how much is a flight to Rome",
        "what is the price of bitcoin",
        "who invented the car park",
        "parking was awful",
        "where is it",
    ],
)
def test_what_is_asked_of_something_else_or_not_asked_is_not_answered(text: str) -> None:
    assert heard(text) == []


def test_what_the_classifier_is_sure_of_is_left_to_it() -> None:
    assert heard("is parking available", "book_appointment") == []


def test_in_the_middle_of_a_booking_the_question_comes_again_after_it() -> None:
    talk = Talk(with_facts())
    talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    decision = talk.say("what was the price again", "out_of_scope")
    assert responses(decision) == ["utter_business_fact", "utter_booking_ask_name_and_email"]
