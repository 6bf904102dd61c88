"""Several people who want to come, and a second booking wanted before the first is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions.dialogue import several
from actions.dialogue.memory import Made, Memory
from actions.dialogue.outcomes import booked
from actions.dialogue.steps import CONFIRMATION, CONTACT, WHEN
from tests.actions.dialogue.talking import ZONE, Talk, practice, responses, said

MADE = Made("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-25T14:00:00Z", "link_checkup")


def at_the_summary() -> Talk:
    talk = Talk()
    talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    talk.say("Dana Cole, dana@example.org", person_name="Dana Cole", email="dana@example.org")
    assert talk.memory.asked == CONFIRMATION
    return talk


@pytest.mark.parametrize(
    "text",
    [
        "a check-up for two people on Friday",
        "I need one for me and my wife",
        "my husband and I would like to come on Friday",
        "is there room for both of us on Friday?",
        "book us in, for the two of us",
        "for me and also my son",
        "for 2 people please",
        "we are three people",
    ],
)
def test_who_comes_with_others_is_told_that_one_booking_is_for_one_person(text: str) -> None:
    assert "utter_booking_one_person_each" in responses(Talk().say(text, "book_appointment"))


@pytest.mark.parametrize(
    "text",
    [
        "for two on Friday",
        "for two weeks",
        "in for my son on Friday",
        "for Monday or Tuesday",
        "my wife and the kids are away",
        "a check-up for my daughter",
    ],
)
def test_one_person_is_told_nothing_of_it(text: str) -> None:
    assert several.party(Memory(zone=ZONE), said(text, "book_appointment")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "book another one for my son",
        "and another appointment on Friday at 10",
        "can you make a second booking for my wife on Friday",
        "also book one more for my son",
        "I also need one for my daughter, and one for my son on Friday",
        "another one for my husband",
    ],
)
def test_a_second_booking_does_not_change_the_first(text: str) -> None:
    talk = at_the_summary()
    before = talk.memory
    decision = talk.say(text, "book_appointment")
    assert responses(decision) == ["utter_booking_another_next", "utter_booking_summary"]
    assert replace(talk.memory, another=None) == before
    assert talk.memory.another is not None


@pytest.mark.parametrize(
    "text",
    ["another time please", "another day", "make it another one", "book it for my son", "no, another one"],
)
def test_another_time_or_name_is_no_second_booking(text: str) -> None:
    talk = at_the_summary()
    talk.say(text, "change_answer")
    assert talk.memory.another is None


def test_the_second_is_begun_when_the_first_is_made() -> None:
    talk = at_the_summary()
    talk.say("and book another one for my son on Friday", "book_appointment")
    made = booked(talk.memory, MADE, practice()).memory
    begun = several.next_one(made)
    assert begun is not None
    assert begun.another is None
    assert begun.made == (MADE,)
    assert begun.wish.day is not None
    assert begun.wish.day.exact == date(2026, 11, 27)
    assert begun.asked is None
    assert begun.contact_email == "dana@example.org"


def test_yes_and_another_confirms_the_first() -> None:
    talk = at_the_summary()
    decision = talk.say("yes, and book another one for my son", "affirm")
    assert decision.outcome == "confirmed"
    assert several.next_one(decision.memory) is not None


def test_without_a_second_wish_nothing_comes_next() -> None:
    assert several.next_one(booked(at_the_summary().memory, MADE, practice()).memory) is None


def test_while_times_are_offered_another_one_is_another_time() -> None:
    assert not several.wants_another(Memory(asked=WHEN), said("another one please", "ask_for_others"))
    assert several.wants_another(Memory(asked=CONTACT), said("and another booking for my son", "inform"))
