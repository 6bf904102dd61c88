"""What holds whoever keeps the calendar: one event for a booking, however often it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bookings.engine.timerange import TimeRange
from bookings.services.calendars.errors import Broken
from tests.bookings.integrations.calendars.places import (
    Place,
    at,
    busy_times,
    dav_place,
    entry,
    google_place,
    graph_place,
)

TITLE = "Dental check-up: Dana Cole"


@pytest.fixture(params=["google", "microsoft", "caldav"])
def place(request: pytest.FixtureRequest) -> Place:
    def get(name: str) -> object:
        return request.getfixturevalue(name)

    makers: dict[str, Callable[[], Place]] = {
        "google": lambda: google_place(get("google")),  # type: ignore[arg-type]
        "microsoft": lambda: graph_place(get("graph")),  # type: ignore[arg-type]
        "caldav": lambda: dav_place(get("radicale"), get("dav_calendar")),  # type: ignore[arg-type]
    }
    return makers[request.param]()


async def test_a_booking_gets_an_event(place: Place) -> None:
    await place.put(entry())
    assert place.seen() == [(TITLE, at(2, 9), at(2, 9, 30))]


async def test_told_twice_there_is_one_event(place: Place) -> None:
    """As after a crash in between: the second time nothing is known of the first."""
    await place.put(entry())
    await place.put(entry())
    assert len(place.seen()) == 1


async def test_told_again_it_moves(place: Place) -> None:
    written = await place.put(entry())
    moved = entry(version=2, time=TimeRange(at(3, 10), at(3, 10, 30)))
    await place.put(moved, written)
    assert place.seen() == [(TITLE, at(3, 10), at(3, 10, 30))]
    await place.put(replace(moved, version=3, time=TimeRange(at(4, 8), at(4, 9))))
    assert place.seen() == [(TITLE, at(4, 8), at(4, 9))]


async def test_it_is_removed_and_stays_so(place: Place) -> None:
    written = await place.put(entry())
    await place.remove(entry().booking_id, written)
    await place.remove(entry().booking_id, written)
    await place.remove(entry().booking_id)
    assert place.seen() == []


async def test_it_is_removed_without_knowing_where_it_is(place: Place) -> None:
    await place.put(entry())
    await place.remove(entry().booking_id)
    assert place.seen() == []


async def test_what_somebody_deleted_by_hand_comes_back_when_the_booking_changes(place: Place) -> None:
    written = await place.put(entry())
    await place.remove(entry().booking_id)
    await place.put(entry(version=2), written)
    assert len(place.seen()) == 1


async def test_two_bookings_have_two_events(place: Place) -> None:
    await place.put(entry("bk_aaaaaaaaaaaaaaaa"))
    await place.put(entry("bk_bbbbbbbbbbbbbbbb", time=TimeRange(at(2, 10), at(2, 11))))
    await place.remove("bk_aaaaaaaaaaaaaaaa")
    assert place.seen() == [(TITLE, at(2, 10), at(2, 11))]


async def test_our_events_say_whose_they_are(place: Place) -> None:
    await place.put(entry())
    report = await place.busy()
    assert [each.booking_id for each in report.events] == [entry().booking_id]
    assert busy_times(report) == [(at(2, 9), at(2, 9, 30))]


async def test_from_one_report_to_the_next_only_changes_come(place: Place) -> None:
    await place.put(entry("bk_aaaaaaaaaaaaaaaa"))
    first = await place.busy()
    assert first.is_full
    again = await place.busy(first.state)
    assert (again.is_full, list(again.events)) == (False, [])
    await place.put(entry("bk_bbbbbbbbbbbbbbbb", time=TimeRange(at(5, 10), at(5, 11))))
    more = await place.busy(again.state)
    assert not more.is_full
    assert busy_times(more) == [(at(5, 10), at(5, 11))]
    await place.remove("bk_bbbbbbbbbbbbbbbb")
    gone = await place.busy(more.state)
    assert (gone.is_full, busy_times(gone)) == (False, [])
    assert [each.key for each in gone.events] == [each.key for each in more.events]


async def test_a_calendar_that_is_gone_is_told(place: Place) -> None:
    address = place.calendar.address.rstrip("/") + "-gone"
    place.calendar = replace(place.calendar, address=address)
    with pytest.raises(Broken, match="no such calendar"):
        await place.busy()
    with pytest.raises(Broken, match="no such calendar"):
        await place.put(entry())
    await place.remove(entry().booking_id)
