"""What the booking handlers make of the API's answers."""

from __future__ import annotations

from datetime import date

import pytest

from actions.client import (
    ApiUnavailable,
    NotFound,
    Problem,
    Refused,
    RoutingRejected,
    SlotNotAvailable,
    SlotTaken,
    ValidationFailed,
)
from actions.dialogue.memory import Memory, Offer
from actions.dialogue.wishes import DayWish, Wish
from actions.handlers.booking import ValidateBookingForm
from actions.handlers.creating import CreateBooking
from tests.actions.dialogue.talking import practice
from tests.actions.handlers.worlds import READY, Api, booking, page, run, said, tracker

AGREED = Memory(**READY, chosen=Offer("2026-11-25T14:00:00Z", "sarah"), answers={"q_new": True})
YES = said("yes", "affirm", 9)


def test_a_booking_is_told_with_its_reference_and_the_rest_is_forgotten() -> None:
    api = Api(create_booking=booking())
    responses, slots, _ = run(CreateBooking, api, tracker(AGREED, YES))
    assert responses == ["utter_booking_booked"]
    assert slots["booking_result"] == "booked"
    assert slots["chosen"] is None
    assert slots["made"][0]["reference"] == "ABCD-2345"
    request = dict(api.asked)["create_booking"][0]
    assert (request.staff_id, request.contact_email, request.client_timezone) == (
        *("sarah", "dana@example.org"),
        "Europe/London",
    )


@pytest.mark.parametrize(
    ("error", "result", "response"),
    [
        (SlotTaken("slot_taken", ""), "taken", []),
        (SlotNotAvailable("slot_not_available", ""), "taken", []),
        (NotFound("booking_link_not_found", ""), "taken", []),
        (RoutingRejected("routing_rejected", "", "Call us."), "rejected", ["utter_booking_rejected_call"]),
        (
            RoutingRejected("routing_rejected", "", "Call 0207 946 0000."),
            "rejected",
            ["utter_booking_rejected"],
        ),
        (ApiUnavailable("no answer"), "unavailable", ["utter_apologise_unavailable"]),
    ],
)
def test_each_refusal_has_its_result(error: Exception, result: str, response: list[str]) -> None:
    responses, slots, _ = run(CreateBooking, Api(create_booking=error), tracker(AGREED, YES))
    assert (slots["booking_result"], responses) == (result, response)


def test_what_the_api_misses_is_forgotten_so_that_it_is_asked_again() -> None:
    problems = (Problem("q_new", "", "missing", True), Problem("contact_email", "", "invalid", False))
    error = ValidationFailed("validation_failed", "", problems)
    responses, slots, _ = run(CreateBooking, Api(create_booking=error), tracker(AGREED, YES))
    assert (slots["booking_result"], responses) == ("incomplete", ["utter_booking_incomplete"])
    assert (slots["answers"], slots["contact_email"]) == (None, None)
    assert "contact_name" not in slots


def test_an_attempt_whose_answer_was_lost_is_looked_for_before_the_next() -> None:
    lost = ApiUnavailable("no answer", may_have_happened=True)
    _, slots, _ = run(CreateBooking, Api(create_booking=lost), tracker(AGREED, YES))
    assert slots["unsure_start"] == "2026-11-25T14:00:00Z"
    api = Api(list_bookings=page(booking()), create_booking=AssertionError("booked twice"))
    responses, _, _ = run(CreateBooking, api, tracker(AGREED.but(unsure_start="2026-11-25T14:00:00Z"), YES))
    assert responses == ["utter_booking_booked"]


def test_a_lost_booking_for_a_time_no_longer_wanted_is_taken_back() -> None:
    moved = AGREED.but(unsure_start="2026-11-25T14:00:00Z", chosen=Offer("2026-11-25T15:00:00Z", "sarah"))
    api = Api(list_bookings=page(booking()), create_booking=booking(id="bk_2"), cancel_booking=None)
    responses, _, _ = run(CreateBooking, api, tracker(moved, YES))
    assert responses == ["utter_booking_booked"]
    assert dict(api.asked)["cancel_booking"] == ("bk_1",)


def test_the_same_again_after_a_cancellation_is_another_attempt() -> None:
    keys = []
    for number in (9, 12):
        api = Api(create_booking=booking())
        run(CreateBooking, api, tracker(AGREED, said("yes", "affirm", number)))
        keys.append(dict(api.asked)["create_booking"][1])
    assert keys[0] != keys[1]
    down = Api(create_booking=ApiUnavailable("no answer"))
    _, slots, _ = run(CreateBooking, down, tracker(AGREED, YES))
    api = Api(create_booking=booking())
    run(
        CreateBooking, api, tracker(AGREED.but(attempt=slots["attempt"]), said("/try_again", "try_again", 15))
    )
    assert dict(api.asked)["create_booking"][1] == dict(down.asked)["create_booking"][1] == keys[0]


def test_staff_that_a_routing_rule_chose_are_wanted_from_then_on() -> None:
    refusal = ValidationFailed("validation_failed", "", (Problem("staff_id", "", "invalid", False),))
    refusal.staff_ids = ("tom",)
    responses, slots, _ = run(CreateBooking, Api(create_booking=refusal), tracker(AGREED, YES))
    assert (slots["booking_result"], responses) == ("incomplete", ["utter_booking_routed"])
    assert (slots["wanted_staff"], slots["chosen"]) == (["tom"], None)


