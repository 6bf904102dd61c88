"""GET /api/v1/catalogue and /api/v1/booking-links."""

from typing import Any

import pytest

from tests.bookings.support import Api, error_of


def catalogue(api: Api) -> dict[str, Any]:
    data: dict[str, Any] = api.get("/api/v1/catalogue").json()["data"]
    return data


def test_the_catalogue_says_what_can_be_booked(empty_api: Api, dentist: dict[str, Any]) -> None:
    dentist["business"]["facts"] = {"address": "1 High Street"}
    dentist["staff"][0] |= {"windows": {"tue": ["10:00-11:00"]}, "services": ["filling"], "about": "Gentle."}
    dentist["services"][0] |= {"price": "£45", "aliases": ["examination"]}
    dentist["booking_links"][0] |= {
        "description": "Half an hour.",
        "questions": [{"id": "q_new", "text": "Are you new?", "type": "boolean", "required": True}],
    }
    empty_api.apply(dentist)
    assert catalogue(empty_api) == {
        "business": {
            "id": "dentist",
            "name": "The Dentist",
            "timezone": "Europe/London",
            "facts": {"address": "1 High Street"},
            "takes_handovers": False,
        },
        "staff": [
            {
                "id": "sarah",
                "name": "Sarah Jones",
                "aliases": ["Dr Jones"],
                "about": "Gentle.",
                "timezone": "Europe/London",
                "windows": {"tue": ["10:00-11:00"]},
                "booking_link_ids": ["link_checkup"],
                "service_ids": ["filling"],
            },
            {
                "id": "tom",
                "name": "Tom Okafor",
                "aliases": [],
                "about": None,
                "timezone": "Europe/London",
                "windows": None,
                "booking_link_ids": ["link_checkup"],
                "service_ids": ["checkup", "filling"],
            },
        ],
        "services": [
            {
                "id": "checkup",
                "name": "Check-up",
                "aliases": ["examination"],
                "duration_minutes": 30,
                "description": None,
                "price": "£45",
                "booking_link_ids": ["link_checkup"],
            },
            {
                "id": "filling",
                "name": "Filling",
                "aliases": [],
                "duration_minutes": 60,
                "description": None,
                "price": None,
                "booking_link_ids": ["link_checkup"],
            },
        ],
        "booking_links": [
            {
                "id": "link_checkup",
                "slug": "check-up",
                "title": "Dental check-up",
                "description": "Half an hour.",
                "duration_minutes": 30,
                "slot_interval_minutes": 30,
                "min_notice_minutes": 60,
                "horizon_days": 30,
                "assignment": "round_robin",
                "staff_ids": ["sarah", "tom"],
                "service_ids": ["checkup", "filling"],
                "windows": {"mon": ["09:00-12:00"], "tue": ["09:00-12:00"], "wed": ["09:00-12:00"]},
                "questions": [{"id": "q_new", "text": "Are you new?", "type": "boolean", "required": True}],
            }
        ],
    }


def test_nobodys_email_is_told(api: Api) -> None:
    for path in ("/api/v1/catalogue", "/api/v1/booking-links"):
        assert "@" not in api.get(path).text


def test_the_tag_changes_with_the_catalogue_and_only_then(api: Api, dentist: dict[str, Any]) -> None:
    first = api.get("/api/v1/catalogue")
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    api.book("2026-06-02T08:00:00Z")
    api.apply(dentist)
    for header in (tag, f'W/{tag}, "x"', "*"):
        same = api.call("GET", "/api/v1/catalogue", headers={"If-None-Match": header})
        assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    dentist["staff"].append({"id": "una", "name": "Una Bell"})
    api.apply(dentist)
    changed = api.call("GET", "/api/v1/catalogue", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    assert [person["id"] for person in changed.json()["data"]["staff"]] == ["sarah", "tom", "una"]


def test_what_is_archived_is_left_out_and_old_bookings_stay_readable(
    api: Api, dentist: dict[str, Any]
) -> None:
    made = api.book("2026-06-02T08:00:00Z", staff_id="tom", service_id="filling").json()["data"]
    dentist["staff"].pop()
    dentist["services"].pop()
    dentist["booking_links"][0] |= {
        "id": "link_new", "slug": "new", "title": "New", "staff": ["sarah"], "services": ["checkup"],
    }  # fmt: skip
    api.apply(dentist)
    data = catalogue(api)
    assert [person["id"] for person in data["staff"]] == ["sarah"]
    assert [service["id"] for service in data["services"]] == ["checkup"]
    assert [link["id"] for link in data["booking_links"]] == ["link_new"]
    assert error_of(api.get("/api/v1/booking-links/check-up"), 404)["code"] == "booking_link_not_found"
    assert error_of(api.book("2026-06-02T09:00:00Z"), 404)["code"] == "booking_link_not_found"
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == made
    assert api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel").status_code == 200


@pytest.mark.parametrize("name", ["link_checkup", "check-up"])
def test_one_link_is_fetched_by_id_or_slug(api: Api, name: str) -> None:
    links = api.get("/api/v1/booking-links").json()["data"]
    assert links == catalogue(api)["booking_links"]
    assert api.get(f"/api/v1/booking-links/{name}").json() == {"data": links[0]}


def test_an_unknown_link_is_not_found(api: Api) -> None:
    assert error_of(api.get("/api/v1/booking-links/nope"), 404)["code"] == "booking_link_not_found"
