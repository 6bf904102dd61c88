"""Bookings made elsewhere: found by reference and address only, with limited guesses; and moving."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.client import (
    AlreadyCancelled,
    ApiUnavailable,
    ContactProof,
    NotFound,
    RateLimited,
    SlotNotAvailable,
    SlotTaken,
    StatusConflict,
    ValidationFailed,
    WrongCode,
)
from actions.dialogue.memory import Made, Memory, Offer, Proof
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
    ("words", "confidence", "response"),
    [
        ("what dentists are there in Leeds? my teeth hurt", 0.6, "utter_business_staff"),
        ("what appointments are there of mine", 0.6, "utter_finding_ask_both"),
        ("is there anything I booked", 0.6, "utter_finding_ask_both"),
        ("what is on for me", 0.9, "utter_finding_ask_both"),
    ],
)
def test_a_booking_is_looked_for_only_where_one_is_spoken_of(
    words: str, confidence: float, response: str
) -> None:
    message = said(words, "list_bookings", 1)
    message["parse_data"]["intent"]["confidence"] = confidence
    responses, slots, _ = run(ValidateFindingForm, Api(), tracker(Memory(), message))
    assert response in responses
    assert (slots["requested_slot"] == PROOF) is (response == "utter_finding_ask_both")


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


# ---- A code by e-mail ------------------------------------------------------------------------------------

PROOF_ASKED = ContactProof("proof_1", "dana@example.org", "open", NOW)
EMAIL = [{"entity": "email", "value": "dana@example.org", "start": 0, "end": 16}]
WAITING = Memory(
    asked=PROOF,
    contact_email="dana@example.org",
    by_code=True,
    proof=Proof("dana@example.org", "proof_1"),
    zone="Europe/London",
)


def test_an_address_alone_is_sent_a_code() -> None:
    api = Api(request_proof=PROOF_ASKED)
    asked = tracker(Memory(asked=PROOF), said("dana@example.org", "inform", 1, EMAIL))
    responses, slots, _ = run(ValidateFindingForm, api, asked)
    assert responses == ["utter_proving_ask_code"]
    assert slots["proof"] == {"email": "dana@example.org", "id": "proof_1"}
    assert dict(api.asked)["request_proof"][0] == "dana@example.org"


def test_a_code_whose_request_got_no_answer_is_asked_for_once_more_with_the_same_key() -> None:
    memory, first = Memory(asked=PROOF), said("dana@example.org", "inform", 1, EMAIL)
    down = Api(request_proof=ApiUnavailable("lost", may_have_happened=True))
    assert run(ValidateFindingForm, down, tracker(memory, first))[0] == ["utter_apologise_unavailable"]
    api = Api(request_proof=PROOF_ASKED)
    run(ValidateFindingForm, api, tracker(memory, first, said("/try_again", "try_again", 2)))
    assert dict(api.asked)["request_proof"] == dict(down.asked)["request_proof"]


def test_the_right_code_opens_what_stands_of_this_address_and_nothing_else() -> None:
    found = page(
        booking(id="bk_1"),
        booking(id="bk_2", status="cancelled"),
        booking(id="bk_3", contact_email="else@example.org"),
        booking(id="bk_4", contact_email="Dana@example.org"),
    )
    api = Api(confirm_proof=PROOF_ASKED, list_bookings=found)
    responses, slots, _ = run(ValidateFindingForm, api, tracker(WAITING, said("482 913", "inform", 3)))
    assert responses == ["utter_finding_found_several"]
    assert [made["id"] for made in slots["made"]] == ["bk_1", "bk_4"]
    assert (slots["proof"], slots.get("code"), slots["requested_slot"]) == (None, None, None)
    assert dict(api.asked)["confirm_proof"][:2] == ("proof_1", "482913")


@pytest.mark.parametrize(
    ("error", "response"),
    [
        (WrongCode("wrong_code", "", 4), "utter_proving_wrong"),
        (WrongCode("wrong_code", "", 0), "utter_proving_over"),
        (StatusConflict("status_conflict", ""), "utter_proving_over"),
        (NotFound("not_found", ""), "utter_proving_over"),
        (ApiUnavailable("down"), "utter_apologise_unavailable"),
    ],
)
@pytest.mark.parametrize("handler", [ValidateFindingForm, ValidateCancellingForm])
def test_a_code_that_is_not_right_opens_nothing(handler: Any, error: Exception, response: str) -> None:
    responses, slots, _ = run(
        handler, Api(confirm_proof=error), tracker(WAITING, said("482913", "inform", 3))
    )
    assert responses == [response]
    assert slots.get("made") is None


def test_when_too_many_were_asked_for_it_is_said() -> None:
    api = Api(request_proof=RateLimited("rate_limited", ""))
    asked = tracker(WAITING, said("send it again", "inform", 3))
    assert run(ValidateFindingForm, api, asked)[0] == ["utter_proving_too_often_call"]
