"""Joining and leaving the waitlist, and answering what it offers."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest

from actions.client import (
    ApiUnavailable,
    NoOffer,
    NotFound,
    RoutingRejected,
    StatusConflict,
    ValidationFailed,
    WaitlistEntry,
    WaitlistOffer,
)
from actions.dialogue.memory import Memory
from actions.dialogue.wishes import DayWish, Wish
from actions.handlers.waitlist import AnswerOffer, JoinWaitlist, LeaveWaitlist
from tests.actions.handlers.worlds import READY, START, Api, booking, run, said, tracker

TUESDAY = date(2026, 11, 24)
WAITING = WaitlistEntry("wl_1", "link_checkup", "waiting", "svc_checkup")
UNTIL = datetime(2026, 11, 23, 11, 0, tzinfo=timezone.utc)
OFFERED = WaitlistEntry(
    "wl_1",
    "link_checkup",
    "offered",
    "svc_checkup",
    WaitlistOffer("offer_1", "sarah", START, UNTIL, "Sarah Jones"),
)
ON_IT = Memory(waitlist=("wl_1",), zone="Europe/London")
TOLD = ON_IT.but(waitlist_offer="offer_1")
READY_TO_JOIN = Memory(**READY, waiting=True, wish=Wish(DayWish(TUESDAY, TUESDAY)), answers={"q_new": True})
BUTTON = [{"entity": "option", "value": "decline", "start": 0, "end": 0}]


def join(answer: Any) -> tuple[list[str], dict[str, Any], Api]:
    api = Api(join_waitlist=answer)
    responses, slots, _ = run(JoinWaitlist, api, tracker(READY_TO_JOIN, said("yes", "affirm", 1)))
    return responses, slots, api


def test_joining_tells_the_api_what_is_known_and_the_person_what_happens_next() -> None:
    responses, slots, api = join(WAITING)
    request, key = api.asked[-1][1]
    assert (request.first_day, request.last_day, request.timezone) == (TUESDAY, TUESDAY, "Europe/London")
    assert (request.contact_email, request.answers[0].answer) == ("dana@example.org", True)
    assert len(key) == 64
    assert (responses, slots["waitlist"], slots["waiting"]) == (["utter_waitlist_joined"], ["wl_1"], None)


@pytest.mark.parametrize(
    ("error", "response"),
    [
        (ValidationFailed("validation_failed", "x", ()), "utter_waitlist_not_possible"),
        (RoutingRejected("routing_rejected", "x", "Call us."), "utter_booking_rejected_call"),
        (ApiUnavailable("down"), "utter_apologise_unavailable"),
    ],
)
def test_what_keeps_somebody_from_joining_is_told(error: Exception, response: str) -> None:
    responses, slots, _ = join(error)
    assert responses[0].startswith(response.removesuffix("_call"))
    assert "waitlist" not in slots


@pytest.mark.parametrize("error", [None, NotFound("not_found", "x"), StatusConflict("status_conflict", "x")])
def test_leaving_leaves_what_can_be_left(error: Exception | None) -> None:
    api = Api(leave_waitlist=error)
    responses, slots, _ = run(LeaveWaitlist, api, tracker(ON_IT, said("off", "leave_waitlist", 1)))
    assert responses == ["utter_waitlist_none" if error else "utter_waitlist_left"]
    assert slots["waitlist"] is None


def answer(memory: Memory, text: str, api: Api, **more: Any) -> tuple[list[str], dict[str, Any]]:
    responses, slots, _ = run(AnswerOffer, api, tracker(memory, said(text, "answer_offer", 1, **more)))
    return responses, slots


def test_an_offer_is_told_with_its_date_before_it_is_booked() -> None:
    api = Api(waitlist_entry=OFFERED, accept_offer=booking())
    responses, slots = answer(ON_IT, "yes, I'll take the slot from the waitlist", api)
    assert (responses, slots["waitlist_offer"]) == (["utter_waitlist_offered"], "offer_1")
    assert "accept_offer" not in api.names()
    responses, slots = answer(TOLD, "yes, I'll take it", api)
    assert responses == ["utter_booking_booked"]
    assert api.asked[-1][1][:2] == ("wl_1", "offer_1")
    assert (slots["waitlist"], slots["waitlist_offer"]) == (None, None)
    assert slots["made"][0]["reference"] == "ABCD-2345"


def test_an_offer_that_has_changed_since_it_was_told_is_told_anew() -> None:
    responses, slots = answer(ON_IT.but(waitlist_offer="offer_0"), "take it", Api(waitlist_entry=OFFERED))
    assert (responses, slots["waitlist_offer"]) == (["utter_waitlist_offered"], "offer_1")


@pytest.mark.parametrize(("text", "more"), [("no thanks", {}), ("/answer_offer", {"entities": BUTTON})])
def test_what_is_declined_goes_to_the_next(text: str, more: dict[str, Any]) -> None:
    api = Api(waitlist_entry=OFFERED, decline_offer=WAITING)
    responses, slots = answer(TOLD, text, api, **more)
    assert (responses, slots["waitlist_offer"]) == (["utter_waitlist_declined"], None)
    assert api.asked[-1][1][:2] == ("wl_1", "offer_1")


@pytest.mark.parametrize("text", ["take it", "no thanks"])
def test_who_answers_too_late_is_told(text: str) -> None:
    late = NoOffer("no_offer", "x")
    api = Api(waitlist_entry=OFFERED, accept_offer=late, decline_offer=late)
    responses, slots = answer(TOLD, text, api)
    assert (responses, slots["waitlist_offer"]) == (["utter_waitlist_gone"], None)


@pytest.mark.parametrize(
    ("memory", "entry", "response"),
    [
        (ON_IT, WAITING, "utter_waitlist_nothing_yet"),
        (TOLD, WAITING, "utter_waitlist_gone"),
        (ON_IT, NotFound("not_found", "x"), "utter_waitlist_none"),
        (Memory(), WAITING, "utter_waitlist_none"),
    ],
)
def test_how_it_stands_is_told(memory: Memory, entry: Any, response: str) -> None:
    assert answer(memory, "any news from the waitlist?", Api(waitlist_entry=entry))[0] == [response]
