"""Keys, scopes, and that no business sees anything of another."""

import copy
from typing import Any

import pytest

from bookings.api.access import may_read, may_write
from tests.bookings.support import KEY, WAITING_KEY, Api, error_of

OTHER_KEY = "key-of-the-others-0123456789"
ROUTES = [
    ("GET", "/api/v1/bookings"),
    ("POST", "/api/v1/bookings"),
    ("GET", "/api/v1/bookings/bk_1"),
    ("PATCH", "/api/v1/bookings/bk_1/cancel"),
    ("POST", "/api/v1/holds"),
    ("DELETE", "/api/v1/holds/hold_1"),
    ("PATCH", "/api/v1/bookings/bk_1/reschedule"),
    ("PATCH", "/api/v1/bookings/bk_1/no-show"),
    ("PATCH", "/api/v1/bookings/bk_1/complete"),
    ("POST", "/api/v1/bookings/bk_1/confirm-attendance"),
    ("GET", "/api/v1/bookings/bk_1/history"),
    ("GET", "/api/v1/availability"),
    ("GET", "/api/v1/booking-links"),
    ("GET", "/api/v1/booking-links/link_checkup"),
    ("GET", "/api/v1/catalogue"),
    ("GET", "/api/v1/waitlist"),
    ("POST", "/api/v1/waitlist"),
    ("GET", "/api/v1/waitlist/wl_1"),
    ("DELETE", "/api/v1/waitlist/wl_1"),
    ("POST", "/api/v1/waitlist/wl_1/accept"),
    ("POST", "/api/v1/waitlist/wl_1/decline"),
    ("POST", "/api/v1/contact-proofs"),
    ("POST", "/api/v1/contact-proofs/proof_1/confirm"),
    ("POST", "/api/v1/handovers"),
]


def test_the_list_of_routes_is_all_there_is_and_each_has_its_guard(api: Api) -> None:
    found = set()
    for route in api.client.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not route.path.startswith("/api/"):
                continue
            for method in handler.http_methods - {"OPTIONS"}:
                found.add((method, route.path_format))
                assert list(handler.guards) == [may_read if method == "GET" else may_write], route.path
    named = {
        (
            method,
            path.replace("bk_1", "{booking_id}")
            .replace("hold_1", "{hold_id}")
            .replace("wl_1", "{entry_id}")
            .replace("proof_1", "{proof_id}")
            .replace("link_checkup", "{link}"),
        )
        for method, path in ROUTES
    }
    assert found == named


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", f"Basic {KEY}", KEY, "Bearer wrong", f"Bearer {KEY}x", "Bearer \u00e9"],
)
def test_without_a_known_key_nothing_is_told(api: Api, method: str, path: str, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("utf-8")}
    answer = api.call(method, path, b"{", key=None, headers=headers)
    assert error_of(answer, 401)["code"] == "unauthorized"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_scheme_is_read_without_regard_to_capitals(api: Api) -> None:
    answer = api.call("GET", "/api/v1/bookings", key=None, headers={"Authorization": f"bearer {KEY}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("scopes", "allowed"), [(["bookings:read"], "GET"), (["bookings:write"], ("POST", "PATCH", "DELETE"))]
)
def test_a_key_does_what_its_scopes_allow_and_nothing_more(
    empty_api: Api, dentist: dict[str, Any], scopes: list[str], allowed: str
) -> None:
    dentist["api_keys"][0]["scopes"] = scopes
    empty_api.apply(dentist)
    for method, path in ROUTES:
        answer = empty_api.call(method, path)
        if method in allowed:
            assert answer.status_code not in (401, 403), path
        else:
            error = error_of(answer, 403)
            assert error["code"] == "forbidden"
            assert error["details"]["required_scope"] in error["message"]


@pytest.fixture
def other(dentist: dict[str, Any]) -> dict[str, Any]:
    """Another business with the very same ids."""
    business = copy.deepcopy(dentist)
    business["business"] |= {"id": "barber", "name": "The Barber"}
    return business


def test_another_businesss_booking_does_not_exist(api: Api, other: dict[str, Any]) -> None:
    api.apply(other, OTHER_KEY)
    made = api.book("2026-06-02T08:00:00Z").json()["data"]
    path = f"/api/v1/bookings/{made['id']}"
    assert error_of(api.call("GET", path, key=OTHER_KEY), 404)["code"] == "not_found"
    assert error_of(api.call("PATCH", f"{path}/cancel", key=OTHER_KEY), 404)["code"] == "not_found"
    assert api.call("GET", "/api/v1/bookings", key=OTHER_KEY).json()["pagination"]["total"] == 0
    assert api.get(path).json()["data"]["status"] == "confirmed"


def test_the_same_ids_in_two_businesses_never_meet(api: Api, other: dict[str, Any]) -> None:
    other["booking_links"][0]["title"] = "Haircut"
    api.apply(other, OTHER_KEY)
    api.book("2026-06-02T08:00:00Z", staff_id="tom")
    slots = api.call("GET", "/api/v1/availability?slug=check-up&date=2026-06-02&staff_id=tom", key=OTHER_KEY)
    assert slots.json()["data"]["slots"][0]["start"] == "2026-06-02T08:00:00Z"
    link = api.call("GET", "/api/v1/booking-links/link_checkup", key=OTHER_KEY)
    assert link.json()["data"]["title"] == "Haircut"
    assert api.get("/api/v1/booking-links/link_checkup").json()["data"]["title"] == "Dental check-up"


def test_another_businesss_link_staff_and_service_do_not_exist(api: Api, other: dict[str, Any]) -> None:
    other["booking_links"][0] |= {"id": "link_cut", "slug": "cut", "staff": ["ann"], "services": ["cut"]}
    other["staff"] = [{"id": "ann", "name": "Ann"}]
    other["services"] = [{"id": "cut", "name": "Cut", "duration_minutes": 30}]
    api.apply(other, OTHER_KEY)
    start = "2026-06-02T08:00:00Z"
    assert error_of(api.book(start, booking_link_id="link_cut"), 404)["code"] == "booking_link_not_found"
    assert error_of(api.book(start, staff_id="ann"), 400)["code"] == "validation_failed"
    assert error_of(api.book(start, service_id="cut"), 400)["code"] == "validation_failed"
    query = "/api/v1/availability?date=2026-06-02&booking_link_id=link_checkup"
    assert error_of(api.call("GET", query, key=OTHER_KEY), 404)["code"] == "booking_link_not_found"


def test_the_key_that_waits_for_a_business_sees_an_empty_one(empty_api: Api, dentist: dict[str, Any]) -> None:
    def get(path: str) -> Any:
        return empty_api.call("GET", path, key=WAITING_KEY)

    empty = {"business": None, "staff": [], "services": [], "booking_links": []}
    assert get("/api/v1/catalogue").json() == {"data": empty}
    assert get("/api/v1/booking-links").json() == {"data": []}
    assert get("/api/v1/bookings").json()["pagination"]["total"] == 0
    assert error_of(get("/api/v1/availability?slug=check-up&date=2026-06-02"), 404)
    assert error_of(empty_api.call("GET", "/api/v1/catalogue", key="another"), 401)
    empty_api.apply(dentist, WAITING_KEY)
    assert get("/api/v1/catalogue").json()["data"]["business"]["id"] == "dentist"
