"""What was not understood twice is asked in another way, by buttons; then a human is offered."""

from __future__ import annotations

from actions.dialogue.steps import WHAT, WHEN, WHO
from tests.actions.dialogue.talking import Talk, practice, responses, titles

SORRY, HUMAN, NOBODY = "utter_fallback_not_understood", "utter_fallback_human", "utter_booking_nobody_called"


def test_a_service_that_was_not_understood_twice_is_chosen_by_button() -> None:
    talk = Talk(catalogue=practice(links=2))
    assert responses(talk.say("I'd like an appointment", "book_appointment")) == ["utter_booking_ask_what"]
    assert responses(talk.say("a flurbing please", "book_appointment")) == [SORRY, "utter_booking_ask_what"]
    decision = talk.say("the gnarf", "choose_option")
    assert responses(decision) == [SORRY, "utter_booking_choose_what"]
    assert titles(decision) == ["Check-up", "Cleaning"]
    assert responses(talk.say("wibble", "nlu_fallback", 0.3)) == [HUMAN, "utter_booking_ask_what"]
    talk.say("cleaning", service="svc_cleaning")
    assert talk.memory.asked == WHEN
    assert talk.memory.misread == 0


def test_an_appointment_is_no_answer_and_no_misreading() -> None:
    talk = Talk(catalogue=practice(links=2))
    talk.say("hello", "book_appointment")
    assert SORRY not in responses(talk.say("I want an appointment", "book_appointment"))


def test_a_person_who_is_not_there_twice_is_chosen_by_button() -> None:
    talk = Talk()
    assert NOBODY in responses(talk.say("with Bob", "book_appointment", stranger="Bob"))
    decision = talk.say("with Rob then", "inform", stranger="Rob")
    assert responses(decision) == [NOBODY, "utter_booking_choose_who"]
    assert titles(decision) == ["Sarah Jones", "Tom Okafor"]
    assert talk.memory.asked == WHO
    assert HUMAN in responses(talk.say("with Zob", "inform", stranger="Zob"))
    talk.say("with Tom", "inform")
    assert talk.memory.wanted_staff == ("tom",)
    assert talk.memory.misread == 0


def test_who_is_asked_for_and_not_understood_is_asked_again_with_buttons() -> None:
    talk = Talk()
    talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    assert responses(talk.say("can I change the person?", "change_answer")) == ["utter_booking_ask_who"]
    assert responses(talk.say("mumble", "nlu_fallback", 0.3)) == [SORRY, "utter_booking_ask_who"]
    decision = talk.say("mumble mumble", "nlu_fallback", 0.3)
    assert responses(decision) == [SORRY, "utter_booking_choose_who"]
    assert titles(decision) == ["Sarah Jones", "Tom Okafor"]
    assert responses(talk.say("grumble", "nlu_fallback", 0.3))[0] == HUMAN


def test_somebody_new_named_beside_a_day_is_no_misreading() -> None:
    talk = Talk()
    talk.say("with Bob", "book_appointment", stranger="Bob")
    talk.say("with Rob on Wednesday", "inform", stranger="Rob")
    assert talk.memory.asked == WHEN
    assert talk.memory.misread == 0
    assert talk.catalogue.staff
    assert talk.memory.asked != WHAT
