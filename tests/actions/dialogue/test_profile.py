"""The name and address that the person's account tells."""

from __future__ import annotations

import pytest

from actions.dialogue import profile, steps
from actions.dialogue.memory import Memory
from tests.actions.dialogue.talking import ZONE, Talk, responses, told

KNOWN = Memory(zone=ZONE, profile_name="Dana Reed", profile_email="dana@example.org")
ASKED = ["utter_times_free", "utter_booking_ask_contact_as"]
WHEN = ("check-up with Sarah on Wednesday at 2pm", "book_appointment")


def asked() -> Talk:
    talk = Talk(memory=KNOWN)
    decision = talk.say(*WHEN)
    assert responses(decision) == ASKED
    assert (told(decision, "name"), told(decision, "email")) == ("Dana Reed", "dana@example.org")
    return talk


@pytest.mark.parametrize(
    ("text", "intent"),
    [("yes", "affirm"), ("Yes please, that's me", "affirm"), ("that's right", "inform"), ("ok", "affirm")],
)
def test_they_are_taken_when_the_person_agrees(text: str, intent: str) -> None:
    talk = asked()
    assert responses(talk.say(text, intent)) == ["utter_booking_summary"]
    assert (talk.memory.contact_name, talk.memory.contact_email) == ("Dana Reed", "dana@example.org")


def test_they_are_taken_by_a_button() -> None:
    talk = asked()
    assert responses(talk.press("affirm")) == ["utter_booking_summary"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no", "deny"),
        ("no thanks", "deny"),
        ("use another address", "inform"),
        ("it's for somebody else", "deny"),
    ],
)
def test_others_are_asked_for_when_the_person_does_not(text: str, intent: str) -> None:
    talk = asked()
    assert responses(talk.say(text, intent))[-1] == "utter_booking_ask_name_and_email"
    assert talk.memory.contact_name is None
    summary = talk.say("Ann Lee, ann@example.org", person_name="Ann Lee", email="ann@example.org")
    assert (told(summary, "name"), told(summary, "email")) == ("Ann Lee", "ann@example.org")


def test_others_can_be_given_at_once() -> None:
    talk = asked()
    summary = talk.say("no, Ann Lee, ann@example.org", "deny", email="ann@example.org")
    assert (told(summary, "name"), told(summary, "email")) == ("Ann Lee", "ann@example.org")


def test_a_correction_in_place_of_an_answer_asks_again() -> None:
    talk = asked()
    assert responses(talk.say("make it 3pm", "change_answer")) == ASKED
    assert talk.memory.contact_email is None


def test_it_is_asked_only_once() -> None:
    talk = asked()
    talk.press("affirm")
    talk.press("deny")
    assert responses(talk.press("choose_option change:contact")) == ["utter_booking_ask_name_and_email"]
    assert talk.memory.fresh().profile_answered


def test_what_was_said_already_is_not_asked_for() -> None:
    talk = Talk(memory=KNOWN)
    text = "I'm Ann Lee, ann@example.org, Wednesday at 2 with Sarah"
    summary = talk.say(text, "book_appointment", person_name="Ann Lee", email="ann@example.org")
    assert told(summary, "email") == "ann@example.org"


@pytest.mark.parametrize(
    ("name", "email"),
    [
        (None, "dana@example.org"),
        ("Dana", None),
        ("Dana", "nonsense"),
        ("", "a@b.example"),
        (5, "a@b.example"),
        ("D" * 201, "a@b.example"),
        (["Dana"], {}),
    ],
)
def test_what_is_no_name_or_no_address_is_left_alone(name: object, email: object) -> None:
    assert profile.told(Memory(), name, email) == Memory()


def test_nothing_of_it_is_used_before_the_answer() -> None:
    talk = asked()
    assert talk.memory.asked == steps.CONTACT
    assert (talk.memory.contact_name, talk.memory.contact_email) == (None, None)
