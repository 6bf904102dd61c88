"""Seats over HTTP: what is listed, booked, held, moved and cancelled in sessions that several share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert

from bookings.storage.tables import busy_ranges
from tests.bookings.support import Api, error_of

TUESDAY_9, TUESDAY_930, TUESDAY_10 = (f"2026-06-02T0{start}:00Z" for start in ("8:00", "8:30", "9:00"))
MakeApi = Callable[..., Api]


@pytest.fixture
def yoga(api_with: MakeApi) -> Api:
    """Three may share a session; Sarah alone takes them."""
    return api_with(seats=3, staff=["sarah"], buffer_after_minutes=10)


def slots(api: Api, **params: Any) -> dict[str, dict[str, Any]]:
    query = {"slug": "check-up", "date": "2026-06-02", **params}
    found = api.get("/api/v1/availability", **query).json()["data"]["slots"]
    return {slot.pop("start"): slot for slot in found}


def left(api: Api, start: str = TUESDAY_9, **params: Any) -> int | None:
    """None where it is not listed."""
    seats: int | None = slots(api, **params).get(start, {}).get("seats_left")
    return seats


def hold(api: Api, start: str = TUESDAY_9, **changes: Any) -> str:
    answer = api.call("POST", "/api/v1/holds", {"slug": "check-up", "start_time": start, **changes})
    assert answer.status_code == 201, answer.text
    held: str = answer.json()["data"]["id"]
    return held


def move(api: Api, booking: dict[str, Any], start: str, **more: Any) -> Any:
    body = {"start_time": start, **more}
    return api.call("PATCH", f"/api/v1/bookings/{booking['id']}/reschedule", body)


def test_as_many_can_book_one_slot_as_there_are_seats(yoga: Api) -> None:
    for number in range(3):
        assert left(yoga) == 3 - number
        assert yoga.book(TUESDAY_9, contact_email=f"c{number}@example.com").status_code == 201
    assert left(yoga) is None
    assert error_of(yoga.book(TUESDAY_9), 409)["code"] == "slot_taken"


def test_one_contact_may_book_for_two(yoga: Api) -> None:
    assert [yoga.book(TUESDAY_9).status_code for _ in range(2)] == [201, 201]


def test_nothing_else_fits_beside_a_session(yoga: Api) -> None:
    yoga.book(TUESDAY_930)
    assert left(yoga, TUESDAY_930) == 2
    assert left(yoga, TUESDAY_9) is None, "the buffer after it would reach into the session"
    assert error_of(yoga.book(TUESDAY_930, service_id="checkup"), 409)["code"] == "slot_taken"
    assert left(yoga, TUESDAY_930, service_id="checkup") is None


def test_where_an_appointment_is_for_one_nothing_is_said_of_seats(api: Api) -> None:
    assert slots(api, include="staff")[TUESDAY_9] == {"end": TUESDAY_930, "staff_ids": ["sarah", "tom"]}


def test_the_seats_of_each_person_are_told_with_the_staff(api_with: MakeApi) -> None:
    api = api_with(seats=3)
    api.book(TUESDAY_9, staff_id="tom")
    assert slots(api, include="staff")[TUESDAY_9] == {
        "end": TUESDAY_930,
        "staff_ids": ["sarah", "tom"],
        "seats_left": 5,
        "staff_seats_left": {"sarah": 3, "tom": 2},
    }


def test_a_session_fills_before_another_one_begins(api_with: MakeApi) -> None:
    api = api_with(seats=2)
    takers = [api.book(TUESDAY_9).json()["data"]["staff_id"] for _ in range(4)]
    assert takers == ["sarah", "sarah", "tom", "tom"]
    assert error_of(api.book(TUESDAY_9), 409)["code"] == "slot_taken"


def test_joining_a_session_takes_no_turn(api_with: MakeApi) -> None:
    api = api_with(seats=3)
    starts = [TUESDAY_9, TUESDAY_9, TUESDAY_930, TUESDAY_9, TUESDAY_10]
    takers = [api.book(start).json()["data"]["staff_id"] for start in starts]
    assert takers == ["sarah", "sarah", "tom", "sarah", "sarah"]


def test_a_service_has_its_own_seats(empty_api: Api, dentist: dict[str, Any]) -> None:
    dentist["services"][0]["seats"] = 2
    empty_api.apply(dentist)
    assert left(empty_api, service_id="checkup") == 4
    assert left(empty_api, service_id="filling") is None, "for one alone, so nothing is said of seats"
    assert [
        empty_api.book(TUESDAY_9, service_id="checkup", staff_id="tom").status_code for _ in range(3)
    ] == [
        201,
        201,
        409,
    ]
    assert [
        empty_api.book(TUESDAY_10, service_id="filling", staff_id="tom").status_code for _ in range(2)
    ] == [
        201,
        409,
    ]


def test_a_hold_keeps_a_seat_and_its_booking_uses_just_that(yoga: Api) -> None:
    held = [hold(yoga) for _ in range(2)]
    assert left(yoga) == 1
    yoga.book(TUESDAY_9)
    assert left(yoga) is None
    assert left(yoga, hold_id=held[0]) == 1
    assert yoga.book(TUESDAY_9, hold_id=held[0]).status_code == 201
    assert error_of(yoga.book(TUESDAY_9), 409)["code"] == "slot_taken"
    assert yoga.book(TUESDAY_9, hold_id=held[1]).status_code == 201


def test_an_expired_hold_gives_its_seat_back(yoga: Api) -> None:
    for _ in range(3):
        hold(yoga, minutes=5)
    yoga.clock.step(minutes=5)
    assert [yoga.book(TUESDAY_9).status_code for _ in range(4)] == [201, 201, 201, 409]


def test_cancelling_frees_exactly_one_seat(yoga: Api) -> None:
    made = [yoga.book(TUESDAY_9).json()["data"] for _ in range(3)]
    yoga.call("PATCH", f"/api/v1/bookings/{made[1]['id']}/cancel", {})
    assert left(yoga) == 1
    yoga.book(TUESDAY_9)
    assert left(yoga) is None
    for booking in (made[0], made[2]):
        yoga.call("PATCH", f"/api/v1/bookings/{booking['id']}/cancel", {})
    assert left(yoga) == 2


def test_a_booking_moves_into_and_out_of_sessions(yoga: Api) -> None:
    first = [yoga.book(TUESDAY_9).json()["data"] for _ in range(3)]
    second = yoga.book(TUESDAY_10).json()["data"]
    assert error_of(move(yoga, second, TUESDAY_9), 409)["code"] == "slot_taken"
    assert move(yoga, first[0], TUESDAY_9).status_code == 200, "where it is"
    assert move(yoga, first[0], TUESDAY_10).status_code == 200
    assert (left(yoga), left(yoga, TUESDAY_10)) == (1, 1)
    assert move(yoga, second, TUESDAY_9).status_code == 200
    assert (left(yoga), left(yoga, TUESDAY_10)) == (None, 2)


def test_the_last_to_leave_frees_the_time_for_other_things(yoga: Api) -> None:
    booking = yoga.book(TUESDAY_930).json()["data"]
    assert left(yoga, TUESDAY_9) is None
    assert move(yoga, booking, TUESDAY_10).status_code == 200
    assert left(yoga, TUESDAY_9) == 3


def test_seats_raised_by_apply_let_more_into_what_is_booked(api_with: MakeApi) -> None:
    api = api_with(staff=["sarah"])
    api.book(TUESDAY_9)
    assert api.starts("2026-06-02")[0] == TUESDAY_930
    api_with(seats=2)
    assert left(api) == 1
    assert [api.book(TUESDAY_9).status_code for _ in range(2)] == [201, 409]


def test_seats_lowered_by_apply_keep_what_is_booked_and_let_nobody_in(yoga: Api, api_with: MakeApi) -> None:
    made = [yoga.book(TUESDAY_9).json()["data"] for _ in range(3)]
    api_with(seats=2)
    for booking, after in zip(made, (None, 1, 2), strict=True):
        assert left(yoga) is None or booking is made[2]
        yoga.call("PATCH", f"/api/v1/bookings/{booking['id']}/cancel", {})
        assert left(yoga) == after
    assert [yoga.book(TUESDAY_9).status_code for _ in range(3)] == [201, 201, 409]


def test_a_session_goes_on_when_its_length_and_buffers_are_changed(yoga: Api, api_with: MakeApi) -> None:
    yoga.book(TUESDAY_9)
    api_with(duration_minutes=45, buffer_after_minutes=15)
    assert left(yoga) == 2
    assert yoga.book(TUESDAY_9).json()["data"]["end_time"] == "2026-06-02T08:45:00Z"
    assert left(yoga) == 1
    assert left(yoga, TUESDAY_930) is None


def test_a_calendars_busy_range_closes_a_session(yoga: Api) -> None:
    yoga.book(TUESDAY_9)
    busy = {"id": "b", "business_id": "dentist", "staff_id": "sarah", "source": "calendar"}
    span = {"starts_at": datetime.fromisoformat(TUESDAY_9), "ends_at": datetime.fromisoformat(TUESDAY_930)}
    with yoga.storage.writing() as unit:
        unit.connection.execute(insert(busy_ranges).values(busy | span))
    assert left(yoga) is None


def test_the_catalogue_tells_the_seats(empty_api: Api, dentist: dict[str, Any]) -> None:
    dentist["booking_links"][0]["seats"] = 3
    dentist["services"][0]["seats"] = 1
    empty_api.apply(dentist)
    told = empty_api.get("/api/v1/catalogue").json()["data"]
    assert told["booking_links"][0]["seats"] == 3
    assert told["services"][0]["seats"] == 1
    assert "seats" not in told["services"][1]
