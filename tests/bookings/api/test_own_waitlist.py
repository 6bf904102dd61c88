"""The pages behind the links in the waitlist's mails: looking changes nothing, the button does it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookings.services.links import ACCEPT, DECLINE, LEAVE, grant_for_offer, grant_to_leave
from tests.bookings.api.test_own_booking import LINKS, click, look
from tests.bookings.support import Api
from tests.bookings.waiting import TUESDAY_9, TUESDAY_930, entry, join, make_offers, offered


@pytest.fixture
def own(api: Api) -> Api:
    api.client.app.state.core = replace(api.client.app.state.core, links=LINKS)
    return api


def path(api: Api, purpose: str, entry_id: str) -> str:
    """The link for the offer that is open."""
    with api.storage.reading() as view:
        found = view.waitlist.entry("dentist", entry_id)
    assert found is not None
    if purpose == LEAVE:
        return LINKS.address(grant_to_leave(found)).removeprefix("http://testserver")
    assert found.open_offer is not None
    return LINKS.address(grant_for_offer(purpose, found, found.open_offer)).removeprefix("http://testserver")


def waiting(api: Api, name: str = "Ann", **changes: object) -> str:
    entry_id = join(api, name, **changes)
    make_offers(api)
    return entry_id


def test_looking_changes_nothing_and_the_button_books(own: Api) -> None:
    entry_id = waiting(own, client_timezone="Asia/Kathmandu")
    address = path(own, ACCEPT, entry_id)
    page = look(own, address)
    assert page.status_code == 200
    assert "Take this appointment?" in page.text
    assert "Tuesday 2 June 2026, 1:45 pm to 2:15 pm (Asia/Kathmandu, UTC+05:45)" in page.text
    assert "9:00 am to 9:30 am (Europe/London, BST) where it takes place" in page.text
    assert "until Monday 1 June 2026, 3:45 pm (Asia/Kathmandu)" in page.text
    assert entry(own, entry_id)["status"] == "offered"
    answer = click(own, address)
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert entry(own, entry_id)["status"] == "booked"
    booking = own.get("/api/v1/bookings").json()["data"][0]
    assert (booking["start_time"], booking["contact_name"]) == (TUESDAY_9, "Ann")
    after = look(own, address).text
    assert "This appointment is yours" in after
    assert booking["reference"] in after
    assert click(own, address).status_code == 303  # a second click
    assert own.get("/api/v1/bookings").json()["pagination"]["total"] == 1


def test_declining_lets_it_go_and_goes_on_waiting(own: Api) -> None:
    entry_id = waiting(own)
    address = path(own, DECLINE, entry_id)
    assert "Let this time go?" in look(own, address).text
    assert offered(own, entry_id) == TUESDAY_9
    assert click(own, address).status_code == 303
    assert "You have let this time go" in look(own, address).text
    make_offers(own)
    assert offered(own, entry_id) == TUESDAY_930
    assert click(own, address).status_code == 303  # that was about the other one
    assert offered(own, entry_id) == TUESDAY_930


def test_leaving_leaves(own: Api) -> None:
    entry_id = waiting(own)
    address, accept = path(own, LEAVE, entry_id), path(own, ACCEPT, entry_id)
    page = look(own, address)
    assert "Leave the waitlist?" in page.text
    assert "Tuesday 2 June 2026 (Europe/London)" in page.text
    assert click(own, address).status_code == 303
    assert entry(own, entry_id)["status"] == "left"
    assert "You are no longer on the waitlist" in look(own, address).text
    assert click(own, address).status_code == 303
    assert "You are no longer on the waitlist" in look(own, accept).text
    assert click(own, accept).status_code == 303
    assert own.get("/api/v1/bookings").json()["data"] == []


@pytest.mark.parametrize("purpose", [ACCEPT, DECLINE])
def test_the_links_end_at_the_deadline(own: Api, purpose: str) -> None:
    entry_id = waiting(own)
    address = path(own, purpose, entry_id)
    own.clock.step(hours=1, minutes=59, seconds=59)
    assert look(own, address).status_code == 200
    own.clock.step(seconds=1)
    for answer in (look(own, address), click(own, address)):
        assert answer.status_code == 404
        assert "This link has expired." in answer.text
    assert own.get("/api/v1/bookings").json()["data"] == []


def test_the_link_to_leave_ends_with_the_days_that_were_waited_for(own: Api) -> None:
    address = path(own, LEAVE, waiting(own))
    own.clock.step(days=2)
    assert "This link has expired." in look(own, address).text


@pytest.mark.parametrize("purpose", [ACCEPT, DECLINE, LEAVE])
def test_a_link_for_one_purpose_opens_nothing_else(own: Api, purpose: str) -> None:
    entry_id = waiting(own)
    for other in {ACCEPT, DECLINE, LEAVE, "cancel", "move"} - {purpose}:
        swapped = path(own, purpose, entry_id).replace(f"/{purpose}/", f"/{other}/")
        assert look(own, swapped).status_code == 404
        assert click(own, swapped, version=1).status_code == 404
    broken = path(own, purpose, entry_id)[:-4]
    assert click(own, broken).status_code == 404
    assert offered(own, entry_id) == TUESDAY_9


def test_an_accept_that_is_not_possible_any_more_says_why(
    own: Api, dentist: dict[str, object], link: dict[str, object]
) -> None:
    entry_id = waiting(own)
    address = path(own, ACCEPT, entry_id)
    link["windows"] = {"wed": ["09:00-12:00"]}
    own.apply(dentist)
    answer = click(own, address)
    assert answer.status_code == 400
    assert "outside the times at which this can be booked" in answer.text
    assert entry(own, entry_id)["status"] == "offered"
