"""Bookings in Google's and Microsoft's calendars: over the worker, and when things happen at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bookings.calendar_wiring import Calendars
from bookings.services.calendars import sync_booking
from bookings.services.calendars.errors import Refused, Unreachable
from bookings.storage.calendars import SqlCalendars
from tests.bookings.integrations.calendars.google_fake import google_error
from tests.bookings.integrations.calendars.graph_fake import graph_error
from tests.bookings.integrations.calendars.loopback import Asked
from tests.bookings.integrations.calendars.places import apps_of, at, google_place, graph_place
from tests.bookings.integrations.calendars.wired import (
    calendars_for,
    connect_fake,
    event_rows,
    worker_with,
)
from tests.bookings.outbox.support import rows, run_until
from tests.bookings.support import Api


@pytest.fixture(params=["google", "graph"])
def fake(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def is_new_event(asked: Asked) -> bool:
    return asked.method == "POST" and asked.path.endswith("/events")


def times(fake: Any) -> list[list[Any]]:
    place = google_place(fake) if type(fake).__name__ == "GoogleFake" else graph_place(fake)
    return [list(each) for _, *each in place.seen()]


@asynccontextmanager
async def wired(api: Api, fake: Any) -> AsyncIterator[Calendars]:
    apps = apps_of(google=fake) if type(fake).__name__ == "GoogleFake" else apps_of(graph=fake)
    calendars = calendars_for(api, apps)
    try:
        yield calendars
    finally:
        await calendars.busy_import.close()  # and the connections


def booked(api: Api, start: str = "2026-06-02T08:00:00Z") -> str:
    made: str = api.book(start, staff_id="sarah").json()["data"]["id"]
    return made


def move(api: Api, booking_id: str, start: str) -> None:
    answer = api.call("PATCH", f"/api/v1/bookings/{booking_id}/reschedule", {"start_time": start})
    assert answer.status_code == 200


def cancel(api: Api, booking_id: str) -> None:
    assert api.call("PATCH", f"/api/v1/bookings/{booking_id}/cancel", {}).status_code == 200


async def deliver(api: Api, calendars: Calendars) -> None:
    def is_done() -> bool:
        return all(row["delivered_at"] or row["dead_at"] for row in rows(api))

    await run_until(is_done, worker_with(api, calendars))


async def test_a_booking_comes_moves_and_goes(api: Api, fake: Any) -> None:
    connect_fake(api, fake)
    async with wired(api, fake) as calendars:
        booking_id = booked(api)
        await deliver(api, calendars)
        assert times(fake) == [[at(2, 8), at(2, 8, 30)]]
        move(api, booking_id, "2026-06-03T09:00:00Z")
        await deliver(api, calendars)
        assert times(fake) == [[at(3, 9), at(3, 9, 30)]]
        cancel(api, booking_id)
        await deliver(api, calendars)
        assert times(fake) == []
        assert event_rows(api) == []


@pytest.mark.slow
async def test_an_outage_of_a_day_loses_nothing(api: Api, fake: Any) -> None:
    """500 to everything, for 24 hours of the clock; then what is true by then is written."""
    connect_fake(api, fake)
    fake.fail(graph_error(500, "InternalServerError"), times=10_000)
    kept, gone = booked(api), booked(api, "2026-06-02T09:00:00Z")
    async with wired(api, fake) as calendars:
        for hour in range(24):
            before = len(fake.asked)
            await run_until(lambda tried=before: len(fake.asked) > tried, worker_with(api, calendars))
            api.clock.step(hours=1)
            if hour == 12:
                move(api, kept, "2026-06-03T10:00:00Z")
                cancel(api, gone)
        fake.faults.clear()
        api.clock.step(hours=1)
        await deliver(api, calendars)
    assert times(fake) == [[at(3, 10), at(3, 10, 30)]]
    assert not any(row["dead_at"] for row in rows(api))


async def test_a_booking_that_is_moved_while_it_is_written_is_followed(api: Api, fake: Any) -> None:
    connect_fake(api, fake)
    booking_id = booked(api)
    moves = iter(["2026-06-03T09:00:00Z", "2026-06-03T10:00:00Z"])

    def meanwhile(asked: Asked) -> bool:
        if asked.method in ("POST", "PATCH", "PUT"):
            for start in moves:
                move(api, booking_id, start)
                break
        return False

    fake.fail(when=meanwhile)
    async with wired(api, fake) as calendars:
        assert await calendars.sync.sync("dentist", booking_id, "cal_sarah") is None
    assert times(fake) == [[at(3, 10), at(3, 10, 30)]]


async def test_without_a_second_look_the_move_would_be_missed(
    api: Api, fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: who looks only once has to say that it does not know."""
    monkeypatch.setattr(sync_booking, "ROUNDS", 1)
    connect_fake(api, fake)
    booking_id = booked(api)
    moves = iter(["2026-06-03T09:00:00Z"])

    def meanwhile(asked: Asked) -> bool:
        if is_new_event(asked):
            for start in moves:
                move(api, booking_id, start)
        return False

    fake.fail(when=meanwhile)
    async with wired(api, fake) as calendars:
        with pytest.raises(Unreachable, match="keeps being changed"):
            await calendars.sync.sync("dentist", booking_id, "cal_sarah")
    assert times(fake) == [[at(2, 8), at(2, 8, 30)]]


