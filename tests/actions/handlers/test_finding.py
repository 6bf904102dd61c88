"""Bookings made elsewhere: found by reference and address only, with limited guesses; and moving."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.client import (
    AlreadyCancelled,
    ApiUnavailable,
    NotFound,
    SlotNotAvailable,
    SlotTaken,
    StatusConflict,
    ValidationFailed,
)
from actions.dialogue.memory import Made, Memory, Offer
from actions.dialogue.steps import PROOF, RETRY_MOVE
from actions.handlers.cancelling import ValidateCancellingForm
from actions.handlers.finding import ValidateFindingForm
from actions.handlers.guesses import MOST, WITHIN, Guesses
from actions.handlers.moving import MoveBooking
from actions.handlers.topics import TryAgain
from tests.actions.dialogue.talking import NOW
from tests.actions.handlers.worlds import START, Api, booking, page, run, said, tracker

NAMED = [
    {"entity": "reference", "value": "K7QX-3TRB", "start": 0, "end": 9},
    {"entity": "email", "value": "dana@example.org", "start": 10, "end": 26},
]
MADE = Made(
    *("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z"),
    *("link_checkup", "svc_checkup", "sarah"),
)
MOVING = Memory(
    made=(MADE,),
    moving_id="bk_1",
    link_id="link_checkup",
    service_id="svc_checkup",
    chosen=Offer("2026-11-25T14:00:00Z", "sarah"),
    zone="Europe/London",
)
YES = said("yes", "affirm", 9)


def test_a_booking_is_told_to_who_names_its_reference_and_address() -> None:
    api = Api(list_bookings=page(booking(reference="K7QX-3TRB")))
    asked = tracker(Memory(), said("K7QX-3TRB dana@example.org", "list_bookings", 1, NAMED))
    responses, slots, _ = run(ValidateFindingForm, api, asked)
    assert (responses, slots["requested_slot"]) == (["utter_finding_found"], None)
    assert slots["made"][0]["reference"] == "K7QX-3TRB"


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        (page(), "utter_finding_not_found"),
        (page(booking(contact_email="else@example.org")), "utter_finding_not_found"),
        (page(booking(status="cancelled")), "utter_finding_over"),
        (page(booking(starts_at=NOW - timedelta(minutes=1))), "utter_finding_over"),
    ],
)
def test_what_does_not_fit_or_is_over_is_not_told(answer: Any, response: str) -> None:
    asked = tracker(Memory(), said("K7QX-3TRB dana@example.org", "cancel_booking", 1, NAMED))
    responses, slots, _ = run(ValidateCancellingForm, Api(list_bookings=answer), asked)
    assert responses[0] == response
    assert slots.get("made") is None


def test_another_topic_is_left_to_its_rule() -> None:
    memory = Memory(asked=PROOF, read_until="m0")
    asked = tracker(memory, said("book me a check-up", "book_appointment", 1))
    assert run(ValidateFindingForm, Api(), asked)[2] == ["finding_form"]


def test_guesses_at_one_address_are_limited_over_all_conversations() -> None:
    guesses = Guesses()
    for _ in range(MOST):
        assert not guesses.too_many("dana@example.org", NOW)
        guesses.count("Dana@example.org", NOW)
    assert guesses.too_many("dana@example.org", NOW)
    assert not guesses.too_many("else@example.org", NOW)
    assert guesses.too_many("dana@example.org", NOW + WITHIN - timedelta(seconds=1))
    assert not guesses.too_many("dana@example.org", NOW + WITHIN)


def test_a_move_is_told_and_remembered() -> None:
    api = Api(reschedule_booking=booking(reference="K7QX-3TRB"))
    responses, slots, _ = run(MoveBooking, api, tracker(MOVING, YES))
    assert (responses, slots["booking_result"]) == (["utter_rescheduling_done"], "moved")
    assert dict(api.asked)["reschedule_booking"][:2] == ("bk_1", START)
    assert dict(api.asked)["reschedule_booking"][3] is None
    assert slots["made"][0]["start"] == "2026-11-25T14:00:00Z"
    assert slots["moving_id"] is None


def test_somebody_else_is_asked_for_only_when_wanted() -> None:
    api = Api(reschedule_booking=booking())
    other = MOVING.but(chosen=Offer("2026-11-25T14:00:00Z", "tom"))
    run(MoveBooking, api, tracker(other, YES))
    assert dict(api.asked)["reschedule_booking"][3] == "tom"


@pytest.mark.parametrize(
    ("error", "result", "response"),
    [
        (SlotTaken("slot_taken", ""), "taken", []),
        (SlotNotAvailable("slot_not_available", ""), "taken", []),
        (ValidationFailed("validation_failed", "", ()), "taken", []),
        (NotFound("not_found", ""), "gone", ["utter_rescheduling_gone"]),
        (AlreadyCancelled("already_cancelled", ""), "gone", ["utter_rescheduling_gone"]),
        (StatusConflict("status_conflict", ""), "gone", ["utter_rescheduling_gone"]),
        (ApiUnavailable("down"), "unavailable", ["utter_apologise_unavailable"]),
    ],
)
def test_each_refusal_of_a_move_has_its_result(error: Exception, result: str, response: list[str]) -> None:
    responses, slots, _ = run(MoveBooking, Api(reschedule_booking=error), tracker(MOVING, YES))
    assert (slots["booking_result"], responses) == (result, response)
    assert ("moving_id" in slots) is (result == "gone")


def test_a_move_that_failed_is_tried_again_with_the_same_key() -> None:
    down = Api(reschedule_booking=ApiUnavailable("lost", may_have_happened=True))
    _, slots, _ = run(MoveBooking, down, tracker(MOVING, YES))
    assert slots["asked"] == RETRY_MOVE
    later = MOVING.but(asked=slots["asked"], attempt=slots["attempt"])
    again = said("/try_again", "try_again", 12)
    assert run(TryAgain, Api(), tracker(later, again))[2] == ["action_move_booking"]
    api = Api(reschedule_booking=booking())
    run(MoveBooking, api, tracker(later, again))
    assert dict(api.asked)["reschedule_booking"][2] == dict(down.asked)["reschedule_booking"][2]
