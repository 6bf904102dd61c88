"""POST and GET /api/v1/bookings, GET /api/v1/bookings/:id."""

import re
from typing import Any

import pytest

from tests.bookings.support import Api, error_of

TUESDAY_9 = "2026-06-02T08:00:00Z"
FIELDS = """id reference booking_link_id routed_from slug link_title duration_minutes service_id staff_id
    staff_name status start_time end_time contact_name contact_email contact_phone notes client_timezone
    answers created_at cancelled_at reason attendance_confirmed_at""".split()


def test_a_booking_is_answered_with_201_and_all_that_was_said(api: Api) -> None:
    answer = api.book(
        TUESDAY_9,
        contact_phone="+44 20 7946 0000",
        notes="Back entrance",
        service_id="checkup",
        staff_id="tom",
        client_timezone="Europe/London",
    )
    assert answer.status_code == 201
    booking = answer.json()["data"]
    assert list(booking) == FIELDS
    assert re.fullmatch(r"bk_[0-9a-z]{16}", booking.pop("id"))
    assert re.fullmatch(r"[2-9BCDFGHJKQRTVWXZ]{4}-[2-9BCDFGHJKQRTVWXZ]{4}", booking.pop("reference"))
    assert booking == {
        "booking_link_id": "link_checkup",
        "routed_from": None,
        "slug": "check-up",
        "link_title": "Dental check-up",
        "duration_minutes": 30,
        "service_id": "checkup",
        "staff_id": "tom",
        "staff_name": "Tom Okafor",
        "status": "confirmed",
        "start_time": TUESDAY_9,
        "end_time": "2026-06-02T08:30:00Z",
        "contact_name": "Dana Cole",
        "contact_email": "dana@example.com",
        "contact_phone": "+44 20 7946 0000",
        "notes": "Back entrance",
        "client_timezone": "Europe/London",
        "answers": [],
        "created_at": "2026-06-01T08:00:00Z",
        "cancelled_at": None,
        "reason": None,
        "attendance_confirmed_at": None,
    }


def test_a_booking_is_fetched_as_it_was_made(api: Api) -> None:
    made = api.book(TUESDAY_9).json()["data"]
    fetched = api.get(f"/api/v1/bookings/{made['id']}")
    assert fetched.status_code == 200
    assert fetched.json() == {"data": made}


def test_a_link_is_named_by_its_slug_as_well(api: Api) -> None:
    made = api.book(TUESDAY_9, booking_link_id=None, slug="check-up")
    assert made.json()["data"]["booking_link_id"] == "link_checkup"


def test_a_start_with_another_offset_is_the_same_instant(api: Api) -> None:
    assert api.book("2026-06-02T09:00:00+01:00").json()["data"]["start_time"] == TUESDAY_9


def test_a_service_takes_as_long_as_it_takes(api: Api) -> None:
    booking = api.book(TUESDAY_9, service_id="filling").json()["data"]
    assert (booking["end_time"], booking["duration_minutes"]) == ("2026-06-02T09:00:00Z", 60)


def test_surrounding_blanks_are_taken_off(api: Api) -> None:
    booking = api.book(TUESDAY_9, contact_name="  Dana Cole ", contact_email=" dana@example.com").json()[
        "data"
    ]
    assert (booking["contact_name"], booking["contact_email"]) == ("Dana Cole", "dana@example.com")


def test_notes_may_have_several_lines(api: Api) -> None:
    assert api.book(TUESDAY_9, notes="one\n\ttwo").json()["data"]["notes"] == "one\n\ttwo"


def test_unknown_fields_are_passed_over(api: Api) -> None:
    assert api.book(TUESDAY_9, colour="blue").status_code == 201


@pytest.mark.parametrize("field", ["contact_name", "contact_email", "start_time"])
@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_required_field_that_is_absent_or_blank_is_missing(api: Api, field: str, value: str | None) -> None:
    error = error_of(api.book(**{"start_time": TUESDAY_9, field: value}), 400)
    assert error["code"] == "missing_field"
    assert error["details"]["fields"] == [field]
    assert field in error["message"]