@pytest.mark.parametrize(
    ("refusal", "result", "told"),
    [
        (SlotTaken("slot_taken", ""), "taken", []),
        (SlotNotAvailable("slot_not_available", ""), "taken", []),
        (
            ValidationFailed("validation_failed", "", (Problem("q_why", "", "missing", True),)),
            "incomplete",
            ["utter_booking_incomplete"],
        ),
    ],
)
def test_a_link_that_a_routing_rule_chose_is_booked_from_then_on(
    refusal: Refused, result: str, told: list[str]
) -> None:
    refusal.link_id = "link_cleaning"
    memory = AGREED.but(wanted_staff=("sarah", "nobody"), answers={"q_new": True, "q_other": 1})
    api = Api(create_booking=refusal, catalogue=practice(links=2))
    responses, slots, _ = run(CreateBooking, api, tracker(memory, YES))
    assert (slots["booking_result"], responses) == (result, ["utter_booking_sent_on", *told])
    assert (slots["link_id"], slots["chosen"]) == ("link_cleaning", None)
    assert "nobody" not in (slots["wanted_staff"] or ())
    assert "q_other" not in (slots["answers"] or {})


def test_the_times_offered_next_are_those_of_the_link_that_a_rule_chose() -> None:
    refusal = SlotNotAvailable("slot_not_available", "")
    refusal.link_id = "link_cleaning"
    api = Api(create_booking=refusal, catalogue=practice(links=2))
    wish = Wish(DayWish(date(2026, 11, 25), date(2026, 11, 25)))
    _, slots, _ = run(CreateBooking, api, tracker(AGREED.but(wish=wish), YES))
    memory = AGREED.but(
        wish=wish, **{name: slots[name] for name in ("link_id", "service_id", "chosen", "asked")}
    )
    run(ValidateBookingForm, api, tracker(memory.but(read_until="m9"), YES))
    assert {args[0] for name, args in api.asked if name == "availability"} == {"link_cleaning"}


def test_another_link_that_is_not_known_yet_changes_nothing() -> None:
    refusal = SlotTaken("slot_taken", "")
    refusal.link_id = "link_brand_new"
    responses, slots, _ = run(CreateBooking, Api(create_booking=refusal), tracker(AGREED, YES))
    assert (slots["booking_result"], responses) == ("taken", [])
    assert "link_id" not in slots


def test_somebody_elses_booking_at_the_same_time_is_not_taken_for_ours() -> None:
    api = Api(
        list_bookings=page(booking(contact_email="else@example.org")), create_booking=booking(id="bk_2")
    )
    run(CreateBooking, api, tracker(AGREED.but(unsure_start="2026-11-25T14:00:00Z"), YES))
    assert "create_booking" in api.names()


def test_messages_that_no_handler_could_read_are_read_with_the_next_one() -> None:
    first = said("I'm Dana Cole", "inform", 1, [{"entity": "person_name", "value": "Dana Cole", "start": 4}])
    second = said("dana@example.org", "inform", 2, [{"entity": "email", "value": "dana@example.org"}])
    again = said("/try_again", "try_again", 3)
    _, slots, _ = run(ValidateBookingForm, Api(), tracker(Memory(), first, second, again))
    assert (slots["contact_name"], slots["contact_email"]) == ("Dana Cole", "dana@example.org")
    assert slots["read_until"] == "m3"


def test_a_message_that_was_read_is_not_read_again() -> None:
    memory = Memory(**READY, read_until="m1")
    _, slots, _ = run(ValidateBookingForm, Api(), tracker(memory, said("Jane Roe", "inform", 1)))
    assert "contact_name" not in slots


def test_a_question_about_the_business_is_rejected_for_its_rule() -> None:
    _, slots, others = run(
        ValidateBookingForm, Api(), tracker(Memory(**READY), said("opening hours?", "ask_opening_hours", 1))
    )
    assert "action_execution_rejected" in others or "booking_form" in others
    assert slots["read_until"] == "m1"


def test_without_the_api_the_form_stays_open_and_the_message_unread() -> None:
    api = Api(catalogue=ApiUnavailable("down"))
    responses, slots, _ = run(
        ValidateBookingForm, api, tracker(Memory(asked="when"), said("Friday", "inform", 1))
    )
    assert responses == ["utter_apologise_unavailable"]
    assert slots == {"booking_outcome": None, "requested_slot": "when"}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", 7, None, "x" * 500, ["UTC"]])
def test_a_zone_that_is_none_is_ignored(zone: object) -> None:
    conversation = tracker(Memory(), said("hello", "inform", 1), metadata={"timezone": zone})
    _, slots, _ = run(ValidateBookingForm, Api(), conversation)
    assert slots["zone"] == "Europe/London"


def test_the_persons_zone_counts_before_the_businesss() -> None:
    conversation = tracker(Memory(), said("hello", "inform", 1), metadata={"timezone": "Asia/Kathmandu"})
    _, slots, _ = run(ValidateBookingForm, Api(), conversation)
    assert slots["zone"] == "Asia/Kathmandu"
