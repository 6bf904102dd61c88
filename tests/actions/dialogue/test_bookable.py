"""What is chosen from the list of what can be booked, and of the people who can be seen."""

from __future__ import annotations

import pytest

from actions.dialogue import steps
from tests.actions.dialogue.talking import Talk, practice, responses


def asked_what() -> Talk:
    talk = Talk(practice(links=2))
    assert responses(talk.say("I need an appointment", "book_appointment")) == ["utter_booking_ask_what"]
    return talk


@pytest.mark.parametrize(
    ("text", "place", "link_id"),
    [
        ("the second one", {"ordinal": 2}, "link_cleaning"),
        ("the first", {"ordinal": 1}, "link_checkup"),
        ("the last one", {"ordinal": -1}, "link_cleaning"),
        ("2", {"number": 2}, "link_cleaning"),
    ],
)
def test_what_is_to_be_booked_is_chosen_by_its_place(text: str, place: dict, link_id: str) -> None:
    talk = asked_what()
    talk.say(text, "choose_option", **place)
    assert talk.memory.link_id == link_id
    assert talk.memory.asked == steps.WHEN


@pytest.mark.parametrize(
    ("text", "place"),
    [("the third one", {"ordinal": 3}), ("2 people", {"number": 2})],
)
def test_a_place_that_the_list_does_not_have_chooses_nothing(text: str, place: dict) -> None:
    talk = asked_what()
    talk.say(text, "choose_option", **place)
    assert (talk.memory.link_id, talk.memory.asked) == (None, steps.WHAT)


def test_a_time_said_instead_of_what_is_noted_before_that_is_asked_once_more() -> None:
    talk = asked_what()
    decision = talk.say("on Wednesday")
    assert responses(decision) == ["utter_booking_day_noted", "utter_booking_ask_what"]
    assert decision.says[0].values["day"] == "Wednesday 25 November"
    assert responses(talk.say("after 3pm"))[0] == "utter_booking_day_noted"


def test_who_is_to_be_seen_is_chosen_by_their_place() -> None:
    talk = Talk()
    talk.say("book me with Sarah on Tuesday at 2pm", "book_appointment")
    talk.say("Dana Cole, dana@example.org", person_name="Dana Cole", email="dana@example.org")
    talk.press("choose_option change:who")
    assert talk.memory.asked == steps.WHO
    talk.say("the second one", "choose_option", ordinal=2)
    assert talk.memory.wanted_staff == ("tom",)
