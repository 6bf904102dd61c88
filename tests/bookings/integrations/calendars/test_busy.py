"""Which entries of a calendar make busy, and when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bookings.engine.timerange import TimeRange
from tests.bookings.integrations.calendars.google_fake import GoogleFake
from tests.bookings.integrations.calendars.graph_fake import GraphFake
from tests.bookings.integrations.calendars.places import (
    SPAN,
    Place,
    at,
    busy_times,
    dav_place,
    google_place,
    graph_place,
)
from tests.bookings.integrations.calendars.radicale import Radicale

KOLKATA = ZoneInfo("Asia/Kolkata")
BUSY = (at(2, 9), at(2, 10))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


async def times(place: Place, zone: str = "Europe/London", span: TimeRange = SPAN) -> list[object]:
    return list(busy_times(await place.busy(zone=ZoneInfo(zone), span=span)))


@pytest.mark.parametrize(
    ("more", "busy"),
    [
        ({}, True),
        ({"transparency": "opaque"}, True),
        ({"transparency": "transparent"}, False),
        ({"status": "tentative"}, True),
        ({"attendees": [{"self": True, "responseStatus": "declined"}]}, False),
        ({"attendees": [{"self": True, "responseStatus": "needsAction"}]}, True),
        ({"attendees": [{"self": True, "responseStatus": "tentative"}]}, True),
        ({"attendees": [{"responseStatus": "declined"}]}, True),
    ],
)
async def test_googles_events(google: GoogleFake, more: dict[str, object], busy: bool) -> None:
    google.add("event1", "2026-06-02T10:00:00+01:00", "2026-06-02T11:00:00+01:00", **more)
    assert await times(google_place(google)) == ([BUSY] if busy else [])


async def test_googles_whole_days_are_days_of_the_calendars_zone(google: GoogleFake) -> None:
    google.time_zone = "Asia/Kolkata"
    google.add("event1", "2026-06-02", "2026-06-04")
    google.add("nothing", "2026-06-09T10:00:00Z", "2026-06-09T10:00:00Z")
    assert await times(google_place(google)) == [(at(1, 18, 30), at(3, 18, 30))]


async def test_whole_days_are_as_long_as_the_clock_change_makes_them(google: GoogleFake) -> None:
    google.add("spring", "2026-03-29", "2026-03-30")
    google.add("autumn", "2026-10-25", "2026-10-26")
    assert await times(google_place(google)) == [
        (utc("2026-03-29T00:00"), utc("2026-03-29T23:00")),
        (utc("2026-10-24T23:00"), utc("2026-10-26T00:00")),
    ]


async def test_a_change_at_google_is_told_with_what_it_was(google: GoogleFake) -> None:
    place = google_place(google)
    google.add("event1", "2026-06-02T09:00:00Z", "2026-06-02T10:00:00Z")
    first = await place.busy()
    google.add("event1", "2026-06-02T09:00:00Z", "2026-06-02T10:00:00Z", transparency="transparent")
    again = await place.busy(first.state)
    assert [(each.key, list(each.ranges)) for each in again.events] == [("event1", [])]


@pytest.mark.parametrize(
    ("more", "busy"),
    [
        ({}, True),
        ({"showAs": "tentative"}, True),
        ({"showAs": "oof"}, True),
        ({"showAs": "unknown"}, True),
        ({"showAs": "free"}, False),
        ({"showAs": "workingElsewhere"}, False),
        ({"isCancelled": True}, False),
        ({"responseStatus": {"response": "declined"}}, False),
        ({"responseStatus": {"response": "notResponded"}}, True),
        ({"responseStatus": None}, True),
    ],
)
async def test_microsofts_events(graph: GraphFake, more: dict[str, object], busy: bool) -> None:
    graph.add("event1", "2026-06-02T09:00:00", "2026-06-02T10:00:00", **more)
    assert await times(graph_place(graph)) == ([BUSY] if busy else [])


async def test_microsofts_whole_days_are_days_of_the_persons_zone(graph: GraphFake) -> None:
    graph.add("event1", "2026-06-02T00:00:00", "2026-06-03T00:00:00", isAllDay=True)
    assert await times(graph_place(graph), "Asia/Kolkata") == [(at(1, 18, 30), at(2, 18, 30))]


SERIES = [(f"2026-06-{day:02}T09:00:00", f"2026-06-{day:02}T10:00:00") for day in (2, 9, 16)]


async def test_an_occurrence_at_microsoft_is_as_its_series_is(graph: GraphFake) -> None:
    graph.page_size = 2
    graph.add_series("series1", SERIES)
    graph.add_series(
        "series2", [(a.replace("T09", "T11"), b.replace("T10", "T12")) for a, b in SERIES], showAs="free"
    )
    assert await times(graph_place(graph)) == [(at(day, 9), at(day, 10)) for day in (2, 9, 16)]


async def test_a_series_at_microsoft_that_changes_is_read_anew(graph: GraphFake) -> None:
    place = graph_place(graph)
    graph.add_series("series1", SERIES)
    first = await place.busy()
    graph.events["series1"] |= {"showAs": "free"}
    graph.order.append("series1")
    changed = await place.busy(first.state)
    assert (changed.is_full, busy_times(changed)) == (True, [])
    for name in ("series1", *(f"series1.{number}" for number in range(3))):
        graph.delete(name)
    gone = await place.busy(changed.state)
    assert (gone.is_full, busy_times(gone)) == (True, [])


async def test_a_single_event_at_microsoft_needs_no_full_import(graph: GraphFake) -> None:
    place = graph_place(graph)
    graph.add_series("series1", SERIES)
    first = await place.busy()
    graph.add("event1", "2026-06-03T09:00:00", "2026-06-03T10:00:00")
    more = await place.busy(first.state)
    assert (more.is_full, busy_times(more)) == (False, [(at(3, 9), at(3, 10))])
    graph.delete("event1")
    gone = await place.busy(more.state)
    assert [(each.key, list(each.ranges)) for each in gone.events] == [("event1", [])]


async def test_series_and_exceptions_of_a_caldav_calendar(radicale: Radicale, dav_calendar: str) -> None:
    radicale.put(
        dav_calendar,
        "weekly",
        "DTSTART;TZID=Europe/London:20260602T100000",
        "DTEND;TZID=Europe/London:20260602T110000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/London:20260609T100000",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:weekly",
        "DTSTAMP:20260101T000000Z",
        "RECURRENCE-ID;TZID=Europe/London:20260616T100000",
        "DTSTART;TZID=Europe/London:20260617T130000",
        "DTEND;TZID=Europe/London:20260617T133000",
    )
    assert await times(dav_place(radicale, dav_calendar)) == [
        BUSY,
        (at(17, 12), at(17, 12, 30)),
        (at(23, 9), at(23, 10)),
    ]


async def test_changes_of_a_caldav_calendar_come_by_its_sync_token(
    radicale: Radicale, dav_calendar: str
) -> None:
    place = dav_place(radicale, dav_calendar)
    radicale.put(dav_calendar, "one", "DTSTART:20260602T090000Z", "DTEND:20260602T100000Z")
    radicale.put(dav_calendar, "two", "DTSTART:20260603T090000Z", "DTEND:20260603T100000Z")
    first = await place.busy()
    assert busy_times(first) == [BUSY, (at(3, 9), at(3, 10))]
    radicale.put(dav_calendar, "one", "DTSTART:20260604T090000Z", "DTEND:20260604T100000Z")
    radicale.delete(dav_calendar, "two")
    more = await place.busy(first.state)
    assert not more.is_full
    assert {each.key.rpartition("/")[2]: len(each.ranges) for each in more.events} == {
        "one.ics": 1,
        "two.ics": 0,
    }
    assert {each.key for each in more.events} == {each.key for each in first.events}


async def test_a_caldav_server_that_forgot_the_sync_token_is_read_anew(
    radicale: Radicale, dav_calendar: str
) -> None:
    place = dav_place(radicale, dav_calendar)
    radicale.put(dav_calendar, "one", "DTSTART:20260602T090000Z", "DTEND:20260602T100000Z")
    again = await place.busy({"sync_token": "http://radicale.org/ns/sync/" + "0" * 64})
    assert (again.is_full, busy_times(again)) == (True, [BUSY])


async def test_a_caldav_server_without_sync_tokens_is_asked_whether_anything_changed(
    radicale: Radicale, dav_calendar: str
) -> None:
    place = dav_place(radicale, dav_calendar)
    radicale.put(dav_calendar, "one", "DTSTART:20260602T090000Z", "DTEND:20260602T100000Z")
    state = {"ctag": (await place.busy()).state["ctag"]}
    same = await place.busy(state)
    assert (same.is_full, list(same.events)) == (False, [])
    radicale.put(dav_calendar, "two", "DTSTART:20260603T090000Z", "DTEND:20260603T100000Z")
    assert (await place.busy(state)).is_full
