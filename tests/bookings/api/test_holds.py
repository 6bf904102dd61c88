"""POST and DELETE /api/v1/holds, and bookings that use a hold."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bookings.api.housekeeping import tidy
from bookings.storage.tables import holds
from tests.bookings.support import KEY, Api, error_of

TUESDAY_9, TUESDAY_930 = "2026-06-02T08:00:00Z", "2026-06-02T08:30:00Z"


def hold(api: Api, start_time: str = TUESDAY_9, **changes: Any) -> httpx.Response:
    body = {"booking_link_id": "link_checkup", "start_time": start_time, **changes}
    return api.call("POST", "/api/v1/holds", {k: v for k, v in body.items() if v is not None})


def release(api: Api, hold_id: str) -> httpx.Response:
    return api.call("DELETE", f"/api/v1/holds/{hold_id}")


def hold_both(api: Api) -> tuple[str, str]:
    tom, sarah = (hold(api, staff_id=who).json()["data"]["id"] for who in ("tom", "sarah"))
    return tom, sarah


def test_a_hold_is_answered_with_201_and_what_it_holds(api: Api) -> None:
    answer = hold(api, staff_id="tom", service_id="filling", minutes=5)
    assert answer.status_code == 201
    made = answer.json()["data"]
    assert made.pop("id").startswith("hold_")
    assert made == {
        "booking_link_id": "link_checkup",
        "slug": "check-up",
        "service_id": "filling",
        "staff_id": "tom",
        "start_time": TUESDAY_9,
        "end_time": "2026-06-02T09:00:00Z",
        "expires_at": "2026-06-01T08:05:00Z",
    }


def test_it_lasts_ten_minutes_unless_told_otherwise(api: Api) -> None:
    assert hold(api).json()["data"]["expires_at"] == "2026-06-01T08:10:00Z"


def test_a_held_time_is_not_listed_and_cannot_be_booked(api: Api) -> None:
    hold(api, staff_id="tom")
    assert TUESDAY_9 not in api.starts("2026-06-02", staff_id="tom")
    assert TUESDAY_9 in api.starts("2026-06-02", staff_id="sarah")
    assert error_of(api.book(TUESDAY_9, staff_id="tom"), 409)["code"] == "slot_taken"
    assert api.book(TUESDAY_9).json()["data"]["staff_id"] == "sarah"
    assert error_of(api.book(TUESDAY_9), 409)["code"] == "slot_taken"


def test_its_holder_sees_it_as_free(api: Api) -> None:
    tom, _ = hold_both(api)
    assert TUESDAY_9 not in api.starts("2026-06-02")
    assert TUESDAY_9 in api.starts("2026-06-02", hold_id=tom)
    assert TUESDAY_9 not in api.starts("2026-06-02", hold_id=tom, staff_id="sarah")


def test_who_has_lost_the_answer_names_the_hold_by_its_key(api: Api) -> None:
    """As a program does that was killed before it could note what it had made."""
    body = {"booking_link_id": "link_checkup", "start_time": TUESDAY_9, "staff_id": "tom"}
    made = api.call("POST", "/api/v1/holds", body, headers={"Idempotency-Key": "k1"}).json()
    assert TUESDAY_9 not in api.starts("2026-06-02", staff_id="tom")
    assert TUESDAY_9 in api.starts("2026-06-02", staff_id="tom", hold_key="k1")
    assert TUESDAY_9 not in api.starts("2026-06-02", staff_id="tom", hold_key="k2")
    assert api.call("POST", "/api/v1/holds", body, headers={"Idempotency-Key": "k1"}).json() == made


def test_the_key_of_something_else_frees_nothing(api: Api) -> None:
    body = {"booking_link_id": "link_checkup", "start_time": TUESDAY_9, "staff_id": "tom"}
    contact = {"contact_name": "Dana Cole", "contact_email": "dana@example.org"}
    answer = api.call("POST", "/api/v1/bookings", body | contact, headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 201
    assert TUESDAY_9 not in api.starts("2026-06-02", staff_id="tom", hold_key="k1")


def test_buffers_are_held_too(api_with: Any) -> None:
    api = api_with(buffer_after_minutes=10)
    hold(api, staff_id="tom")
    assert TUESDAY_930 not in api.starts("2026-06-02", staff_id="tom")


def test_two_holds_do_not_overlap(api: Api) -> None:
    assert [hold(api).status_code for _ in range(3)] == [201, 201, 409]
    assert error_of(hold(api), 409)["code"] == "slot_taken"


def test_holds_go_to_whose_turn_it_is(api: Api) -> None:
    assert api.book(TUESDAY_9).json()["data"]["staff_id"] == "sarah"
    assert hold(api, TUESDAY_930).json()["data"]["staff_id"] == "tom"


def test_booking_with_it_takes_the_held_time_and_uses_it_up(api: Api) -> None:
    tom, _ = hold_both(api)
    made = api.book(TUESDAY_9, hold_id=tom).json()["data"]
    assert made["staff_id"] == "tom"
    error = error_of(api.book(TUESDAY_9, hold_id=tom), 409)
    assert error["code"] == "hold_used"
    assert error["details"] == {"id": tom, "booking_id": made["id"]}


def test_after_the_booking_is_cancelled_the_time_is_free(api: Api) -> None:
    made = api.book(TUESDAY_9, hold_id=hold(api, staff_id="tom").json()["data"]["id"]).json()["data"]
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel")
    assert TUESDAY_9 in api.starts("2026-06-02", staff_id="tom")


def test_it_expires_by_itself(api: Api) -> None:
    hold_both(api)
    api.clock.step(minutes=9, seconds=59)
    assert TUESDAY_9 not in api.starts("2026-06-02")
    assert api.book(TUESDAY_9).status_code == 409
    api.clock.step(seconds=1)
    assert TUESDAY_9 in api.starts("2026-06-02")
    assert [api.book(TUESDAY_9).status_code for _ in range(3)] == [201, 201, 409]


def test_an_expired_hold_makes_way_for_another_hold(api: Api) -> None:
    hold_both(api)
    api.clock.step(minutes=10)
    assert [hold(api).status_code for _ in range(3)] == [201, 201, 409]


def test_booking_with_an_expired_hold_goes_well_while_the_time_is_free(api: Api) -> None:
    tom, sarah = hold_both(api)
    api.clock.step(minutes=11)
    assert api.book(TUESDAY_9, hold_id=tom).json()["data"]["staff_id"] == "tom"
    api.book(TUESDAY_9)
    assert error_of(api.book(TUESDAY_9, hold_id=sarah), 409)["code"] == "slot_taken"


def test_an_expired_hold_gives_no_right_to_what_others_hold_now(api: Api) -> None:
    old = hold(api, staff_id="tom").json()["data"]["id"]
    api.clock.step(minutes=11)
    assert hold(api, staff_id="tom").status_code == 201
    assert error_of(api.book(TUESDAY_9, hold_id=old, staff_id="tom"), 409)["code"] == "slot_taken"


def test_a_released_hold_frees_the_time_at_once_and_may_be_released_again(api: Api) -> None:
    tom, _ = hold_both(api)
    assert [release(api, tom).status_code for _ in range(2)] == [204, 204]
    assert release(api, tom).content == b""
    assert api.book(TUESDAY_9).json()["data"]["staff_id"] == "tom"


def test_a_used_hold_cannot_be_released(api: Api) -> None:
    tom, _ = hold_both(api)
    api.book(TUESDAY_9, hold_id=tom)
    assert error_of(release(api, tom), 409)["code"] == "hold_used"


def test_a_booking_that_fails_leaves_the_hold_as_it_was(api: Api) -> None:
    tom, _ = hold_both(api)
    assert error_of(api.book(TUESDAY_9, hold_id=tom, staff_id="sarah"), 409)["code"] == "slot_taken"
    assert TUESDAY_9 not in api.starts("2026-06-02", staff_id="tom")
    assert api.book(TUESDAY_9, hold_id=tom).status_code == 201


def test_who_is_asked_for_or_chosen_by_a_rule_counts_more_than_who_was_held(api: Api) -> None:
    tom = hold(api, staff_id="tom").json()["data"]["id"]
    assert api.book(TUESDAY_9, hold_id=tom, staff_id="sarah").json()["data"]["staff_id"] == "sarah"
    assert TUESDAY_9 in api.starts("2026-06-02", staff_id="tom")


@pytest.mark.parametrize("changes", [{"start_time": TUESDAY_930}, {"service_id": "filling"}])
def test_a_hold_of_something_else_is_refused(api: Api, changes: dict[str, str]) -> None:
    made = hold(api).json()["data"]["id"]
    error = error_of(api.book(**{"start_time": TUESDAY_9, "hold_id": made} | changes), 400)
    assert error["code"] == "validation_failed"
    assert error["details"]["problems"][0]["field"] == "hold_id"


def test_unknown_holds_and_those_of_another_business_are_not_found(api: Api, dentist: dict[str, Any]) -> None:
    made = hold(api).json()["data"]["id"]
    other = "key-of-the-rival-0123456789"
    api.apply(dentist | {"business": {"id": "rival", "name": "Rival", "timezone": "UTC"}}, other)
    answers = [
        release(api, "hold_nope"),
        api.book(TUESDAY_9, hold_id="hold_nope"),
        api.call("DELETE", f"/api/v1/holds/{made}", key=other),
    ]
    assert [error_of(answer, 404)["code"] for answer in answers] == ["hold_not_found"] * 3
    assert TUESDAY_9 not in api.starts("2026-06-02", staff_id="sarah")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"booking_link_id": None}, 400, "missing_field"),
        ({"start_time": None}, 400, "missing_field"),
        ({"start_time": "tomorrow"}, 400, "validation_failed"),
        ({"start_time": "2026-06-02T08:10:00Z"}, 400, "slot_not_available"),
        ({"start_time": "2026-05-01T08:00:00Z"}, 400, "slot_not_available"),
        ({"booking_link_id": "nope"}, 404, "booking_link_not_found"),
        ({"staff_id": "nope"}, 400, "validation_failed"),
        ({"service_id": "nope"}, 400, "validation_failed"),
        ({"minutes": 0}, 400, "validation_failed"),
        ({"minutes": 31}, 400, "validation_failed"),
        ({"minutes": "5"}, 400, "validation_failed"),
    ],
)
def test_what_cannot_be_held_is_told(api: Api, changes: dict[str, Any], status: int, code: str) -> None:
    assert error_of(hold(api, **{"start_time": TUESDAY_9} | changes), status)["code"] == code
    assert rows(api) == []


def test_reading_keys_hold_nothing(api: Api, dentist: dict[str, Any]) -> None:
    api.apply(dentist | {"api_keys": [{"name": "bot", "key_env": "KEY", "scopes": ["bookings:read"]}]})
    assert error_of(hold(api), 403)["code"] == "forbidden"


def test_a_hold_is_made_once_for_one_idempotency_key(api: Api) -> None:
    body = {"slug": "check-up", "start_time": TUESDAY_9}
    headers = {"Idempotency-Key": "one"}
    one, other = (api.call("POST", "/api/v1/holds", body, KEY, headers=headers) for _ in range(2))
    assert one.content == other.content
    assert len(rows(api)) == 1
    path, headers = f"/api/v1/holds/{one.json()['data']['id']}", {"Idempotency-Key": "two"}
    gone = [api.call("DELETE", path, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in gone] == [204, 204]
    assert gone[1].headers["Idempotent-Replayed"] == "true"


def test_old_holds_are_deleted_in_the_end(api: Api) -> None:
    hold(api)
    api.clock.step(hours=49)
    tidy(api.client.app.state.core)
    assert rows(api) == []


def rows(api: Api) -> list[Any]:
    with api.storage.reading() as view:
        return list(view.connection.execute(select(holds)))
