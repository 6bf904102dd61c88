"""Moving bookings, completing them, nobody came; versions and history."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bookings.storage.tables import outbox, reminders
from tests.bookings.support import Api, error_of

TUESDAY_9, TUESDAY_930, WEDNESDAY_9 = "2026-06-02T08:00:00Z", "2026-06-02T08:30:00Z", "2026-06-03T08:00:00Z"


def change(api: Api, booking_id: str, what: str, body: object = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.call("PATCH", f"/api/v1/bookings/{booking_id}/{what}", body, headers=named)


def move(api: Api, booking_id: str, start_time: str, **more: Any) -> httpx.Response:
    return change(api, booking_id, "reschedule", {"start_time": start_time, **more})


@pytest.fixture
def made(api: Api) -> dict[str, Any]:
    booking: dict[str, Any] = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    return booking


def test_a_moved_booking_is_the_same_at_another_time(api: Api, made: dict[str, Any]) -> None:
    answer = move(api, made["id"], TUESDAY_930)
    moved = made | {"start_time": TUESDAY_930, "end_time": "2026-06-02T09:00:00Z"}
    assert (answer.status_code, answer.json()) == (200, {"data": moved})
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == moved


def test_its_old_time_is_free_and_its_new_one_is_not(api: Api, made: dict[str, Any]) -> None:
    move(api, made["id"], TUESDAY_930)
    starts = api.starts("2026-06-02", staff_id="tom")
    assert (TUESDAY_9 in starts, TUESDAY_930 in starts) == (True, False)


def test_it_stays_with_its_person_unless_another_is_asked_for(api: Api, made: dict[str, Any]) -> None:
    api.book(TUESDAY_930, staff_id="tom")
    assert error_of(move(api, made["id"], TUESDAY_930), 409)["code"] == "slot_taken"
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == made
    moved = move(api, made["id"], TUESDAY_930, staff_id="sarah").json()["data"]
    assert (moved["staff_id"], moved["staff_name"]) == ("sarah", "Sarah Jones")


def test_its_own_time_is_not_in_its_way(api_with: Any) -> None:
    api = api_with(slot_interval_minutes=15)
    made = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    assert move(api, made["id"], "2026-06-02T08:15:00Z").status_code == 200
    assert move(api, made["id"], "2026-06-02T08:15:00Z").status_code == 200


def test_it_keeps_its_length(api: Api) -> None:
    made = api.book(TUESDAY_9, service_id="filling").json()["data"]
    moved = move(api, made["id"], WEDNESDAY_9).json()["data"]
    assert (moved["end_time"], moved["duration_minutes"]) == ("2026-06-03T09:00:00Z", 60)


def test_who_has_left_is_replaced_by_whose_turn_it_is(api: Api, dentist: dict[str, Any]) -> None:
    made = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    dentist["staff"].pop()
    dentist["booking_links"][0]["staff"] = ["sarah"]
    api.apply(dentist)
    assert move(api, made["id"], WEDNESDAY_9).json()["data"]["staff_id"] == "sarah"


def test_its_reminders_move_along(api: Api, made: dict[str, Any]) -> None:
    move(api, made["id"], WEDNESDAY_9)
    with api.storage.reading() as view:
        due = {
            row.minutes_before: row.due_at.isoformat() for row in view.connection.execute(select(reminders))
        }
    assert due == {1440: "2026-06-02T08:00:00+00:00", 60: "2026-06-03T07:00:00+00:00"}


def test_others_are_told(api: Api, made: dict[str, Any]) -> None:
    move(api, made["id"], TUESDAY_930)
    with api.storage.reading() as view:
        kinds = [row.kind for row in view.connection.execute(select(outbox).order_by(outbox.c.id))]
    assert kinds == ["booking.created", "booking.rescheduled"]


def test_held_times_are_not_for_others_to_move_to(api: Api, made: dict[str, Any]) -> None:
    api.call("POST", "/api/v1/holds", {"slug": "check-up", "start_time": TUESDAY_930, "staff_id": "tom"})
    assert error_of(move(api, made["id"], TUESDAY_930), 409)["code"] == "slot_taken"
    api.clock.step(minutes=10)
    assert move(api, made["id"], TUESDAY_930).status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "missing_field"),
        ({"start_time": "soon"}, "validation_failed"),
        ({"start_time": TUESDAY_930, "staff_id": "nope"}, "validation_failed"),
        ({"start_time": "2026-06-02T08:10:00Z"}, "slot_not_available"),
        ({"start_time": "2026-05-01T08:00:00Z"}, "slot_not_available"),
        ([], "malformed_json"),
    ],
)
def test_where_it_cannot_go_is_told(api: Api, made: dict[str, Any], body: object, code: str) -> None:
    assert error_of(change(api, made["id"], "reschedule", body), 400)["code"] == code
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == made


def test_a_booking_that_is_over_is_not_moved(api: Api, made: dict[str, Any]) -> None:
    other = api.book(TUESDAY_930).json()["data"]["id"]
    change(api, other, "cancel")
    assert error_of(move(api, other, WEDNESDAY_9), 409)["code"] == "already_cancelled"
    api.clock.step(days=1)
    change(api, made["id"], "complete")
    error = error_of(move(api, made["id"], WEDNESDAY_9), 409)
    assert (error["code"], error["details"]["status"]) == ("status_conflict", "completed")
    assert error_of(change(api, made["id"], "cancel"), 409)["code"] == "status_conflict"


@pytest.mark.parametrize(("what", "status"), [("no-show", "no_show"), ("complete", "completed")])
def test_from_its_start_on_a_booking_can_be_closed(
    api: Api, made: dict[str, Any], what: str, status: str
) -> None:
    api.clock.step(hours=23, minutes=59)
    assert error_of(change(api, made["id"], what), 409)["code"] == "status_conflict"
    api.clock.step(minutes=1)
    assert change(api, made["id"], what).json()["data"] == made | {"status": status}
    assert error_of(change(api, made["id"], what), 409)["code"] == "status_conflict"


def test_a_wrong_note_can_be_put_right(api: Api, made: dict[str, Any]) -> None:
    api.clock.step(days=1)
    statuses = [
        change(api, made["id"], what).json()["data"]["status"] for what in ("no-show", "complete", "no-show")
    ]
    assert statuses == ["no_show", "completed", "no_show"]


@pytest.mark.parametrize("what", ["no-show", "complete", "reschedule"])
def test_a_booking_that_is_not_there_or_is_cancelled_is_told(
    api: Api, made: dict[str, Any], what: str
) -> None:
    body = {"start_time": WEDNESDAY_9} if what == "reschedule" else None
    assert error_of(change(api, "bk_nope", what, body), 404)["code"] == "not_found"
    change(api, made["id"], "cancel", {"reason": "Ill"})
    error = error_of(change(api, made["id"], what, body), 409)
    assert (error["code"], error["details"]["reason"]) == ("already_cancelled", "Ill")


def test_the_etag_goes_up_with_every_change(api: Api, made: dict[str, Any]) -> None:
    path = f"/api/v1/bookings/{made['id']}"
    assert api.get(path).headers["ETag"] == '"1"'
    assert move(api, made["id"], TUESDAY_930).headers["ETag"] == '"2"'
    assert change(api, made["id"], "cancel").headers["ETag"] == '"3"'
    assert api.get(path).headers["ETag"] == '"3"'


@pytest.mark.parametrize("what", ["reschedule", "cancel", "no-show", "complete"])
def test_what_was_changed_meanwhile_is_left_alone(api: Api, made: dict[str, Any], what: str) -> None:
    body = {"start_time": WEDNESDAY_9} if what == "reschedule" else None
    move(api, made["id"], TUESDAY_930)
    api.clock.step(days=1, hours=1)
    now = api.get(f"/api/v1/bookings/{made['id']}").json()
    error = error_of(change(api, made["id"], what, body, If_Match='"1"'), 412)
    assert (error["code"], error["details"]) == ("precondition_failed", {"version": 2})
    assert api.get(f"/api/v1/bookings/{made['id']}").json() == now
    if what != "reschedule":  # Wednesday at 9 is too soon by now
        assert change(api, made["id"], what, body, If_Match='"1", "2"').status_code == 200


@pytest.mark.parametrize(
    ("value", "status"), [("*", 200), ("1", 400), ('W/"1"', 400), ('"x"', 400), ("", 400)]
)
def test_if_match_is_an_etag(api: Api, made: dict[str, Any], value: str, status: int) -> None:
    assert change(api, made["id"], "cancel", None, If_Match=value).status_code == status


def test_a_repetition_with_if_match_gets_the_first_answer(api: Api, made: dict[str, Any]) -> None:
    answers = [
        change(api, made["id"], "cancel", None, If_Match='"1"', Idempotency_Key="one") for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["ETag"] == answers[0].headers["ETag"] == '"2"'


def test_the_history_tells_who_did_what_and_when(api: Api, made: dict[str, Any]) -> None:
    api.clock.step(minutes=1)
    move(api, made["id"], TUESDAY_930, staff_id="sarah")
    api.clock.step(minutes=1)
    change(api, made["id"], "cancel", {"reason": "Ill"})
    told = api.get(f"/api/v1/bookings/{made['id']}/history").json()["data"]
    assert [(one["version"], one["at"], one["what"], one["key_name"]) for one in told] == [
        (1, "2026-06-01T08:00:00Z", "created", "bot"),
        (2, "2026-06-01T08:01:00Z", "rescheduled", "bot"),
        (3, "2026-06-01T08:02:00Z", "cancelled", "bot"),
    ]
    assert told[1]["details"] == {
        "from": {"start_time": TUESDAY_9, "staff_id": "tom"},
        "to": {"start_time": TUESDAY_930, "staff_id": "sarah"},
    }
    assert told[2]["details"] == {"reason": "Ill"}
    assert error_of(api.get("/api/v1/bookings/bk_nope/history"), 404)["code"] == "not_found"


def test_its_own_time_counts_as_free_for_who_moves_it(api_with: Any) -> None:
    api = api_with(slot_interval_minutes=15)
    made = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    quarter_past = "2026-06-02T08:15:00Z"
    assert quarter_past not in api.starts("2026-06-02", staff_id="tom")
    assert quarter_past in api.starts("2026-06-02", staff_id="tom", booking_id=made["id"])
    assert quarter_past not in api.starts("2026-06-02", staff_id="tom", booking_id="bk_of_nobody")


def held(api: Api, start_time: str, **more: Any) -> str:
    body = {"booking_link_id": "link_checkup", "start_time": start_time, **more}
    return str(api.call("POST", "/api/v1/holds", body).json()["data"]["id"])


def test_a_move_uses_the_hold_of_its_new_time(api: Api, made: dict[str, Any]) -> None:
    kept = held(api, WEDNESDAY_9, staff_id="tom")
    assert error_of(move(api, made["id"], WEDNESDAY_9), 409)["code"] == "slot_taken"
    assert move(api, made["id"], WEDNESDAY_9, hold_id=kept).json()["data"]["start_time"] == WEDNESDAY_9
    error = error_of(move(api, made["id"], WEDNESDAY_9, hold_id=kept), 409)
    assert (error["code"], error["details"]["booking_id"]) == ("hold_used", made["id"])


def test_a_hold_of_another_time_moves_nothing(api: Api, made: dict[str, Any]) -> None:
    kept = held(api, TUESDAY_930, staff_id="tom")
    error = error_of(move(api, made["id"], WEDNESDAY_9, hold_id=kept), 400)
    assert error["details"]["problems"][0]["field"] == "hold_id"
    assert error_of(move(api, made["id"], WEDNESDAY_9, hold_id="hold_nope"), 404)["code"] == "hold_not_found"
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == made


def test_a_hold_that_was_let_go_is_no_hindrance(api: Api, made: dict[str, Any]) -> None:
    kept = held(api, WEDNESDAY_9, staff_id="tom")
    api.call("DELETE", f"/api/v1/holds/{kept}")
    assert move(api, made["id"], WEDNESDAY_9, hold_id=kept).status_code == 200


def test_a_move_that_fails_leaves_the_hold_as_it_was(api: Api, made: dict[str, Any]) -> None:
    kept = held(api, WEDNESDAY_9, staff_id="tom")
    api.book(WEDNESDAY_9, staff_id="sarah")
    refused = move(api, made["id"], WEDNESDAY_9, staff_id="sarah", hold_id=kept)
    assert error_of(refused, 409)["code"] == "slot_taken"
    assert move(api, made["id"], WEDNESDAY_9, hold_id=kept).status_code == 200
