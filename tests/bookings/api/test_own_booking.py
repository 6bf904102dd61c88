"""The pages behind the links in mails: looking changes nothing, a click on the button does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bookings.services.links import ATTEND, CANCEL, MOVE, Grant, grant_for
from bookings.signed_links import SignedLinks
from tests.bookings.support import Api

TUESDAY_9, TUESDAY_10 = "2026-06-02T08:00:00Z", "2026-06-02T09:00:00Z"
LINKS = SignedLinks(["s" * 32], "http://testserver")


@pytest.fixture
def own(api: Api) -> Api:
    api.client.app.state.core = replace(api.client.app.state.core, links=LINKS)
    return api


def path(api: Api, purpose: str, booking: dict[str, Any]) -> str:
    with api.storage.reading() as view:
        found = view.booking("dentist", booking["id"])
        assert found is not None
    return LINKS.address(grant_for(purpose, found)).removeprefix("http://testserver")


def look(api: Api, address: str) -> httpx.Response:
    return api.call("GET", address, key=None)


def click(api: Api, address: str, **form: object) -> httpx.Response:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(form).encode()
    return api.call("POST", address, body, key=None, headers=headers, follow_redirects=False)


def booked(api: Api, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = api.book(TUESDAY_9, **changes).json()["data"]
    return made


def status_of(api: Api, booking: dict[str, Any]) -> tuple[str, str]:
    now = api.get(f"/api/v1/bookings/{booking['id']}").json()["data"]
    return now["status"], now["start_time"]


def test_looking_at_the_link_changes_nothing_and_the_button_cancels(own: Api) -> None:
    booking = booked(own, client_timezone="Asia/Kathmandu")
    address = path(own, CANCEL, booking)
    page = look(own, address)
    assert page.status_code == 200
    assert "Cancel this appointment?" in page.text
    assert "Tuesday 2 June 2026, 1:45 pm to 2:15 pm (Asia/Kathmandu, UTC+05:45)" in page.text
    assert "9:00 am to 9:30 am (Europe/London, BST) where it takes place" in page.text
    assert status_of(own, booking) == ("confirmed", TUESDAY_9)
    answer = click(own, address, version=1, reason="I am ill\r\nsorry\x00")
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert status_of(own, booking)[0] == "cancelled"
    assert own.get(f"/api/v1/bookings/{booking['id']}").json()["data"]["reason"] == "I am ill\nsorry"
    assert "Your appointment has been cancelled" in look(own, address).text
    assert click(own, address, version=1).status_code == 303  # a second click
    assert own.get(f"/api/v1/bookings/{booking['id']}/history").json()["data"][-1]["what"] == "cancelled"


def test_who_presses_that_they_will_come_is_noted_once_and_a_move_forgets_it(own: Api) -> None:
    booking = booked(own)
    address = path(own, ATTEND, booking)

    def noted() -> str | None:
        found: str | None = own.get(f"/api/v1/bookings/{booking['id']}").json()["data"][
            "attendance_confirmed_at"
        ]
        return found

    assert "Will you come?" in look(own, address).text
    assert noted() is None
    for _ in range(2):
        answer = click(own, address, version=1)
        assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert noted() == own.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "we expect you" in look(own, address).text
    history = own.get(f"/api/v1/bookings/{booking['id']}/history").json()["data"]
    assert [entry["what"] for entry in history].count("attendance_confirmed") == 1
    assert click(own, path(own, MOVE, booking), version=2, start_time=TUESDAY_10).status_code == 303
    assert noted() is None
    answer = click(own, address, version=1)  # of the mail about the time before
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    assert noted() is None


def test_nobody_comes_to_what_is_cancelled(own: Api) -> None:
    booking = booked(own)
    click(own, path(own, CANCEL, booking), version=1)
    address = path(own, ATTEND, booking)
    assert click(own, address, version=2).status_code == 303
    assert "has been cancelled" in look(own, address).text
    assert own.get(f"/api/v1/bookings/{booking['id']}").json()["data"]["attendance_confirmed_at"] is None


def test_the_button_of_a_time_moves_it_there(own: Api) -> None:
    booking = booked(own, staff_id="tom")
    address = path(own, MOVE, booking)
    page = look(own, address).text
    offered = re.findall(r'name="start_time" value="([^"]+)"', page)
    assert TUESDAY_9 not in offered
    assert {"2026-06-02T08:30:00Z", TUESDAY_10} <= set(offered)
    assert "Tuesday 2 June 2026" in page
    answer = click(own, address, version=1, start_time=TUESDAY_10)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?moved=2")
    assert status_of(own, booking) == ("confirmed", TUESDAY_10)
    assert "Your appointment has been moved" in look(own, f"{address}?moved=2").text
    assert "Your appointment has been moved" not in look(own, address).text


def test_times_that_overlap_its_own_are_offered(api_with: Callable[..., Api]) -> None:
    api = api_with(slot_interval_minutes=10)
    api.client.app.state.core = replace(api.client.app.state.core, links=LINKS)
    booking = booked(api, staff_id="tom")
    assert "2026-06-02T08:10:00Z" in look(api, path(api, MOVE, booking)).text
    assert (
        click(api, path(api, MOVE, booking), version=1, start_time="2026-06-02T08:10:00Z").status_code == 303
    )


def test_months_can_be_leafed_through_within_the_horizon(own: Api) -> None:
    booking = booked(own)
    address = path(own, MOVE, booking)
    first = look(own, address).text
    assert "June 2026" in first
    assert "The month before" not in first
    assert f'href="{address}?day=2026-06-08"' in first
    monday = re.findall(r'name="start_time" value="([^"]+)"', look(own, f"{address}?day=2026-06-08").text)
    assert monday[0] == "2026-06-08T08:00:00Z"
    assert TUESDAY_10 not in monday
    second = look(own, f"{address}?month=2026-07").text
    assert "Wednesday 1 July 2026" in second
    assert "The month after" not in second
    for nonsense in ("day=yesterday", "month=9999-12x", "day=0001-01-01", "from=2026-06-08"):
        assert look(own, f"{address}?{nonsense}").text == first


def test_what_is_not_offered_any_more_cannot_be_moved(
    own: Api, dentist: dict[str, Any], link: dict[str, Any]
) -> None:
    address = path(own, MOVE, booked(own))
    link.update(id="link_other", slug="other")
    own.apply(dentist)
    page = look(own, address)
    assert (page.status_code, "not offered any more" in page.text) == (200, True)


def test_a_time_taken_meanwhile_is_told_and_others_are_offered(own: Api) -> None:
    booking = booked(own, staff_id="tom")
    own.book(TUESDAY_10, staff_id="tom")
    answer = click(own, path(own, MOVE, booking), version=1, start_time=TUESDAY_10)
    assert answer.status_code == 409
    assert "has just been taken" in answer.text
    assert TUESDAY_10 not in re.findall(r'name="start_time" value="([^"]+)"', answer.text)
    assert status_of(own, booking) == ("confirmed", TUESDAY_9)


@pytest.mark.parametrize("purpose", [CANCEL, MOVE, ATTEND])
def test_an_old_link_shows_the_booking_as_it_is_now_and_an_old_form_changes_nothing(
    own: Api, purpose: str
) -> None:
    booking = booked(own)
    address = path(own, purpose, booking)
    own.call("PATCH", f"/api/v1/bookings/{booking['id']}/reschedule", {"start_time": TUESDAY_10})
    answer = click(own, address, version=1, start_time="2026-06-02T10:00:00Z")
    assert answer.status_code == 409
    assert "It has been changed meanwhile" in answer.text
    assert "10:00 am to 10:30 am" in answer.text
    assert status_of(own, booking) == ("confirmed", TUESDAY_10)
    assert click(own, address, version=2, start_time="2026-06-02T10:00:00Z").status_code == 303


@pytest.mark.parametrize("purpose", [CANCEL, MOVE, ATTEND])
def test_a_link_for_one_purpose_or_of_nobody_opens_nothing(own: Api, purpose: str) -> None:
    booking = booked(own)
    other = {CANCEL: MOVE, MOVE: ATTEND, ATTEND: CANCEL}[purpose]
    swapped = path(own, other, booking).replace(f"/{other}/", f"/{purpose}/")
    stranger = LINKS.address(Grant(purpose, "bakery", booking["id"], own.clock().replace(year=2027)))
    for address in (swapped, swapped[:-4], f"/b/{purpose}/x", stranger.removeprefix("http://testserver")):
        assert look(own, address).status_code == 404
        assert click(own, address, version=1, start_time=TUESDAY_10).status_code == 404
    assert status_of(own, booking) == ("confirmed", TUESDAY_9)


@pytest.mark.parametrize("purpose", [CANCEL, MOVE, ATTEND])
def test_what_has_begun_is_not_changed_and_the_link_ends_in_the_end(own: Api, purpose: str) -> None:
    booking = booked(own)
    address = path(own, purpose, booking)
    own.clock.step(days=1)
    assert "has begun" in look(own, address).text
    assert click(own, address, version=1, start_time="2026-06-03T08:00:00Z").status_code == 409
    own.clock.step(days=8)
    page = look(own, address)
    assert page.status_code == 404
    assert "This link has expired." in page.text
    assert status_of(own, booking) == ("confirmed", TUESDAY_9)


@pytest.mark.parametrize(
    "form", [{}, {"version": "x"}, {"version": "1" * 5000}, {"version": 1, "start_time": "x"}]
)
def test_a_form_that_is_not_whole_changes_nothing(own: Api, form: dict[str, object]) -> None:
    booking = booked(own)
    answer = click(own, path(own, MOVE, booking), **form)
    assert answer.status_code == 400
    assert "not complete" in answer.text
    assert status_of(own, booking) == ("confirmed", TUESDAY_9)


def test_the_pages_are_nobody_elses_to_frame_to_keep_or_to_learn_the_address_of(own: Api) -> None:
    booking = booked(own, contact_name="<b>x")
    headers = look(own, path(own, CANCEL, booking)).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "<script" not in look(own, path(own, MOVE, booking)).text


def test_without_a_secret_there_are_no_pages(api: Api) -> None:
    booking = booked(api)
    assert look(api, path(api, CANCEL, booking)).status_code == 404