def test_all_missing_fields_are_told_at_once(api: Api) -> None:
    error = error_of(api.call("POST", "/api/v1/bookings", {}), 400)
    assert error["code"] == "missing_field"
    assert error["details"]["fields"] == ["booking_link_id", "contact_name", "contact_email", "start_time"]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"contact_name": 5}, "contact_name"),
    ({"contact_name": "x" * 201}, "contact_name"),
    ({"contact_name": "Dana\u0000Cole"}, "contact_name"),
    ({"contact_name": "Dana\nBcc: all@example.com"}, "contact_name"),
    ({"notes": "a\u0007b"}, "notes"),
    ({"contact_email": "dana"}, "contact_email"),
    ({"contact_email": ["dana@example.com"]}, "contact_email"),
    ({"contact_email": "dana@example.com, tom@example.com"}, "contact_email"),
    ({"contact_phone": "none"}, "contact_phone"),
    ({"contact_phone": "1" * 41}, "contact_phone"),
    ({"notes": {"a": 1}}, "notes"),
    ({"notes": "x" * 5001}, "notes"),
    ({"start_time": "tomorrow"}, "start_time"),
    ({"start_time": "2026-06-02T09:00:00"}, "start_time"),
    ({"start_time": "2026-02-30T09:00:00Z"}, "start_time"),
    ({"start_time": "0001-01-01T00:00:00+14:00"}, "start_time"),
    ({"start_time": "9999-12-31T23:59:59Z"}, "start_time"),
    ({"start_time": 1780000000}, "start_time"),
    ({"client_timezone": "Europe/Londn"}, "client_timezone"),
    ({"client_timezone": "../../etc/passwd"}, "client_timezone"),
    ({"booking_link_id": 7}, "booking_link_id"),
    ({"slug": "other"}, "slug"),
    ({"service_id": "svc_nope"}, "service_id"),
    ({"staff_id": "nobody"}, "staff_id"),
    ({"staff_id": True}, "staff_id"),
    ({"answers": {"q": 1}}, "answers"),
    ({"answers": [1]}, "answers"),
    ({"answers": [{"question_id": 5, "answer": 1}]}, "answers"),
    ({"answers": [{"question_id": "q"}]}, "answers"),
]


@pytest.mark.parametrize(("changes", "field"), BAD)
def test_a_field_of_the_wrong_kind_is_named_and_changes_nothing(
    api: Api, changes: dict[str, Any], field: str
) -> None:
    error = error_of(api.book(**{"start_time": TUESDAY_9, **changes}), 400)
    assert error["code"] == "validation_failed"
    assert [problem["field"] for problem in error["details"]["problems"]] == [field]
    assert error["details"]["problems"][0]["kind"] == "invalid"
    assert api.get("/api/v1/bookings").json()["pagination"]["total"] == 0


def test_all_wrong_fields_are_told_at_once(api: Api) -> None:
    error = error_of(api.book("soon", contact_name=1, contact_email="x", client_timezone="Mars/Base"), 400)
    named = {problem["field"] for problem in error["details"]["problems"]}
    assert named == {"start_time", "contact_name", "contact_email", "client_timezone"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b'{"a": 1}}', b"[" * 60_000, b'{"notes": "\\ud800"}'],
)
def test_a_body_that_is_no_json_object_is_malformed(api: Api, body: bytes) -> None:
    error = error_of(api.call("POST", "/api/v1/bookings", body), 400)
    assert error["code"] in ("malformed_json", "missing_field")
    assert error["message"]


def test_a_body_of_ten_megabytes_is_refused(api: Api) -> None:
    body = b'{"notes": "' + b"x" * 10_000_000 + b'"}'
    assert error_of(api.call("POST", "/api/v1/bookings", body), 413)["code"] == "body_too_large"


@pytest.mark.parametrize("named", [{"booking_link_id": "nope"}, {"booking_link_id": None, "slug": "nope"}])
def test_an_unknown_link_is_not_found(api: Api, named: dict[str, Any]) -> None:
    error = error_of(api.book(TUESDAY_9, **named), 404)
    assert error["code"] == "booking_link_not_found"
    assert "nope" in error["message"]


@pytest.mark.parametrize(
    ("start_time", "rule"),
    [
        ("2026-06-01T07:00:00Z", "past"),
        ("2020-06-01T08:00:00Z", "past"),
        ("2026-06-01T08:30:00Z", "min_notice"),
        ("2026-07-06T08:00:00Z", "horizon"),
        ("9998-12-31T23:59:59Z", "horizon"),
        ("2026-06-02T08:10:00Z", "off_grid"),
        ("2026-06-02T08:00:01Z", "off_grid"),
        ("2026-06-02T08:00:00.5Z", "off_grid"),
        ("2026-06-02T10:45:00Z", "outside_windows"),
        ("2026-06-04T08:00:00Z", "outside_windows"),
    ],
)
def test_a_start_that_is_no_slot_is_refused_with_its_rule(api: Api, start_time: str, rule: str) -> None:
    error = error_of(api.book(start_time), 400)
    assert error["code"] == "slot_not_available"
    assert error["details"]["rule"] == rule
    assert api.get("/api/v1/bookings").json()["pagination"]["total"] == 0


