"""Routing rules that send a booking on to another link."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.bookings.support import Api, error_of

START = "2026-06-02T08:00:00Z"
PAIN = {"id": "q_pain", "text": "Pain?", "type": "number", "required": True}
CHECKUP = {
    "questions": [
        PAIN,
        {"id": "q_where", "text": "Where?", "type": "choice", "choices": ["Top", "Bottom"]},
        {"id": "q_note", "text": "Anything else?", "type": "text"},
    ],
    "routing": [{"if": {"q_pain": {"gte": 5}}, "then": {"link": "link_emergency"}}],
    "buffer_after_minutes": 10,
}
EMERGENCY = {
    "id": "link_emergency",
    "slug": "emergency",
    "title": "Emergency",
    "duration_minutes": 20,
    "slot_interval_minutes": 20,
    "services": ["filling"],
    "staff": ["tom", "ann"],
    "windows": {"mon": ["09:00-12:00"], "tue": ["09:00-10:00"]},
    "questions": [
        {"id": "q_where", "text": "Which side?", "type": "choice", "choices": ["Left", "Right", "Top"]},
        {**PAIN, "text": "How bad?"},
    ],
    "routing": [
        {"if": {"q_pain": {"gte": 10}}, "then": {"reject": "Please call us."}},
        {"if": {"q_pain": {"gte": 9}}, "then": {"staff": ["ann"]}},
        {"if": {"q_pain": {"gte": 8}}, "then": {"link": "link_last"}},
    ],
}
LAST = {
    "id": "link_last",
    "slug": "last",
    "title": "Last",
    "duration_minutes": 60,
    "staff": ["ann"],
    "windows": {"tue": ["09:00-12:00"]},
    "questions": [{"id": "q_why", "text": "Why?", "type": "text", "required": True}],
}
SENT_ON = {"booking_link_id": "link_emergency", "routed_from": "link_checkup"}


@pytest.fixture
def api_sending_on(empty_api: Api, dentist: dict[str, Any], link: dict[str, Any]) -> Callable[..., Api]:
    """The check-up sends on to the emergency link, whose keys can be changed."""

    def make(**changes: Any) -> Api:
        link.update(CHECKUP)
        dentist["staff"].append({"id": "ann", "name": "Ann Lee"})
        dentist["booking_links"] += [EMERGENCY | changes, LAST]
        empty_api.apply(dentist)
        return empty_api

    return make


@pytest.fixture
def sending_on(api_sending_on: Callable[..., Api]) -> Api:
    return api_sending_on()


def answers(**given: Any) -> list[dict[str, Any]]:
    return [{"question_id": key, "answer": value} for key, value in given.items()]


def test_the_booking_is_made_through_the_other_link_by_its_rules(sending_on: Api) -> None:
    given = answers(q_pain=6, q_where="Top", q_note="Hurry")
    made = sending_on.book(START, answers=given).json()["data"]
    assert {key: made[key] for key in SENT_ON} == SENT_ON
    assert (made["slug"], made["link_title"], made["duration_minutes"]) == ("emergency", "Emergency", 20)
    assert (made["start_time"], made["end_time"], made["staff_id"]) == (START, "2026-06-02T08:20:00Z", "tom")
    assert made["answers"] == answers(q_where="Top", q_pain=6, q_note="Hurry")  # its questions come first
    assert sending_on.get(f"/api/v1/bookings/{made['id']}").json()["data"] == made
    assert sending_on.get("/api/v1/bookings", booking_link_id="link_emergency").json()["data"] == [made]
    (entry,) = sending_on.get(f"/api/v1/bookings/{made['id']}/history").json()["data"]
    assert entry["details"] == {"routed_from": "link_checkup"}
    moved = sending_on.call(
        "PATCH", f"/api/v1/bookings/{made['id']}/reschedule", {"start_time": "2026-06-02T08:20:00Z"}
    )
    assert {key: moved.json()["data"][key] for key in SENT_ON} == SENT_ON


def test_a_booking_that_no_rule_sends_on_says_so(sending_on: Api) -> None:
    made = sending_on.book(START, answers=answers(q_pain=1)).json()["data"]
    assert (made["booking_link_id"], made["routed_from"]) == ("link_checkup", None)
    direct = sending_on.book(START, booking_link_id="link_emergency", answers=answers(q_pain=6)).json()[
        "data"
    ]
    assert (direct["booking_link_id"], direct["routed_from"]) == ("link_emergency", None)


def test_an_answer_that_does_not_fit_the_other_question_is_not_carried_over(sending_on: Api) -> None:
    made = sending_on.book(START, answers=answers(q_pain=6, q_where="Bottom")).json()["data"]
    assert made["answers"] == answers(q_pain=6)


def test_every_slot_of_the_other_link_can_be_had_and_nothing_else(sending_on: Api) -> None:
    listed = sending_on.starts("2026-06-02", booking_link_id="link_emergency")
    assert [start[11:16] for start in listed] == ["08:00", "08:20", "08:40"]
    for start in sending_on.starts("2026-06-02"):
        answer = sending_on.book(start, answers=answers(q_pain=6))
        assert answer.status_code == (201 if start in listed else 400), start
    assert sending_on.book("2026-06-02T08:20:00Z", answers=answers(q_pain=6)).status_code == 201


def test_a_time_that_is_no_slot_of_the_other_link_says_whose_slots_are_needed(sending_on: Api) -> None:
    for start, rule in (("2026-06-02T09:30:00Z", "outside_windows"), ("2026-06-02T08:30:00Z", "off_grid")):
        error = error_of(sending_on.book(start, answers=answers(q_pain=6)), 400)
        assert error["code"] == "slot_not_available"
        assert error["details"] == {"rule": rule, "start_time": start, "service_id": None, **SENT_ON}


def test_a_taken_time_of_the_other_link_says_whose_slots_and_whose_staff_are_needed(sending_on: Api) -> None:
    severe = answers(q_pain=9)
    assert sending_on.book(START, answers=severe).json()["data"]["staff_id"] == "ann"
    error = error_of(sending_on.book(START, answers=severe), 409)
    assert error["code"] == "slot_taken"
    assert error["details"] == {"start_time": START, "staff_ids": ["ann"], "service_id": None, **SENT_ON}


def test_a_question_of_the_other_link_without_an_answer_is_told_and_answered_there(sending_on: Api) -> None:
    """Two rules after one another."""
    error = error_of(sending_on.book(START, answers=answers(q_pain=8)), 400)
    assert error["code"] == "validation_failed"
    (problem,) = error["details"].pop("problems")
    assert (problem["question_id"], problem["kind"]) == ("q_why", "missing")
    assert error["details"] == {"booking_link_id": "link_last", "routed_from": "link_checkup"}
    made = sending_on.book(START, booking_link_id="link_last", answers=answers(q_why="Pain")).json()["data"]
    assert (made["staff_id"], made["duration_minutes"]) == ("ann", 60)


def test_the_other_links_rejection_is_the_answer(sending_on: Api) -> None:
    error = error_of(sending_on.book(START, answers=answers(q_pain=10)), 403)
    assert error["code"] == "routing_rejected"
    assert error["details"] == {"reason": "Please call us.", **SENT_ON}
    assert sending_on.get("/api/v1/bookings").json()["pagination"]["total"] == 0


@pytest.mark.parametrize(("service", "kept", "minutes"), [("filling", "filling", 60), ("checkup", None, 20)])
def test_a_service_goes_along_if_the_other_link_offers_it(
    sending_on: Api, service: str, kept: str | None, minutes: int
) -> None:
    made = sending_on.book(START, service_id=service, answers=answers(q_pain=6)).json()["data"]
    assert (made["service_id"], made["duration_minutes"]) == (kept, minutes)


def test_somebody_who_does_not_take_the_other_links_bookings_is_told(sending_on: Api) -> None:
    error = error_of(sending_on.book(START, staff_id="sarah", answers=answers(q_pain=6)), 400)
    assert error["details"]["problems"][0]["field"] == "staff_id"
    assert {key: error["details"][key] for key in SENT_ON} == SENT_ON
    assert sending_on.book(START, staff_id="tom", answers=answers(q_pain=6)).status_code == 201


@pytest.mark.parametrize(("holder", "taker"), [("tom", "tom"), ("sarah", "tom")])
def test_a_hold_of_the_first_links_time_is_used_by_the_other(
    sending_on: Api, holder: str, taker: str
) -> None:
    wanted = {"slug": "check-up", "start_time": START, "staff_id": holder}
    hold = sending_on.call("POST", "/api/v1/holds", wanted).json()["data"]
    made = sending_on.book(START, answers=answers(q_pain=6), hold_id=hold["id"])
    assert made.status_code == 201, made.text
    assert made.json()["data"]["staff_id"] == taker
    again = sending_on.book(START, answers=answers(q_pain=6), hold_id=hold["id"])
    assert error_of(again, 409)["code"] == "hold_used"
    assert "2026-06-02T08:00:00Z" in sending_on.starts("2026-06-02", staff_id="sarah")


def test_a_hold_of_the_other_links_time_is_as_good(sending_on: Api) -> None:
    hold = sending_on.call("POST", "/api/v1/holds", {"slug": "emergency", "start_time": START}).json()["data"]
    assert sending_on.book(START, answers=answers(q_pain=6), hold_id=hold["id"]).status_code == 201


def test_a_repetition_gets_the_same_answer(sending_on: Api) -> None:
    body = {
        "slug": "check-up",
        "contact_name": "Dana Cole",
        "contact_email": "dana@example.com",
        "start_time": START,
        "answers": answers(q_pain=6),
    }
    first, second = (
        sending_on.call("POST", "/api/v1/bookings", body, headers={"Idempotency-Key": "one"}) for _ in "12"
    )
    assert first.status_code == 201
    assert first.text == second.text
    assert first.json()["data"]["routed_from"] == "link_checkup"
