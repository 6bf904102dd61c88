"""What a booking does when a calendar cannot be read: the policy, on both databases."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bookings.integrations.calendars import session
from bookings.integrations.calendars.opening import Clients
from bookings.integrations.calendars.vault import FernetVault
from bookings.services.calendars.before_booking import BeforeBooking, Policy
from bookings.services.calendars.import_busy import BusyImport
from bookings.services.links import MOVE, Grant
from bookings.signed_links import SignedLinks
from bookings.storage.calendars import SqlCalendars
from tests.bookings.integrations.calendars.google_fake import GoogleFake
from tests.bookings.integrations.calendars.graph_fake import graph_error
from tests.bookings.integrations.calendars.loopback import Told
from tests.bookings.integrations.calendars.places import apps_of
from tests.bookings.integrations.calendars.wired import (
    SECRET,
    busy_rows,
    calendars_for,
    connect_dav,
    connect_fake,
    look_before_booking,
)
from tests.bookings.support import Api, error_of

NOWHERE = "http://127.0.0.1:1/calendars/sarah/"


def test_by_default_what_is_known_holds(api: Api) -> None:
    connect_dav(api, NOWHERE)
    look_before_booking(api)
    assert api.book("2026-06-02T08:00:00Z", staff_id="sarah").status_code == 201
    (calendar,) = calendars_for(api).store.calendars()
    assert "could not be reached" in str(calendar.last_error)


def test_who_cannot_be_read_is_not_booked_if_the_setting_says_so(api: Api) -> None:
    connect_dav(api, NOWHERE)
    look_before_booking(api, refuse=True)
    answer = api.book("2026-06-02T08:00:00Z", staff_id="sarah")
    error = error_of(answer, 503)
    assert error["code"] == "calendar_unreachable"
    assert error["details"] == {"start_time": "2026-06-02T08:00:00Z", "staff_ids": ["sarah"]}
    assert answer.headers["Retry-After"] == "1"
    hold = {"booking_link_id": "link_checkup", "staff_id": "sarah", "start_time": "2026-06-02T08:00:00Z"}
    assert error_of(api.call("POST", "/api/v1/holds", hold), 503)["code"] == "calendar_unreachable"
    assert api.get("/api/v1/bookings").json()["pagination"]["total"] == 0


def test_somebody_else_takes_it_if_they_may(api: Api) -> None:
    connect_dav(api, NOWHERE)
    look_before_booking(api, refuse=True)
    made = [api.book("2026-06-02T08:00:00Z"), api.book("2026-06-02T08:30:00Z")]
    assert [each.json()["data"]["staff_id"] for each in made] == ["tom", "tom"]
    assert error_of(api.book("2026-06-02T08:00:00Z"), 503)["code"] == "calendar_unreachable"


def test_what_is_taken_anyway_is_told_as_taken(api: Api) -> None:
    connect_dav(api, NOWHERE)
    api.book("2026-06-02T08:00:00Z", staff_id="sarah")
    look_before_booking(api, refuse=True)
    assert error_of(api.book("2026-06-02T08:00:00Z", staff_id="sarah"), 409)["code"] == "slot_taken"


def test_a_move_to_who_cannot_be_read_is_refused(api: Api) -> None:
    made = api.book("2026-06-02T08:00:00Z", staff_id="sarah").json()["data"]
    connect_dav(api, NOWHERE)
    look_before_booking(api, refuse=True)
    path = f"/api/v1/bookings/{made['id']}/reschedule"
    later = {"start_time": "2026-06-02T09:00:00Z"}
    assert error_of(api.call("PATCH", path, later), 503)["code"] == "calendar_unreachable"
    assert api.call("PATCH", path, later | {"staff_id": "tom"}).status_code == 200


def test_an_answer_given_before_is_given_again(api: Api) -> None:
    """A repetition is answered from memory, whatever the calendar does meanwhile."""
    look_before_booking(api, refuse=True)
    key = {"headers": {"Idempotency-Key": "k1"}}
    body = {
        "booking_link_id": "link_checkup",
        "contact_name": "Dana Cole",
        "contact_email": "dana@example.com",
        "start_time": "2026-06-02T08:00:00Z",
        "staff_id": "sarah",
    }
    first = api.call("POST", "/api/v1/bookings", body, **key)
    connect_dav(api, NOWHERE)
    look_before_booking(api, refuse=True)
    again = api.call("POST", "/api/v1/bookings", body, **key)
    assert (again.status_code, again.json()) == (201, first.json())


def test_people_without_calendars_cost_no_look_at_the_database(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_before_booking(api)
    asked: list[Any] = []
    calendars = SqlCalendars.calendars
    monkeypatch.setattr(
        SqlCalendars, "calendars", lambda *some, **named: asked.append(1) or calendars(*some, **named)
    )
    for start in ("2026-06-02T08:00:00Z", "2026-06-02T08:30:00Z", "2026-06-02T09:00:00Z"):
        assert api.book(start).status_code == 201
    assert len(asked) == 1
    api.clock.step(seconds=6)
    api.book("2026-06-02T09:30:00Z")
    assert len(asked) == 2


@asynccontextmanager
async def looking(
    api: Api, google: GoogleFake, refuse: bool = True, seconds: float = 20
) -> AsyncIterator[BeforeBooking]:
    """What the API does before a booking, on this loop; it waits for so long."""
    store = SqlCalendars(api.storage.database)
    http = httpx.AsyncClient(trust_env=False, timeout=10)
    vault = FernetVault(lambda: [SECRET])
    clients = Clients(apps_of(google), vault, store, api.clock, http)
    busy_import = BusyImport(store, clients, api.clock)
    looks = BeforeBooking(store, busy_import, api.clock, Policy(seconds, refuse))
    try:
        yield looks
    finally:
        await looks.close()


async def test_a_server_that_hangs_is_waited_for_half_a_second_only(api: Api, google: GoogleFake) -> None:
    connect_fake(api, google)
    google.fail(hangs=True)
    async with looking(api, google, seconds=0.5) as looks:
        started = time.monotonic()
        assert await looks.unreadable("dentist", ["sarah", "tom"]) == {"sarah"}
        assert 0.4 < time.monotonic() - started < 10  # the server hangs for thirty


async def test_a_late_answer_is_used_by_the_next(api: Api, google: GoogleFake) -> None:
    """The first import goes on, and the second booking waits for the same one."""
    connect_fake(api, google)
    google.add("event1", "2026-06-02T09:00:00Z", "2026-06-02T10:00:00Z")
    google.fail(hangs=True)
    async with looking(api, google, seconds=0.5) as looks:
        assert await looks.unreadable("dentist", ["sarah"]) == {"sarah"}
        google.stopping.set()
        while google.count("GET") == 1:
            await looks.unreadable("dentist", ["sarah"])
        assert await looks.unreadable("dentist", ["sarah"]) == frozenset()
    assert busy_rows(api) == [("sarah", "06-02T09:00", "06-02T10:00")]


async def test_what_was_read_seconds_ago_is_not_read_again(api: Api, google: GoogleFake) -> None:
    connect_fake(api, google)
    async with looking(api, google) as looks:
        for _ in range(3):
            assert await looks.unreadable("dentist", ["sarah"]) == frozenset()
        assert google.count("GET") == 1
        api.clock.step(seconds=6)
        await looks.unreadable("dentist", ["sarah"])
        assert google.count("GET") == 2
        await looks.unreadable("dentist", ["tom"])
        assert google.count("GET") == 2


async def test_a_revoked_grant_breaks_the_calendar_and_holds_up_nobody(
    api: Api, google: GoogleFake, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "RACE_SECONDS", 0)  # nobody else renews it here
    connect_fake(api, google)
    google.revoke_all()
    async with looking(api, google) as looks:
        assert await looks.unreadable("dentist", ["sarah"]) == frozenset()
        asked = len(google.asked)
        api.clock.step(minutes=10)
        assert await looks.unreadable("dentist", ["sarah"]) == frozenset()
        assert len(google.asked) == asked
    (calendar,) = calendars_for(api).store.calendars()
    assert calendar.broken_at is not None
    assert "invalid_grant" in str(calendar.last_error)
    assert "cal_sarah has to be connected again" in caplog.text


async def test_a_server_that_wants_to_be_left_alone_is(api: Api, google: GoogleFake) -> None:
    connect_fake(api, google)
    google.fail(graph_error(429, "TooManyRequests", **{"Retry-After": "300"}))
    async with looking(api, google) as looks:
        assert await looks.unreadable("dentist", ["sarah"]) == {"sarah"}
        api.clock.step(seconds=200)
        assert await looks.unreadable("dentist", ["sarah"]) == {"sarah"}
        assert google.count("GET") == 1
        api.clock.step(seconds=101)
        assert await looks.unreadable("dentist", ["sarah"]) == frozenset()
    (calendar,) = calendars_for(api).store.calendars()
    assert (calendar.retry_at, calendar.last_error) == (None, None)


async def test_another_secret_key_is_told_and_breaks_nothing_else(api: Api, google: GoogleFake) -> None:
    connect_fake(api, google)
    store = SqlCalendars(api.storage.database)
    vault = FernetVault(lambda: ["another secret that was never used here"])
    busy_import = BusyImport(store, Clients(apps_of(google), vault, store, api.clock), api.clock)
    (calendar,) = store.calendars()
    assert not await busy_import.refresh(calendar)
    assert "BOOKINGS_SECRET_KEY is not the one" in str(store.calendars()[0].last_error)


async def test_an_answer_that_makes_no_sense_is_noted(api: Api, google: GoogleFake) -> None:
    connect_fake(api, google)
    google.fail(Told(200, {"items": [{"no": "id"}], "nextSyncToken": "sync-0"}))
    async with looking(api, google) as looks:
        assert await looks.unreadable("dentist", ["sarah"]) == {"sarah"}
    (calendar,) = calendars_for(api).store.calendars()
    assert "cannot be read" in str(calendar.last_error)


async def test_a_full_import_comes_once_a_day_and_when_the_horizon_moves_on(
    api: Api, google: GoogleFake
) -> None:
    connect_fake(api, google)

    def tokens() -> list[str | None]:
        return [each.query.get("syncToken") for each in google.asked if each.method == "GET"]

    async with looking(api, google) as looks:
        await looks.unreadable("dentist", ["sarah"])
        api.clock.step(hours=23)
        await looks.unreadable("dentist", ["sarah"])
        api.clock.step(hours=1)
        await looks.unreadable("dentist", ["sarah"])
    assert tokens() == [None, "sync-0", None]
    (last, *_), first = reversed(google.asked), google.asked[0]
    assert first.query["timeMin"] == "2026-05-31T08:00:00Z"
    assert first.query["timeMax"] == "2026-07-05T08:00:00Z"  # thirty days, one and three more
    assert last.query["timeMax"] == "2026-07-06T08:00:00Z"


def test_a_move_by_the_link_in_a_mail_looks_into_the_calendar_too(api: Api) -> None:
    made = api.book("2026-06-02T08:00:00Z", staff_id="sarah").json()["data"]
    connect_dav(api, NOWHERE)
    look_before_booking(api, refuse=True)
    links = SignedLinks(["s" * 32], "http://testserver")
    api.client.app.state.core = replace(api.client.app.state.core, links=links)
    grant = Grant(MOVE, "dentist", made["id"], api.clock() + timedelta(hours=1))
    form = {"start_time": "2026-06-02T09:00:00Z", "version": "1"}
    path = links.address(grant).removeprefix("http://testserver")
    answer = api.client.post(path, data=form, follow_redirects=False)
    assert answer.status_code == 503
    assert "a calendar does not answer" in answer.text