async def test_an_event_is_found_again_although_nobody_noted_it(
    api: Api, fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after kill -9 between the write and its mark: then the booking is cancelled."""
    connect_fake(api, fake)
    booking_id = booked(api)
    async with wired(api, fake) as calendars:
        with monkeypatch.context() as broken:
            broken.setattr(SqlCalendars, "note_written", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await calendars.sync.sync("dentist", booking_id, "cal_sarah")
        assert len(times(fake)) == 1
        assert event_rows(api) == [("cal_sarah", 0)]
        cancel(api, booking_id)
        await calendars.sync.sync("dentist", booking_id, "cal_sarah")
    assert times(fake) == []
    assert event_rows(api) == []


async def test_what_is_refused_for_good_is_put_aside_where_an_operator_sees_it(api: Api, fake: Any) -> None:
    connect_fake(api, fake)
    fake.fail(google_error(400, "invalid", "Bad Request"), when=is_new_event)
    booked(api)
    async with wired(api, fake) as calendars:
        await deliver(api, calendars)
    (aside,) = [row for row in rows(api) if row["dead_at"]]
    assert aside["kind"] == "calendar.event"
    assert "400 (Bad Request)" in aside["last_error"]


async def test_one_booking_that_is_refused_holds_up_no_other(api: Api, fake: Any) -> None:
    connect_fake(api, fake)
    fake.fail(google_error(400, "invalid"), times=99, when=lambda asked: b"Poison" in asked.body)
    api.book("2026-06-02T08:00:00Z", staff_id="sarah", contact_name="Poison")
    booked(api, "2026-06-02T09:00:00Z")
    async with wired(api, fake) as calendars:
        await deliver(api, calendars)
    assert times(fake) == [[at(2, 9), at(2, 9, 30)]]


async def test_a_calendar_that_is_disconnected_meanwhile_ends_its_messages(api: Api, fake: Any) -> None:
    connect_fake(api, fake)
    booking_id = booked(api)
    async with wired(api, fake) as calendars:
        calendars.store.disconnect("cal_sarah")
        told = await calendars.sync.sync("dentist", booking_id, "cal_sarah")
        assert told == "There is no such calendar or booking any more."
        await deliver(api, calendars)
    assert times(fake) == []


async def test_a_calendar_that_is_disconnected_during_the_write_leaves_no_row(api: Api, fake: Any) -> None:
    connect_fake(api, fake)
    booking_id = booked(api)
    store = SqlCalendars(api.storage.database)

    def meanwhile(asked: Asked) -> bool:
        if is_new_event(asked):
            store.disconnect("cal_sarah")
        return False

    fake.fail(when=meanwhile)
    async with wired(api, fake) as calendars:
        await calendars.sync.sync("dentist", booking_id, "cal_sarah")
    assert event_rows(api) == []


async def test_refused_is_told_beside_the_calendar(api: Api, fake: Any) -> None:
    connect_fake(api, fake)
    booking_id = booked(api)
    fake.fail(google_error(400, "invalid", "Bad Request"))
    async with wired(api, fake) as calendars:
        with pytest.raises(Refused):
            await calendars.sync.sync("dentist", booking_id, "cal_sarah")
        (calendar,) = calendars.store.calendars()
    assert calendar.broken_at is None
    assert "400" in str(calendar.last_error)
