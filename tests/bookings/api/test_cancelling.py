"""PATCH /api/v1/bookings/:id/cancel."""

from typing import Any

import pytest
from sqlalchemy import select

from bookings.storage.tables import outbox, reminders
from tests.bookings.support import Api, error_of

TUESDAY_9 = "2026-06-02T08:00:00Z"


def rows(api: Api, table: Any) -> list[dict[str, Any]]:
    with api.storage.reading() as view:
        return [dict(row) for row in view.connection.execute(select(table)).mappings()]


def test_a_cancelled_booking_says_so_with_its_reason(api: Api) -> None:
    made = api.book(TUESDAY_9).json()["data"]
    api.clock.step(minutes=5)
    answer = api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel", {"reason": " Ill "})
    assert answer.status_code == 200
    assert answer.json() == {"data": {"id": made["id"], "status": "cancelled", "reason": "Ill"}}
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == made | {
        "status": "cancelled",
        "reason": "Ill",
        "cancelled_at": "2026-06-01T08:05:00Z",
    }


@pytest.mark.parametrize("body", [None, b"", b"{}", b'{"reason": null}', b'{"reason": " "}'])
def test_the_reason_may_be_left_out(api: Api, body: bytes | None) -> None:
    made = api.book(TUESDAY_9).json()["data"]
    answer = api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel", body)
    assert answer.json() == {"data": {"id": made["id"], "status": "cancelled", "reason": None}}


def test_the_time_is_free_again(api: Api) -> None:
    before = api.starts("2026-06-02", staff_id="tom")
    made = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    assert TUESDAY_9 not in api.starts("2026-06-02", staff_id="tom")
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel")
    assert api.starts("2026-06-02", staff_id="tom") == before
    assert api.book(TUESDAY_9, staff_id="tom").status_code == 201


def test_a_second_time_is_a_conflict_and_keeps_the_first_reason(api: Api) -> None:
    made = api.book(TUESDAY_9).json()["data"]
    path = f"/api/v1/bookings/{made['id']}/cancel"
    api.call("PATCH", path, {"reason": "Ill"})
    error = error_of(api.call("PATCH", path, {"reason": "Other"}), 409)
    assert error["code"] == "already_cancelled"
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"]["reason"] == "Ill"


def test_an_unknown_booking_is_not_found(api: Api) -> None:
    assert error_of(api.call("PATCH", "/api/v1/bookings/bk_nope/cancel"), 404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"{", "malformed_json"), (b"[]", "malformed_json"), (b'{"reason": 5}', "validation_failed"),
     (b'{"reason": "' + b"x" * 1001 + b'"}', "validation_failed")],
)  # fmt: skip
def test_a_body_that_cannot_be_used_cancels_nothing(api: Api, body: bytes, code: str) -> None:
    made = api.book(TUESDAY_9).json()["data"]
    assert error_of(api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel", body), 400)["code"] == code
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"]["status"] == "confirmed"


def test_reminders_come_with_the_booking_and_go_with_it(api: Api) -> None:
    made = api.book("2026-06-03T08:00:00Z").json()["data"]
    due = {row["minutes_before"]: row["due_at"].isoformat() for row in rows(api, reminders)}
    assert due == {1440: "2026-06-02T08:00:00+00:00", 60: "2026-06-03T07:00:00+00:00"}
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel")
    assert rows(api, reminders) == []


def test_nobody_is_reminded_in_the_past(api: Api) -> None:
    api.clock.step(hours=1)
    api.book(TUESDAY_9)
    assert [row["minutes_before"] for row in rows(api, reminders)] == [60]


def test_making_and_cancelling_each_leave_word_for_the_rest_of_the_world(api: Api) -> None:
    made = api.book(TUESDAY_9).json()["data"]
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel", {"reason": "Ill"})
    told = [(row["kind"], row["booking_id"], row["payload"]) for row in rows(api, outbox)]
    assert told == [
        ("booking.created", made["id"], {"version": 1, "status": "confirmed", "reason": None}),
        ("booking.cancelled", made["id"], {"version": 2, "status": "cancelled", "reason": "Ill"}),
    ]


def test_a_booking_that_failed_leaves_no_word(api: Api) -> None:
    api.book(TUESDAY_9, staff_id="tom")
    api.book(TUESDAY_9, staff_id="tom")
    assert len(rows(api, outbox)) == 1