def test_a_slot_that_somebody_else_has_is_taken(api: Api) -> None:
    assert api.book(TUESDAY_9, staff_id="tom").status_code == 201
    error = error_of(api.book(TUESDAY_9, staff_id="tom"), 409)
    assert error["code"] == "slot_taken"
    assert error["details"] == {"start_time": TUESDAY_9, "staff_id": "tom"}
    assert api.book(TUESDAY_9, staff_id="sarah").status_code == 201
    assert error_of(api.book(TUESDAY_9), 409)["details"] == {"start_time": TUESDAY_9}


def test_round_robin_takes_turns_and_goes_on_to_who_is_free(api: Api) -> None:
    starts = api.starts("2026-06-02") + api.starts("2026-06-03")
    assert [api.book(start).json()["data"]["staff_id"] for start in starts[:4]] == ["sarah", "tom"] * 2
    assert api.book(starts[0]).json()["data"]["staff_id"] == "tom"
    assert api.book(starts[1]).json()["data"]["staff_id"] == "sarah"


def test_everything_listed_can_be_booked_and_nothing_else_twice(api: Api) -> None:
    starts = api.starts("2026-06-02")
    assert len(starts) == 6
    for _ in ("sarah", "tom"):
        assert [api.book(start).status_code for start in starts] == [201] * 6
    assert api.starts("2026-06-02") == []
    assert {api.book(start).status_code for start in starts} == {409}


def test_bookings_are_listed_by_start_with_their_pages(api: Api) -> None:
    starts = api.starts("2026-06-02")
    for start in reversed(starts):
        api.book(start)
    first = api.get("/api/v1/bookings", limit=4).json()
    second = api.get("/api/v1/bookings", limit=4, page=2).json()
    third = api.get("/api/v1/bookings", limit=4, page=3).json()
    assert [row["start_time"] for row in first["data"] + second["data"]] == starts
    assert first["pagination"].pop("nextCursor")
    assert first["pagination"] == {"page": 1, "limit": 4, "total": 6, "hasMore": True}
    assert second["pagination"] == {"page": 2, "limit": 4, "total": 6, "hasMore": False}
    assert third == {"data": [], "pagination": {"page": 3, "limit": 4, "total": 6, "hasMore": False}}


def test_a_page_holds_fifty_unless_asked_otherwise(api: Api) -> None:
    assert api.get("/api/v1/bookings").json() == {
        "data": [],
        "pagination": {"page": 1, "limit": 50, "total": 0, "hasMore": False},
    }


def test_the_list_is_filtered_by_link_status_and_start(api: Api) -> None:
    starts = api.starts("2026-06-02")[:3]
    first, second, third = [api.book(start).json()["data"]["id"] for start in starts]
    api.call("PATCH", f"/api/v1/bookings/{second}/cancel")

    def ids(**filters: Any) -> list[str]:
        return [row["id"] for row in api.get("/api/v1/bookings", **filters).json()["data"]]

    assert ids(status="confirmed") == [first, third]
    assert ids(status="cancelled") == [second]
    assert ids(status="no_show") == []
    assert ids(booking_link_id="link_checkup") == [first, second, third]
    assert ids(booking_link_id="another") == []
    assert ids(**{"from": starts[1]}) == [second, third]
    assert ids(to=starts[1]) == [first, second]
    assert ids(**{"from": starts[1], "to": starts[1]}) == [second]
    assert ids(**{"from": "2026-06-02", "to": "2026-06-02"}) == [first, second, third]
    assert ids(to="2026-06-01") == []
    assert ids(**{"from": "2026-06-03"}) == []
    assert ids(**{"from": "2026-06-02T09:30:00+01:00", "status": "confirmed"}) == [third]


def test_a_plus_that_became_a_blank_in_the_address_is_understood(api: Api) -> None:
    assert api.call("GET", "/api/v1/bookings?from=2026-06-02T09:30:00+01:00").status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "x"), ("page", "1.5"), ("limit", "0"), ("limit", "101"), ("limit", "-1"),
        ("status", "done"), ("from", "yesterday"), ("to", "2026-02-30"), ("from", "2026-06-02T09:00:00"),
        ("page", "99999999999999999999"),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_used_is_named(api: Api, name: str, value: str) -> None:
    error = error_of(api.get("/api/v1/bookings", **{name: value}), 400)
    assert error["code"] == "validation_failed"
    assert [problem["field"] for problem in error["details"]["problems"]] == [name]
    assert name in error["message"]


def test_an_unknown_booking_is_not_found(api: Api) -> None:
    assert error_of(api.get("/api/v1/bookings/bk_nope"), 404)["code"] == "not_found"
