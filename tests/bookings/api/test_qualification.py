"""Questions and routing rules, over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.bookings.support import Api, error_of

START = "2026-06-02T08:00:00Z"
QUESTIONS = [
    {"id": "q_new", "text": "Are you new?", "type": "boolean", "required": True},
    {"id": "q_pain", "text": "Pain?", "type": "number", "min": 0, "max": 10, "required": True,
     "ask_if": {"q_new": False}},
    {"id": "q_note", "text": "Anything else?", "type": "text", "required": False},
]  # fmt: skip
ROUTING = [
    {"if": {"q_pain": {"gte": 10}}, "then": {"reject": "Please call us."}},
    {"if": {"q_pain": {"gte": 8}}, "then": {"staff": ["tom"]}},
]


@pytest.fixture
def asking(api_with: Callable[..., Api]) -> Api:
    return api_with(questions=QUESTIONS, routing=ROUTING)


def answers(**given: Any) -> list[dict[str, Any]]:
    return [{"question_id": key, "answer": value} for key, value in given.items()]


def test_answers_are_kept_and_given_back(asking: Api) -> None:
    given = answers(q_new=False, q_pain=3, q_note="No")
    made = asking.book(START, answers=given).json()["data"]
    assert made["answers"] == given
    assert asking.get(f"/api/v1/bookings/{made['id']}").json()["data"]["answers"] == given
    assert asking.get("/api/v1/bookings").json()["data"][0]["answers"] == given


def test_a_required_question_without_answer_fails_the_validation(asking: Api) -> None:
    error = error_of(asking.book(START), 400)
    assert error["code"] == "validation_failed"
    (problem,) = error["details"]["problems"]
    assert (problem["question_id"], problem["kind"]) == ("q_new", "missing")


def test_a_conditional_question_is_required_only_when_it_is_asked(asking: Api) -> None:
    error = error_of(asking.book(START, answers=answers(q_new=False)), 400)
    assert [(p["question_id"], p["kind"]) for p in error["details"]["problems"]] == [("q_pain", "missing")]
    assert asking.book(START, answers=answers(q_new=True)).status_code == 201


def test_all_faults_are_told_at_once(asking: Api) -> None:
    given = answers(q_new=False, q_pain=11, q_other="x")
    error = error_of(asking.book(START, answers=given, staff_id="nobody"), 400)
    named = {p.get("question_id") or p["field"]: p["kind"] for p in error["details"]["problems"]}
    assert named == {"q_pain": "invalid", "q_other": "invalid", "staff_id": "invalid"}


def test_a_rejecting_rule_gives_its_reason_and_books_nothing(asking: Api) -> None:
    error = error_of(asking.book(START, answers=answers(q_new=False, q_pain=10)), 403)
    assert error == {
        "code": "routing_rejected",
        "message": "Please call us.",
        "details": {"reason": "Please call us."},
    }
    assert asking.get("/api/v1/bookings").json()["pagination"]["total"] == 0


def test_a_rule_that_chooses_staff_keeps_to_them(asking: Api) -> None:
    severe = answers(q_new=False, q_pain=8)
    assert asking.book(START, answers=severe).json()["data"]["staff_id"] == "tom"
    error = error_of(asking.book(START, answers=severe), 409)
    assert error["code"] == "slot_taken"
    assert error["details"]["staff_ids"] == ["tom"]
    assert asking.book(START, answers=answers(q_new=True)).json()["data"]["staff_id"] == "sarah"


def test_asking_for_somebody_else_than_the_rule_chooses_is_told(asking: Api) -> None:
    error = error_of(asking.book(START, staff_id="sarah", answers=answers(q_new=False, q_pain=9)), 400)
    assert error["details"]["problems"][0]["field"] == "staff_id"
    assert "Tom Okafor" in error["message"]


def test_no_rule_matching_leaves_it_to_any_staff(asking: Api) -> None:
    mild = answers(q_new=False, q_pain=1)
    assert {asking.book(START, answers=mild).json()["data"]["staff_id"] for _ in "12"} == {"sarah", "tom"}
