"""The other handlers."""

from __future__ import annotations

import pytest

from actions.client import AlreadyCancelled, ApiUnavailable, NotFound
from actions.dialogue.memory import Made, Memory, Offer
from actions.handlers.cancelling import CancelBooking, ValidateCancellingForm
from actions.handlers.finding import ValidateFindingForm
from actions.handlers.topics import Greet, HandleUnclear, Leave, StartOver, TellStaff, TryAgain
from tests.actions.handlers.worlds import EMPTY, Api, booking, run, said, tracker

MADE = Made("bk_1", "ABCD-2345", "Check-up", "Sarah Jones", "2026-11-25T14:00:00Z")
FRIDAY = [{"entity": "when", "value": {"kind": "date", "date": "2026-11-27"}}]


def test_a_greeting_names_the_business() -> None:
    assert run(Greet, Api(), tracker(Memory(), said("hi", "greet", 1)))[0] == ["utter_smalltalk_greet"]


def test_a_greeting_with_a_day_in_it_starts_a_booking() -> None:
    responses, _, others = run(Greet, Api(), tracker(Memory(), said("hi, friday?", "greet", 1, FRIDAY)))
    assert (responses, others) == ([], ["booking_form"])


def test_without_a_business_a_greeting_says_that_nothing_can_be_booked() -> None:
    conversation = tracker(Memory(), said("hi", "greet", 1))
    assert run(Greet, Api(catalogue=EMPTY), conversation)[0] == ["utter_business_nothing_bookable"]


def test_something_unclear_with_a_day_in_it_is_about_a_booking() -> None:
    assert run(HandleUnclear, Api(), tracker(Memory(), said("blub friday", "nlu_fallback", 1, FRIDAY)))[
        2
    ] == ["booking_form"]
    assert run(HandleUnclear, Api(), tracker(Memory(), said("blub", "nlu_fallback", 1)))[0] == [
        "utter_fallback_unclear"
    ]


def test_who_is_there_leads_on_to_a_booking_only_when_nobody_has_booked() -> None:
    asked = said("who works there?", "ask_about_staff", 1)
    looking, _, _ = run(TellStaff, Api(), tracker(Memory(), asked))
    assert looking == ["utter_business_staff", "utter_business_ask_who_and_when"]
    assert run(TellStaff, Api(), tracker(Memory(made=(MADE,)), asked))[0] == ["utter_business_staff"]


def test_the_list_shows_only_what_still_stands() -> None:
    asked = said("what did I book?", "list_bookings", 1)
    standing = run(ValidateFindingForm, Api(get_booking=booking()), tracker(Memory(made=(MADE,)), asked))
    assert standing[0] == ["utter_finding_list"]
    gone = run(
        ValidateFindingForm,
        Api(get_booking=booking(status="cancelled")),
        tracker(Memory(made=(MADE,)), asked),
    )
    assert gone[0] == ["utter_finding_none_here"]


def test_starting_over_keeps_who_the_person_is() -> None:
    memory = Memory(contact_name="Dana Cole", link_id="link_checkup", asked="when")
    _, slots, _ = run(StartOver, Api(), tracker(memory, said("start over", "start_over", 1)))
    assert (slots["link_id"], slots["asked"]) == (None, None)
    assert "contact_name" not in slots


def test_try_again_repeats_what_failed() -> None:
    again = said("/try_again", "try_again", 2)
    failed = tracker(Memory(asked="retry_book", chosen=Offer("2026-11-25T14:00:00Z")), again)
    assert run(TryAgain, Api(), failed)[2] == ["action_create_booking"]
    unread = tracker(Memory(), said("who is there?", "ask_about_staff", 1), again)
    assert run(TryAgain, Api(), unread)[2] == ["action_tell_staff"]
    assert run(TryAgain, Api(), tracker(Memory(), again))[2] == ["booking_form"]


