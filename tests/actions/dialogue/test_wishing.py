"""Whether words with a day, a time or a name in them are about wanting an appointment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.dialogue import beginning, wishing
from actions.dialogue.memory import Memory
from actions.dialogue.message import Entity
from tests.actions.dialogue.talking import ZONE, said


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to come on Thursday",
        "can you do Friday at 3?",
        "Thursday works for me",
        "we need something before noon",
        "whatever you have on Monday",
    ],
)
def test_who_wants_asks_or_is_free_wishes(text: str) -> None:
    assert wishing.wishes(text)


@pytest.mark.parametrize("text", ["Thursdays are dreadful", "the train was late on Monday", "June is so hot"])
def test_who_only_talks_does_not(text: str) -> None:
    assert not wishing.wishes(text)


@pytest.mark.parametrize(
    ("text", "errand"),
    [
        ("wake me at six", True),
        ("hey bot, play some jazz tomorrow", True),
        ("order the vegetables for Friday", True),
        ("tell me a joke", True),
        ("move my haircut to Friday", False),
        ("book me in for Friday", False),
        ("find my appointment", False),
    ],
)
def test_an_order_that_is_no_matter_of_appointments_is_told_apart(text: str, errand: bool) -> None:
    assert wishing.is_errand(text) is errand


@pytest.mark.parametrize(
    "text",
    [
        "Thursdays are dreadful at the office",
        "the boiler broke last Tuesday and it was freezing",
        "book a table for four on Friday",
        "cancel my phone contract on Monday",
    ],
)
def test_idle_talk_and_the_errands_of_others_begin_nothing(text: str) -> None:
    assert beginning.starts_nothing(Memory(zone=ZONE), said(text, "inform"))


@pytest.mark.parametrize(
    "text", ["Friday at 3 please", "can I come on Thursday?", "I was told you could see me on Monday"]
)
def test_a_wish_with_a_day_begins_one(text: str) -> None:
    assert not beginning.starts_nothing(Memory(zone=ZONE), said(text, "book_appointment"))


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("Sarah and I grew up in one street", True),
        ("Tom's pears are always the best in town", True),
        ("Sarah on Friday", False),
        ("with Tom, in the morning", False),
        ("I would like to see Sarah about my left knee", False),
    ],
)
def test_a_sentence_that_has_a_name_in_it_has_to_wish_for_something(text: str, nothing: bool) -> None:
    message = said(text, "inform")
    at = text.find("Tom") if "Tom" in text else text.find("Sarah")
    named = replace(message, entities=(Entity("staff", "sarah", at, at + 3), *message.entities))
    assert beginning.starts_nothing(Memory(zone=ZONE), named) is nothing


def test_a_first_name_with_the_surname_of_others_is_nobody_of_the_staff() -> None:
    message = said("I saw Tom Hanks on Friday", "inform")
    named = Entity("staff", "tom", 6, 9)
    talk = message.__class__(**{**vars(message), "entities": (named, *message.entities)})
    assert beginning.starts_nothing(Memory(zone=ZONE), talk)
