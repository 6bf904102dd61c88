"""The contact says that they will come."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bookings.storage.tables import outbox, reminders
from tests.bookings.support import Api, error_of

TUESDAY_9, TUESDAY_930, WEDNESDAY_9 = "2026-06-02T08:00:00Z", "2026-06-02T08:30:00Z", "2026-06-03T08:00:00Z"
SAID_AT = "2026-06-01T08:05:00Z"


@pytest.fixture
def made(api: Api) -> dict[str, Any]:
    booking: dict[str, Any] = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    api.clock.step(minutes=5)
    return booking


def confirm(api: Api, booking_id: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.call("POST", f"/api/v1/bookings/{booking_id}/confirm-attendance", headers=named)


def change(api: Api, booking_id: str, what: str, body: object = None) -> httpx.Response:
    return api.call("PATCH", f"/api/v1/bookings/{booking_id}/{what}", body)


def test_it_is_noted_in_the_booking_and_wherever_bookings_are_told(api: Api, made: dict[str, Any]) -> None:
    answer = confirm(api, made["id"])
    confirmed = made | {"attendance_confirmed_at": SAID_AT}
    assert (answer.status_code, answer.json(), answer.headers["ETag"]) == (200, {"data": confirmed}, '"2"')
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == confirmed
    assert api.get("/api/v1/bookings").json()["data"] == [confirmed]


def test_said_again_it_changes_nothing_and_nobody_is_told_twice(api: Api, made: dict[str, Any]) -> None:
    first = confirm(api, made["id"])
    api.clock.step(minutes=5)
    again = confirm(api, made["id"])
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["ETag"] == first.headers["ETag"]
    with api.storage.reading() as view:
        kinds = [row.kind for row in view.connection.execute(select(outbox).order_by(outbox.c.id))]
    assert kinds == ["booking.created", "booking.attendance_confirmed"]


def test_the_history_tells_it(api: Api, made: dict[str, Any]) -> None:
    confirm(api, made["id"])
    told = api.get(f"/api/v1/bookings/{made['id']}/history").json()["data"][-1]
    assert (told["version"], told["at"], told["what"], told["key_name"], told["details"]) == (
        2,
        SAID_AT,
        "attendance_confirmed",
        "bot",
        {},
    )


def test_whoever_said_so_is_reminded_all_the_same(api: Api, made: dict[str, Any]) -> None:
    with api.storage.reading() as view:
        before = view.connection.execute(select(reminders)).all()
    confirm(api, made["id"])
    with api.storage.reading() as view:
        assert view.connection.execute(select(reminders)).all() == before != []


def test_nobody_has_said_so_of_the_time_that_it_is_moved_to(api: Api, made: dict[str, Any]) -> None:
    confirm(api, made["id"])
    moved = change(api, made["id"], "reschedule", {"start_time": TUESDAY_930}).json()["data"]
    assert moved["attendance_confirmed_at"] is None
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == moved
    assert confirm(api, made["id"]).json()["data"]["attendance_confirmed_at"] == SAID_AT


def test_a_move_that_fails_forgets_nothing(api: Api, made: dict[str, Any]) -> None:
    confirm(api, made["id"])
    api.book(TUESDAY_930, staff_id="tom")
    body = {"start_time": TUESDAY_930}
    assert error_of(change(api, made["id"], "reschedule", body), 409)["code"] == "slot_taken"
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"]["attendance_confirmed_at"] == SAID_AT


def test_from_its_start_on_it_is_too_late(api: Api, made: dict[str, Any]) -> None:
    api.clock.step(hours=23, minutes=55)
    error = error_of(confirm(api, made["id"]), 409)
    assert (error["code"], error["details"]) == (
        "status_conflict",
        {"id": made["id"], "status": "confirmed"},
    )
    change(api, made["id"], "complete")
    assert error_of(confirm(api, made["id"]), 409)["details"]["status"] == "completed"


def test_what_is_cancelled_or_not_there_is_told(api: Api, made: dict[str, Any]) -> None:
    assert error_of(confirm(api, "bk_nope"), 404)["code"] == "not_found"
    change(api, made["id"], "cancel", {"reason": "Ill"})
    error = error_of(confirm(api, made["id"]), 409)
    assert (error["code"], error["details"]["reason"]) == ("already_cancelled", "Ill")
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"]["attendance_confirmed_at"] is None


def test_what_was_changed_meanwhile_is_left_alone(api: Api, made: dict[str, Any]) -> None:
    change(api, made["id"], "reschedule", {"start_time": WEDNESDAY_9})
    assert error_of(confirm(api, made["id"], If_Match='"1"'), 412)["code"] == "precondition_failed"
    assert confirm(api, made["id"], If_Match='"2"').status_code == 200
