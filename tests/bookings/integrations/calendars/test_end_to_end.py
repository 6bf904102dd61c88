"""From a request to the API, over the worker, to a real CalDAV server, and back; on both databases."""

from __future__ import annotations

from collections.abc import Callable

from bookings.services.calendars.model import ConnectedCalendar
from tests.bookings.integrations.calendars.places import Place, at, dav_place, entry
from tests.bookings.integrations.calendars.radicale import Radicale
from tests.bookings.integrations.calendars.wired import (
    busy_rows,
    calendars_for,
    connect_dav,
    event_rows,
    look_before_booking,
    worker_with,
)
from tests.bookings.outbox.support import rows, run_until
from tests.bookings.support import Api, error_of

TITLE = "Dental check-up: Dana Cole"


def all_done(api: Api) -> Callable[[], bool]:
    return lambda: all(row["delivered_at"] is not None for row in rows(api))


async def delivered(api: Api) -> None:
    calendars = calendars_for(api)
    try:
        await run_until(all_done(api), worker_with(api, calendars))
    finally:
        await calendars.busy_import.close()  # what the worker has begun to read does not outlive the database


async def imported(api: Api) -> None:
    calendars = calendars_for(api)
    for each in calendars.store.calendars():
        assert await calendars.busy_import.refresh(each)
    await calendars.busy_import.close()


async def test_a_booking_comes_moves_and_goes(api: Api, radicale: Radicale, dav_calendar: str) -> None:
    connect_dav(api, dav_calendar)
    place = dav_place(radicale, dav_calendar)
    made = api.book("2026-06-02T08:00:00Z", staff_id="sarah", notes="Back door").json()["data"]
    await delivered(api)
    assert place.seen() == [(TITLE, at(2, 8), at(2, 8, 30))]
    assert "Back door" in radicale.texts(dav_calendar)[0]
    assert event_rows(api) == [("cal_sarah", 1)]
    path = f"/api/v1/bookings/{made['id']}"
    assert api.call("PATCH", f"{path}/reschedule", {"start_time": "2026-06-03T09:00:00Z"}).status_code == 200
    await delivered(api)
    assert place.seen() == [(TITLE, at(3, 9), at(3, 9, 30))]
    assert api.call("PATCH", f"{path}/cancel", {}).status_code == 200
    await delivered(api)
    assert place.seen() == []
    assert event_rows(api) == []


async def test_a_booking_goes_over_to_somebody_else(api: Api, radicale: Radicale, dav_calendar: str) -> None:
    toms_calendar = radicale.make_calendar(dav_calendar.rstrip("/").rpartition("/")[2] + "-tom")
    connect_dav(api, dav_calendar)
    connect_dav(api, toms_calendar, "tom", "cal_tom")
    made = api.book("2026-06-02T08:00:00Z", staff_id="sarah").json()["data"]
    await delivered(api)
    move = {"start_time": "2026-06-02T08:00:00Z", "staff_id": "tom"}
    assert api.call("PATCH", f"/api/v1/bookings/{made['id']}/reschedule", move).status_code == 200
    await delivered(api)
    assert dav_place(radicale, dav_calendar).seen() == []
    assert dav_place(radicale, toms_calendar).seen() == [(TITLE, at(2, 8), at(2, 8, 30))]


async def test_only_what_is_true_in_the_end_is_written(
    api: Api, radicale: Radicale, dav_calendar: str
) -> None:
    """All that happened before the worker came is told at once, and read as it is."""
    connect_dav(api, dav_calendar)
    made = api.book("2026-06-02T08:00:00Z", staff_id="sarah").json()["data"]
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel", {})
    api.book("2026-06-03T08:00:00Z", staff_id="sarah")
    await delivered(api)
    assert dav_place(radicale, dav_calendar).seen() == [(TITLE, at(3, 8), at(3, 8, 30))]


async def test_what_stands_in_the_calendar_cannot_be_booked(
    api: Api, radicale: Radicale, dav_calendar: str
) -> None:
    connect_dav(api, dav_calendar)
    radicale.put(dav_calendar, "dentist", "DTSTART:20260602T080000Z", "DTEND:20260602T090000Z")
    assert "2026-06-02T08:00:00Z" in api.starts("2026-06-02", staff_id="sarah")
    await imported(api)
    assert busy_rows(api) == [("sarah", "06-02T08:00", "06-02T09:00")]
    starts = api.starts("2026-06-02", staff_id="sarah")
    assert starts[0] == "2026-06-02T09:00:00Z"
    answer = api.book("2026-06-02T08:30:00Z", staff_id="sarah")
    assert error_of(answer, 409)["code"] == "slot_taken"
    assert api.book("2026-06-02T08:30:00Z").json()["data"]["staff_id"] == "tom"
    radicale.delete(dav_calendar, "dentist")
    await imported(api)
    assert busy_rows(api) == []
    assert api.starts("2026-06-02", staff_id="sarah")[0] == "2026-06-02T08:00:00Z"


