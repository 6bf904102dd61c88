"""Names as people give them when they are asked."""

from __future__ import annotations

import pytest

from actions.dialogue.contact import bare_name, updated
from actions.dialogue.memory import Memory
from actions.dialogue.message import Entity, Message
from tests.actions.dialogue.talking import Talk, responses

MAIL = "dana@example.org"


def message(text: str) -> Message:
    start = text.find(MAIL)
    entities = (Entity("email", MAIL, start, start + len(MAIL)),) if start >= 0 else ()
    return Message("1", text, "inform", 0.9, entities)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dana Cole", "Dana Cole"),
        ("dana cole", "Dana Cole"),
        ("Dana Cole, dana@example.org", "Dana Cole"),
        ("dana@example.org, Dana Cole", "Dana Cole"),
        ("My name is Dana Cole and my email is dana@example.org", "Dana Cole"),
        ("it's Dana", "Dana"),
        ("Sure, Dana Cole here", "Dana Cole"),
        ("under Mary-Jane O'Neill please", "Mary-Jane O'Neill"),
        ("José Álvarez", "José Álvarez"),
        ("anna van der berg", "Anna Van Der Berg"),
        ("李小龙", "李小龙"),
        ("Dr. Dana Cole", "Dr. Dana Cole"),
        ("Dana\u202eeloC", "DanaeloC"),
    ],
)
def test_a_name_is_found_in_the_answer(text: str, name: str) -> None:
    assert bare_name(message(text)) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dana@example.org",
        "what do you need that for?",
        "I don't want to give my name",
        "can I book for my wife instead",
        "12345",
        "https://example.org/x",
        "hello there, I would like to know how much all of this will cost me in the end",
        "{title} {staff}",
        "no",
        "skip",
        "I'd rather not say",
        "\u200b\u200d\u2060",
        "x" * 201,
    ],
)
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    assert bare_name(message(text)) is None


def test_a_name_beside_an_address_is_one_whatever_the_classifier_thinks() -> None:
    said = message("Dana Cole, dana@example.org")
    unsure = Message(said.id, said.text, "change_answer", 0.9, said.entities)
    assert updated(Memory(), unsure, asked=True).contact_name == "Dana Cole"


def test_a_bare_name_counts_only_when_it_was_asked_for() -> None:
    assert updated(Memory(), message("Dana Cole"), asked=False).contact_name is None
    assert updated(Memory(), message("Dana Cole"), asked=True).contact_name == "Dana Cole"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("check-up on Monday at 10, Dana Cole dana@example.org", "Dana Cole"),
        ("A cleaning please. Mary-Jane O'Neill, dana@example.org", "Mary-Jane O'Neill"),
        ("check-up on Monday, my mail is dana@example.org", None),
        ("check-up on Monday with Dana Cole dana@example.org", None),
        ("check-up, Monday dana@example.org", None),
        ("Book Appointment dana@example.org", None),
    ],
)
def test_a_name_right_before_the_address_is_taken_without_being_asked_for(
    text: str, name: str | None
) -> None:
    assert updated(Memory(), message(text), asked=False).contact_name == name


def test_whom_to_see_is_not_taken_for_the_name_of_the_person() -> None:
    said = message("check-up on Monday, Sarah Jones dana@example.org")
    start = said.text.index("Sarah")
    staff = Entity("staff", "sarah", start, start + len("Sarah Jones"))
    said = Message("1", said.text, "inform", 0.9, (staff, *said.entities))
    assert updated(Memory(), said, asked=False).contact_name is None


def test_details_told_at_another_question_are_acknowledged() -> None:
    talk = Talk()
    talk.say("a check-up with Sarah", "book_appointment")
    decision = talk.say("Dana Cole, dana@example.org", person_name="Dana Cole", email="dana@example.org")
    assert responses(decision) == ["utter_booking_contact_noted", "utter_times_ask_when"]
