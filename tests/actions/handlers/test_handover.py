"""Handing over: what is sent, what is said of each answer, and that it is done once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.client import (
    AlreadyCancelled,
    ApiUnavailable,
    Handover,
    NoHandover,
    NotFound,
    RateLimited,
    StatusConflict,
    ValidationFailed,
)
from actions.dialogue.handover import AGREE
from actions.dialogue.memory import Made, Memory
from actions.dialogue.steps import CONTACT, PROOF
from actions.handlers.attendance import ValidateAttendanceForm
from actions.handlers.handover import ValidateHandoverForm
from actions.handlers.topics import TryAgain
from tests.actions.dialogue.talking import practice
from tests.actions.handlers.worlds import START, Api, booking, page, run, said, tracker

MADE = Made("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z", "link_checkup")
AGREED = Memory(handing=AGREE, contact_name="Dana Cole", contact_email="dana@example.org", asked=CONTACT)
YES = said("yes", "affirm", 2)


def team(**answers: Any) -> Api:
    """An API of a business that takes handovers."""
    found = practice()
    assert found.business is not None
    return Api(catalogue=replace(found, business=replace(found.business, takes_handovers=True)), **answers)


def test_the_conversation_is_handed_over_and_the_booking_goes_on() -> None:
    api = team(hand_over=Handover("handover_1", ("email",)))
    events = (said("can I talk to a person", "ask_for_human", 1), {"event": "bot", "text": "Shall I?"}, YES)
    responses, slots, _ = run(ValidateHandoverForm, api, tracker(AGREED, *events))
    assert responses == ["utter_handover_done_call"]
    assert (slots["handover_outcome"], slots["handing"], slots["requested_slot"]) == ("booking", None, None)
    request, _ = dict(api.asked)["hand_over"]
    assert (request.contact_name, request.contact_email) == ("Dana Cole", "dana@example.org")
    assert request.transcript == (
        ("person", "can I talk to a person"),
        ("assistant", "Shall I?"),
        ("person", "yes"),
    )


@pytest.mark.parametrize(
    "error",
    [
        NoHandover("no_handover", ""),
        RateLimited("rate_limited", ""),
        ValidationFailed("validation_failed", "", ()),
    ],
)
def test_what_was_refused_is_not_said_to_be_done(error: Exception) -> None:
    responses, slots, _ = run(ValidateHandoverForm, team(hand_over=error), tracker(AGREED, YES))
    assert responses == ["utter_handover_not_possible", "utter_handover_reach_call"]
    assert slots["handing"] is None


def test_a_lost_answer_is_asked_for_again_with_the_same_key() -> None:
    down = team(hand_over=ApiUnavailable("lost", may_have_happened=True))
    responses, slots, _ = run(ValidateHandoverForm, down, tracker(AGREED, YES))
    assert (responses, "handing" in slots) == (["utter_apologise_unavailable"], False)
    again = said("/try_again", "try_again", 3)
    assert run(TryAgain, Api(), tracker(AGREED, YES, again))[2] == ["handover_form"]
    api = team(hand_over=Handover("handover_1"))
    assert run(ValidateHandoverForm, api, tracker(AGREED, YES, again))[0] == ["utter_handover_done_call"]
    assert dict(api.asked)["hand_over"][1] == dict(down.asked)["hand_over"][1]


def test_another_topic_is_left_to_its_rule_and_still_unread() -> None:
    asked = tracker(AGREED, said("what do you charge", "ask_about_business", 2))
    responses, slots, others = run(ValidateHandoverForm, team(), asked)
    assert (responses, slots, others) == ([], {"handing": None}, ["handover_form"])


# ---- Attendance ------------------------------------------------------------------------------------------

COMING = said("I'll be there tomorrow", "confirm_attendance", 1)


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        (booking(attendance_confirmed_at=START), "utter_attendance_noted"),
        (booking(), "utter_attendance_gone"),
        (AlreadyCancelled("already_cancelled", ""), "utter_attendance_gone"),
        (StatusConflict("status_conflict", ""), "utter_attendance_gone"),
        (NotFound("not_found", ""), "utter_attendance_gone"),
    ],
)
def test_it_is_said_to_be_noted_only_once_the_api_has_done_so(answer: Any, response: str) -> None:
    known = Memory(made=(MADE,), zone="Europe/London")
    responses, slots, _ = run(ValidateAttendanceForm, Api(confirm_attendance=answer), tracker(known, COMING))
    assert (responses, slots["requested_slot"]) == ([response], None)


def test_a_booking_made_elsewhere_has_to_be_shown_to_be_theirs() -> None:
    responses, slots, _ = run(ValidateAttendanceForm, Api(), tracker(Memory(), COMING))
    assert (responses, slots["requested_slot"]) == (["utter_finding_ask_both"], PROOF)
    named = [
        {"entity": "reference", "value": "K7QX-3TRB", "start": 0, "end": 9},
        {"entity": "email", "value": "dana@example.org", "start": 10, "end": 26},
    ]
    noted = booking(attendance_confirmed_at=START)
    api = Api(list_bookings=page(booking(reference="K7QX-3TRB")), confirm_attendance=noted)
    answer = said("K7QX-3TRB dana@example.org", "inform", 2, named)
    asked = tracker(Memory(asked=PROOF), COMING, answer)
    assert run(ValidateAttendanceForm, api, asked)[0] == ["utter_attendance_noted"]