async def test_the_calendar_is_looked_into_just_before_a_booking(
    api: Api, radicale: Radicale, dav_calendar: str
) -> None:
    """Nobody has imported anything yet: what is listed is out of date, what is booked is not."""
    connect_dav(api, dav_calendar)
    look_before_booking(api, wait_seconds=10)
    radicale.put(dav_calendar, "dentist", "DTSTART:20260602T080000Z", "DTEND:20260602T090000Z")
    assert error_of(api.book("2026-06-02T08:00:00Z", staff_id="sarah"), 409)["code"] == "slot_taken"
    radicale.put(dav_calendar, "lunch", "DTSTART:20260602T100000Z", "DTEND:20260602T110000Z")
    api.clock.step(seconds=6)
    hold = {"booking_link_id": "link_checkup", "staff_id": "sarah", "start_time": "2026-06-02T10:30:00Z"}
    assert error_of(api.call("POST", "/api/v1/holds", hold), 409)["code"] == "slot_taken"
    made = api.book("2026-06-02T09:00:00Z", staff_id="sarah").json()["data"]
    radicale.put(dav_calendar, "late", "DTSTART:20260603T080000Z", "DTEND:20260603T090000Z")
    api.clock.step(seconds=6)
    move = {"start_time": "2026-06-03T08:00:00Z"}
    answer = api.call("PATCH", f"/api/v1/bookings/{made['id']}/reschedule", move)
    assert error_of(answer, 409)["code"] == "slot_taken"


async def test_our_own_events_are_not_in_our_own_way(api: Api, radicale: Radicale, dav_calendar: str) -> None:
    connect_dav(api, dav_calendar)
    made = api.book("2026-06-02T08:00:00Z", staff_id="sarah").json()["data"]
    await delivered(api)
    await imported(api)
    assert busy_rows(api) == []
    later = {"start_time": "2026-06-02T08:30:00Z"}
    assert api.call("PATCH", f"/api/v1/bookings/{made['id']}/reschedule", later).status_code == 200
    assert "2026-06-02T08:00:00Z" in api.starts("2026-06-02", staff_id="sarah")


async def test_the_same_event_in_another_business_is_in_the_way(
    api: Api, radicale: Radicale, dav_calendar: str
) -> None:
    """Sarah works for two businesses with one calendar; this one does not know the other's booking."""
    place: Place = dav_place(radicale, dav_calendar)
    await place.put(entry("bk_ofanotherbusines"))
    connect_dav(api, dav_calendar)
    await imported(api)
    assert busy_rows(api) == [("sarah", "06-02T09:00", "06-02T09:30")]


async def test_what_was_booked_before_is_written_when_a_calendar_is_connected(
    api: Api, radicale: Radicale, dav_calendar: str
) -> None:
    api.book("2026-06-02T08:00:00Z", staff_id="sarah")
    api.book("2026-06-02T08:00:00Z", staff_id="tom")
    await delivered(api)
    connect_dav(api, dav_calendar)
    await delivered(api)
    assert dav_place(radicale, dav_calendar).seen() == [(TITLE, at(2, 8), at(2, 8, 30))]


async def test_a_broken_calendar_is_caught_up_with_when_it_is_connected_again(
    api: Api, radicale: Radicale, dav_calendar: str
) -> None:
    kept = api.book("2026-06-02T08:00:00Z", staff_id="sarah").json()["data"]
    connect_dav(api, dav_calendar)
    await delivered(api)
    connect_dav(api, dav_calendar, password="revoked")
    api.call("PATCH", f"/api/v1/bookings/{kept['id']}/cancel", {})
    api.book("2026-06-03T08:00:00Z", staff_id="sarah")
    await delivered(api)
    broken = found(api)
    assert broken.broken_at is not None
    assert "refuses user and password" in str(broken.last_error)
    again = connect_dav(api, dav_calendar, calendar_id="cal_other")
    assert again.id == "cal_sarah"
    await delivered(api)
    assert dav_place(radicale, dav_calendar).seen() == [(TITLE, at(3, 8), at(3, 8, 30))]
    assert found(api).broken_at is None


async def test_a_calendar_that_is_only_read_is_not_written_into(
    api: Api, radicale: Radicale, dav_calendar: str
) -> None:
    connect_dav(api, dav_calendar, writes=False)
    api.book("2026-06-02T08:00:00Z", staff_id="sarah")
    await delivered(api)
    assert dav_place(radicale, dav_calendar).seen() == []


async def test_the_worker_imports_by_itself(api: Api, radicale: Radicale, dav_calendar: str) -> None:
    connect_dav(api, dav_calendar)
    radicale.put(dav_calendar, "dentist", "DTSTART:20260602T080000Z", "DTEND:20260602T090000Z")
    calendars = calendars_for(api)
    await run_until(lambda: bool(busy_rows(api)), worker_with(api, calendars))
    await calendars.busy_import.close()
    assert found(api).synced_at == api.clock()


def found(api: Api) -> ConnectedCalendar:
    (calendar,) = calendars_for(api).store.calendars()
    return calendar
