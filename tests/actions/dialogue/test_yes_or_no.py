"""What people say instead of yes and no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.dialogue import yes_or_no
from actions.dialogue.message import Message
from tests.actions.dialogue.talking import NEW, Talk, practice, responses

BEEN = replace(NEW, text="Have you been here before?")
ADULT = replace(NEW, text="Are you 18 or older?")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("yes", True),
        ("I am", True),
        ("I'm not", False),
        ("new", True),
        ("a new patient", True),
        ("not new", False),
        ("I've been before", False),
        ("I have been there before", False),
        ("came to you twice already", False),
        ("existing", False),
        ("it's my first time", True),
        ("never been there", True),
        ("I was never a patient", None),
        ("maybe", None),
        ("three o'clock", None),
    ],
)
def test_whether_somebody_is_new_is_told_in_many_ways(words: str, answer: bool | None) -> None:
    assert yes_or_no.read(NEW, Message("1", words, "inform", 0.9)) is answer


@pytest.mark.parametrize(
    ("words", "answer"), [("first time", False), ("I've been before", True), ("brand new", False)]
)
def test_the_same_words_answer_the_opposite_question_the_other_way(words: str, answer: bool) -> None:
    assert yes_or_no.read(BEEN, Message("1", words, "inform", 0.9)) is answer


def test_they_answer_no_other_question() -> None:
    assert yes_or_no.read(ADULT, Message("1", "I've been before", "inform", 0.9)) is None


def test_an_address_put_right_while_something_else_is_asked_is_noted() -> None:
    talk = Talk(practice(questions=(NEW,)))
    talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    talk.say("Dana Cole, dana@example.org", person_name="Dana Cole", email="dana@example.org")
    decision = talk.say("dana.cole@example.org", email="dana.cole@example.org")
    assert responses(decision) == ["utter_booking_contact_noted", "utter_qualification_ask_boolean"]
    assert talk.memory.contact_email == "dana.cole@example.org"
