"""Connected calendars and their busy ranges, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bookings.engine.errors import NotFound
from bookings.engine.timerange import TimeRange
from bookings.services.calendars.model import (
    BusyEvent,
    BusyReport,
    ConnectedCalendar,
    NewCalendar,
    Provider,
    RemoteEvent,
)
from bookings.storage.calendars import SqlCalendars
from tests.bookings.integrations.calendars.wired import busy_rows, event_rows
from tests.bookings.support import NOW, Api

NEW = NewCalendar(
    business_id="dentist",
    staff_id="sarah",
    provider=Provider.CALDAV,
    account="sarah@example.com",
    address="https://dav.example.com/sarah/",
    name="Sarah",
    writes=True,
    reads=True,
    credentials="sealed",
)
SPAN = TimeRange(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))


@pytest.fixture
def store(api: Api) -> SqlCalendars:
    return SqlCalendars(api.storage.database)


@pytest.fixture
def calendar(store: SqlCalendars) -> ConnectedCalendar:
    return store.connect(NEW, "cal_1", NOW)


def busy(key: str, day: int, hour: int = 9, booking_id: str | None = None) -> BusyEvent:
    start = datetime(2026, 6, day, hour, tzinfo=UTC)
    return BusyEvent(key, [TimeRange(start, start + timedelta(hours=1))], booking_id)


def full(*events: BusyEvent) -> BusyReport:
    return BusyReport(True, events, {"token": 1})


def changes(*events: BusyEvent) -> BusyReport:
    return BusyReport(False, events, {"token": 2})


def row(day: int, hour: int = 9) -> tuple[str, str, str]:
    return "sarah", f"06-{day:02}T{hour:02}:00", f"06-{day:02}T{hour + 1:02}:00"


def test_a_calendar_is_kept_with_what_its_person_is(api: Api, calendar: ConnectedCalendar) -> None:
    assert (calendar.id, calendar.provider, calendar.credentials) == ("cal_1", Provider.CALDAV, "sealed")
    assert (calendar.timezone, calendar.email) == ("Europe/London", "sarah@dentist.example")
    assert calendar.horizon_days == 30
    assert "sealed" not in repr(calendar)


def test_nobodys_calendar_is_not_connected(store: SqlCalendars) -> None:
    for changed in (replace(NEW, staff_id="nobody"), replace(NEW, business_id="nobody")):
        with pytest.raises(NotFound, match="nobody"):
            store.connect(changed, "cal_1", NOW)
    assert store.calendars() == []


def test_connected_again_it_is_the_same_and_starts_anew(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    store.keep_report(calendar, full(busy("a", 2)), SPAN, NOW)
    store.note_trouble("cal_1", "revoked", NOW, NOW + timedelta(hours=1), is_broken=True)
    again = store.connect(replace(NEW, credentials="fresh", writes=False), "cal_2", NOW)
    assert (again.id, again.credentials, again.writes) == ("cal_1", "fresh", False)
    assert (again.sync_state, again.broken_at, again.retry_at, again.last_error) == (None, None, None, None)
    assert busy_rows(api) == [row(2)]
    store.connect(replace(NEW, reads=False), "cal_3", NOW)
    assert busy_rows(api) == []


def test_people_of_the_past_have_no_calendars(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar, dentist: dict[str, object]
) -> None:
    dentist["staff"] = [{"id": "tom", "name": "Tom Okafor"}]
    dentist["booking_links"][0]["staff"] = ["tom"]  # type: ignore[index]
    api.apply(dentist)
    assert store.calendars() == []
    assert store.calendar("cal_1") is not None


def test_a_full_report_replaces_all_and_changes_only_what_they_name(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    assert store.keep_report(calendar, full(busy("a", 2), busy("b", 3)), SPAN, NOW)
    calendar = store.calendars()[0]
    assert (calendar.sync_state, calendar.synced_at, calendar.sync_version) == ({"token": 1}, NOW, 1)
    assert store.keep_report(calendar, changes(busy("b", 4), BusyEvent("c")), SPAN, NOW)
    assert busy_rows(api) == [row(2), row(4)]
    calendar = store.calendars()[0]
    assert store.keep_report(calendar, changes(BusyEvent("a")), SPAN, NOW)
    assert busy_rows(api) == [row(4)]
    calendar = store.calendars()[0]
    assert store.keep_report(calendar, full(busy("d", 5)), SPAN, NOW)
    assert busy_rows(api) == [row(5)]


def test_an_import_that_was_overtaken_changes_nothing(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    """Two imports from the same state: the slower one may be the older."""
    assert store.keep_report(calendar, full(busy("a", 2)), SPAN, NOW)
    assert not store.keep_report(calendar, full(busy("a", 3)), SPAN, NOW)
    store.connect(NEW, "cal_2", NOW)
    assert not store.keep_report(replace(calendar, sync_version=1), full(), SPAN, NOW)
    assert busy_rows(api) == [row(2)]


def test_of_many_imports_at_once_one_is_kept(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(
            pool.map(lambda day: store.keep_report(calendar, full(busy("a", day)), SPAN, NOW), range(2, 10))
        )
    assert sum(kept) == 1
    assert busy_rows(api) == [row(2 + kept.index(True))]


def test_what_lies_outside_the_span_is_left_out_and_seconds_are_rounded_outwards(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    start = datetime(2026, 6, 5, 9, 0, 0, 400_000, tzinfo=UTC)
    odd = BusyEvent("odd", [TimeRange(start, start + timedelta(milliseconds=200))])
    before = BusyEvent("before", [TimeRange(SPAN.starts_at - timedelta(days=2), SPAN.starts_at)])
    store.keep_report(calendar, full(odd, before), SPAN, NOW)
    with api.storage.reading() as view:
        (found,) = view.causes("dentist", ["sarah"], SPAN, NOW)["sarah"]
    assert found.blocks == TimeRange(start.replace(microsecond=0), start.replace(microsecond=0, second=1))


def test_the_business_own_bookings_do_not_count_and_others_do(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    own = api.book("2026-06-02T08:00:00Z", staff_id="tom").json()["data"]["id"]
    report = full(busy("a", 2, booking_id=own), busy("b", 3, booking_id="bk_of_somebody_else"))
    store.keep_report(calendar, report, SPAN, NOW)
    assert busy_rows(api) == [row(3)]


def test_one_event_told_twice_and_a_long_name_are_no_trouble(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    store.keep_report(calendar, full(busy("a" * 9000, 2), busy("a" * 9000, 3)), SPAN, NOW)
    assert busy_rows(api) == [row(3)]


def test_a_report_of_thousands_of_events_is_kept(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    many = [busy(f"e{number}", 2 + number % 20, number % 23) for number in range(3000)]
    store.keep_report(calendar, full(*many), SPAN, NOW)
    store.keep_report(store.calendars()[0], changes(*(BusyEvent(each.key) for each in many)), SPAN, NOW)
    assert busy_rows(api) == []


def test_disconnecting_forgets_everything_of_that_calendar_only(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    other = store.connect(replace(NEW, address="https://dav.example.com/other/"), "cal_2", NOW)
    booking_id = api.book("2026-06-02T08:00:00Z", staff_id="sarah").json()["data"]["id"]
    for each, day in ((calendar, 2), (other, 3)):
        store.keep_report(each, full(busy("a", day)), SPAN, NOW)
        store.note_written(booking_id, each.id, 1, RemoteEvent("x"))
    gone = store.disconnect("cal_1")
    assert gone is not None
    assert gone.id == "cal_1"
    assert (busy_rows(api), event_rows(api)) == ([row(3)], [("cal_2", 1)])
    assert store.disconnect("cal_1") is None
    assert not store.keep_report(calendar, full(busy("a", 2)), SPAN, NOW)
    store.note_written(booking_id, "cal_1", 1, RemoteEvent("x"))
    store.intend(booking_id, "cal_1")
    assert (busy_rows(api), event_rows(api)) == ([row(3)], [("cal_2", 1)])


def test_an_intention_does_not_forget_what_is_known(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    booking_id = api.book("2026-06-02T08:00:00Z", staff_id="sarah").json()["data"]["id"]
    store.note_written(booking_id, "cal_1", 3, RemoteEvent("x", '"1"'))
    store.intend(booking_id, "cal_1")
    _, _, link = store.pair("dentist", booking_id, "cal_1")
    assert link is not None
    assert (link.version, link.event) == (3, RemoteEvent("x", '"1"'))
    store.note_removed(booking_id, "cal_1")
    assert store.pair("dentist", booking_id, "cal_1")[2] is None


def test_busy_time_is_explained_by_the_calendars_name(
    api: Api, store: SqlCalendars, calendar: ConnectedCalendar
) -> None:
    store.keep_report(calendar, full(busy("a", 2)), SPAN, NOW)
    with api.storage.reading() as view:
        (cause,) = view.causes("dentist", ["sarah"], SPAN, NOW)["sarah"]
    assert (cause.kind, cause.name) == ("busy", "Sarah")