def test_a_cancellation_is_told_by_how_it_ended() -> None:
    memory = Memory(made=(MADE,), zone="Europe/London", cancelling_reason="work")
    skip = said("/skip_question", "skip_question", 1)
    api = Api(cancel_booking=None)
    responses, slots, _ = run(CancelBooking, api, tracker(memory, skip))
    assert (responses, slots["made"]) == (["utter_cancelling_done"], None)
    assert dict(api.asked)["cancel_booking"] == ("bk_1", "work")
    for error, response in (
        (AlreadyCancelled("already_cancelled", ""), "utter_cancelling_already"),
        (NotFound("not_found", ""), "utter_cancelling_not_found"),
    ):
        assert run(CancelBooking, Api(cancel_booking=error), tracker(memory, skip))[0] == [response]


def test_a_cancellation_that_failed_is_tried_again() -> None:
    memory = Memory(made=(MADE,), zone="Europe/London")
    down = Api(cancel_booking=ApiUnavailable("down"))
    responses, slots, _ = run(CancelBooking, down, tracker(memory, said("no", "deny", 1)))
    assert responses == ["utter_apologise_unavailable"]
    again = tracker(memory.but(asked=slots["asked"]), said("/try_again", "try_again", 2))
    assert run(TryAgain, Api(), again)[2] == ["action_cancel_booking"]


def test_cancelling_asks_which_sure_and_why() -> None:
    other = Made("bk_2", "WXRT-2345", "Cleaning", "Ann Lee", "2026-11-26T10:00:00Z")
    memory = Memory(made=(MADE, other), zone="Europe/London")
    cancel = said("cancel my appointment", "cancel_booking", 1)
    responses, slots, _ = run(ValidateCancellingForm, Api(), tracker(memory, cancel))
    assert (responses, slots["requested_slot"]) == (["utter_cancelling_ask_which"], "cancel_which")
    memory = memory.but(asked="cancel_which", read_until="m1")
    by_reference = said("wxrt-2345", "inform", 2)
    responses, slots, _ = run(ValidateCancellingForm, Api(), tracker(memory, by_reference))
    assert (responses, slots["cancelling_id"]) == (["utter_cancelling_ask_sure"], "bk_2")
    memory = memory.but(asked="cancel_sure", cancelling_id="bk_2", read_until="m2")
    responses, slots, _ = run(ValidateCancellingForm, Api(), tracker(memory, said("yes", "affirm", 3)))
    assert (responses, slots["requested_slot"]) == (["utter_cancelling_ask_reason"], "cancel_reason")


@pytest.mark.parametrize(
    ("said_at_why", "intent", "kept"),
    [
        ("no wait, keep it", "deny", True),
        ("actually don't cancel it", "cancel_booking", True),
        ("stop", "stop", True),
        ("I don't feel well", "inform", False),
        ("no", "deny", False),
    ],
)
def test_a_cancellation_can_be_stopped_until_the_end(said_at_why: str, intent: str, kept: bool) -> None:
    memory = Memory(made=(MADE,), zone="Europe/London", asked="cancel_reason", cancelling_id="bk_1")
    _, slots, _ = run(ValidateCancellingForm, Api(), tracker(memory, said(said_at_why, intent, 4)))
    assert slots["cancelling_outcome"] == ("left" if kept else "confirmed")


@pytest.mark.parametrize("words", ["the one with Ann", "the cleaning", "wxrt2345"])
def test_a_booking_is_found_by_person_title_or_reference(words: str) -> None:
    other = Made("bk_2", "WXRT-2345", "Cleaning", "Ann Lee", "2026-11-26T10:00:00Z")
    memory = Memory(made=(MADE, other), zone="Europe/London", asked="cancel_which")
    _, slots, _ = run(ValidateCancellingForm, Api(), tracker(memory, said(words, "inform", 4)))
    assert slots["cancelling_id"] == "bk_2"


def test_giving_up_after_an_outage_forgets_what_was_to_be_booked() -> None:
    memory = Memory(asked="retry_book", chosen=Offer("2026-11-25T14:00:00Z"), link_id="link_checkup")
    responses, slots, _ = run(Leave, Api(), tracker(memory, said("stop", "stop", 1)))
    assert (responses, slots["chosen"], slots["link_id"]) == (["utter_booking_stopped"], None, None)
    unsure = memory.but(unsure_start="2026-11-25T14:00:00Z")
    assert run(Leave, Api(), tracker(unsure, said("stop", "stop", 1)))[0] == ["utter_booking_stopped_unsure"]
