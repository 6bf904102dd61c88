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


def test_faults_of_fields_and_of_answers_are_told_at_once_too(asking: Api) -> None:
    given = [*answers(q_pain=11, q_note="x"), {"answer": 1}, "yes", *answers(q_note="y")]
    answer = asking.book("soon", answers=given, contact_email="dana", staff_id="nobody")
    problems = error_of(answer, 400)["details"]["problems"]
    assert [(p.get("question_id") or p["field"], p["kind"]) for p in problems] == [
        ("answers", "invalid"),
        ("answers", "invalid"),
        ("contact_email", "invalid"),
        ("start_time", "invalid"),
        ("staff_id", "invalid"),
        ("q_new", "missing"),
        ("q_pain", "invalid"),
        ("q_note", "invalid"),
    ]
    assert problems[0]["message"].startswith("answers[2]: ")
    assert problems[1]["message"].startswith("answers[3]: ")


def test_faults_of_fields_are_told_for_a_link_that_does_not_exist(asking: Api) -> None:
    answer = asking.book(START, booking_link_id="nope", contact_email="dana")
    assert [p["field"] for p in error_of(answer, 400)["details"]["problems"]] == ["contact_email"]


EVERY_TYPE = [
    {"id": "q_yes", "text": "Yes?", "type": "boolean"},
    {"id": "q_number", "text": "How many?", "type": "number", "min": 1, "max": 5},
    {"id": "q_text", "text": "What?", "type": "text", "max_length": 5},
    {"id": "q_one", "text": "Which?", "type": "choice", "choices": ["Red", "Blue"]},
    {"id": "q_some", "text": "Which ones?", "type": "multi_choice", "choices": ["A", "B", "C"], "max": 2},
    {"id": "q_email", "text": "Where to?", "type": "email"},
    {"id": "q_phone", "text": "Which number?", "type": "phone"},
    {"id": "q_date", "text": "Since when?", "type": "date", "min": "2020-01-01", "max": "2026-12-31"},
]  # fmt: skip


def test_every_type_is_kept_in_its_normal_form(api_with: Callable[..., Api]) -> None:
    api = api_with(questions=EVERY_TYPE)
    given = answers(
        q_yes="yes", q_number="3", q_text=" ab ", q_one="red", q_some=["c", "A"],
        q_email="a@b.example", q_phone="+44 (20) 7946-0000", q_date="2024-02-29",
    )  # fmt: skip
    made = api.book(START, answers=given).json()["data"]
    assert {one["question_id"]: one["answer"] for one in made["answers"]} == {
        "q_yes": True, "q_number": 3, "q_text": "ab", "q_one": "Red", "q_some": ["A", "C"],
        "q_email": "a@b.example", "q_phone": "+442079460000", "q_date": "2024-02-29",
    }  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        answers(q_yes=1, q_number=6, q_text="abcdef", q_one="Green", q_some=["A", "B", "C"], q_email="a@b",
                q_phone="12", q_date="2023-02-29"),
        answers(q_yes="perhaps", q_number="two", q_text=5, q_one=["Red"], q_some=["A", "D"], q_email=7,
                q_phone=442079460000, q_date="2019-12-31"),
        answers(q_yes=[], q_number=True, q_text={}, q_one=True, q_some=[["A"]], q_email="a b@c.example",
                q_phone="call me", q_date=20240229),
    ],
)  # fmt: skip
def test_every_type_refuses_what_does_not_fit_and_all_of_it_at_once(
    api_with: Callable[..., Api], given: list[dict[str, Any]]
) -> None:
    api = api_with(questions=EVERY_TYPE)
    problems = error_of(api.book(START, answers=given), 400)["details"]["problems"]
    wrong = [one["question_id"] for one in given if one["answer"] != []]
    assert [problem["question_id"] for problem in problems] == wrong
    assert all("expected" in problem["message"] for problem in problems)
    assert api.get("/api/v1/bookings").json()["pagination"]["total"] == 0


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
