"""What holds on the days around every clock change of five years, in ten zones."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.engine.model import BookingLink
from bookings.engine.slots import Slot, SlotRequest, find_slots
from bookings.engine.timerange import TimeRange
from bookings.engine.windows import instant
from tests.bookings.engine.builders import EVERY_DAY, daily, make_link, make_staff
from tests.bookings.engine.clock_changes import EVERY_CHANGE, ZONES, Change, changes, offset

DAY, HALF_HOUR, NONE = timedelta(days=1), timedelta(minutes=30), timedelta(0)
LONG_BEFORE = datetime(2025, 12, 1, tzinfo=UTC)

every_zone = pytest.mark.parametrize("zone", ZONES)


def link_open(*windows: str) -> BookingLink:
    return make_link(windows=daily(*windows), horizon_days=2500)


def asked(link: BookingLink, zone: str, first: date, last: date, days_of: str | None = None) -> SlotRequest:
    """The slots of a link in `zone` on days of that zone, or of `days_of`."""
    days = ZoneInfo(days_of or zone)
    return SlotRequest(
        link=link,
        staff=(make_staff(timezone=zone),),
        zone=ZoneInfo(zone),
        span=TimeRange(instant(first, 0, days), instant(last + DAY, 0, days)),
        now=LONG_BEFORE,
        duration=link.duration,
    )


def slots_on(link: BookingLink, zone: str, day: date) -> list[Slot]:
    return find_slots(asked(link, zone, day, day), {})


def wall(slot: Slot, zone: str) -> datetime:
    """What the clock on the wall shows at the slot's start."""
    return slot.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def days_around(zone: str) -> set[date]:
    """The days of the changes and those beside them; leap days and new years too."""
    special = {date(2028, 2, 29), *(date(year, 12, 31) for year in range(2026, 2031))}
    middles = special | {change.day for change in changes(zone)}
    return {middle + offset * DAY for middle in middles for offset in (-1, 0, 1)}


def test_the_zones_have_the_changes_that_make_them_worth_testing() -> None:
    shifts = {zone: {abs(change.shift) for change in changes(zone)} for zone in ZONES}
    assert shifts["Europe/London"] == {timedelta(hours=1)}
    assert shifts["Australia/Lord_Howe"] == {HALF_HOUR}
    assert shifts["Antarctica/Troll"] == {timedelta(hours=2)}
    assert shifts["Asia/Kathmandu"] == set()
    assert len(ZONES) == 10
    assert len(EVERY_CHANGE) > 60
    assert {change.shift > NONE for change in EVERY_CHANGE} == {True, False}


@every_zone
def test_a_window_stays_where_it_is_on_the_wall_clock(zone: str) -> None:
    link = link_open("13:00-17:00")
    for day in days_around(zone):
        walls = [wall(slot, zone) for slot in slots_on(link, zone, day)]
        opens = datetime.combine(day, time(13))
        assert walls == [opens + number * HALF_HOUR for number in range(8)], day


@every_zone
def test_a_day_round_the_clock_is_as_long_as_it_is(zone: str) -> None:
    """Skipped times have no slots, and times that come twice have two, told apart in UTC."""
    link = link_open("00:00-24:00")
    by_day = {change.day: change for change in changes(zone)}
    for day in days_around(zone):
        slots = slots_on(link, zone, day)
        shift = by_day[day].shift if day in by_day else NONE
        assert len(slots) * HALF_HOUR == DAY - shift
        assert all(one.ends_at == next_one.starts_at for one, next_one in zip(slots, slots[1:], strict=False))
        shown = Counter(wall(slot, zone) for slot in slots)
        if day in by_day:
            check_walls(by_day[day], shown)
        else:
            assert set(shown.values()) == {1}


def check_walls(change: Change, shown: Counter[datetime]) -> None:
    first, end = change.walls
    number = 0 if change.shift > NONE else 2
    while first < end:
        if first.minute % 30 == 0:
            assert shown[first] == number, (change, first)
        first += timedelta(minutes=1)
    twice = {at for at, count in shown.items() if count == 2}
    assert all(change.walls[0] <= at < end for at in twice)


@every_zone
@pytest.mark.parametrize("interval", [7, 25, 60])
def test_no_slot_shows_a_time_that_was_skipped_and_none_overlap(zone: str, interval: int) -> None:
    """Windows that begin within, before and after what is skipped or repeated."""
    link = make_link(
        windows=daily("00:10-02:20", "02:20-05:00", "22:30-24:00"),
        duration=interval,
        slot_interval=interval,
        horizon_days=2500,
    )
    for change in changes(zone):
        found = find_slots(asked(link, zone, change.day - DAY, change.day + DAY), {})
        first, end = change.walls
        if change.shift > NONE:
            assert not any(first <= wall(slot, zone) < end for slot in found)
        begins = [slot.starts_at for slot in found]
        assert begins == sorted(set(begins))
        for piece in ("00:10-02:20", "02:20-05:00", "22:30-24:00"):
            alone = replace(link, windows=link_open(piece).windows)
            some = find_slots(asked(alone, zone, change.day - DAY, change.day + DAY), {})
            assert all(a.ends_at <= b.starts_at for a, b in zip(some, some[1:], strict=False))


@every_zone
def test_a_window_of_nothing_but_skipped_time_begins_after_the_change(zone: str) -> None:
    """A skipped time is read with the offset before the change: as long after it as it was into the gap."""
    for change in changes(zone):
        if change.shift > NONE:
            first, end = change.walls
            minutes = int((first - datetime.combine(first.date(), time())).total_seconds() // 60)
            length = int(change.shift.total_seconds() // 60)
            window = (
                instant(change.day, minutes, ZoneInfo(zone)),
                instant(change.day, minutes + length, ZoneInfo(zone)),
            )
            assert window == (change.at, change.at)
            late = instant(change.day, minutes + 10, ZoneInfo(zone))
            assert late == change.at + timedelta(minutes=10)
            assert late.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == end + timedelta(minutes=10)


@every_zone
def test_a_night_is_as_long_as_the_clock_change_makes_it(zone: str) -> None:
    link = link_open("22:00-06:00")
    for change in changes(zone):
        for day in (change.day - DAY, change.day):
            begins = instant(day, 22 * 60, ZoneInfo(zone))
            night = TimeRange(begins, instant(day, 30 * 60, ZoneInfo(zone)))
            request = replace(asked(link, zone, day, day), span=night)
            shift = change.shift if night.starts_at < change.at < night.ends_at else NONE
            assert len(find_slots(request, {})) * HALF_HOUR == timedelta(hours=8) - shift


@every_zone
def test_days_part_the_slots_among_them_whosever_days_they_are(zone: str) -> None:
    """Every slot belongs to exactly one day's answer, that of the date on the asker's wall."""
    link = link_open("00:00-24:00")
    for change in changes(zone) or changes("Europe/London"):
        for days_of in (zone, "Pacific/Chatham", "America/St_Johns"):
            first, last = change.day - 2 * DAY, change.day + 2 * DAY
            together = find_slots(asked(link, zone, first, last, days_of), {})
            singly = []
            for number in range(5):
                day = first + number * DAY
                some = find_slots(asked(link, zone, day, day, days_of), {})
                assert {wall(slot, days_of).date() for slot in some} == {day}
                singly += some
            assert singly == together


@every_zone
def test_a_week_has_every_weekday_once_across_the_change(zone: str) -> None:
    """Windows of one weekday each, a different length each: nothing moves to the day beside it."""
    hours = dict(zip(EVERY_DAY, ("09", "10", "11", "12", "13", "14", "15"), strict=True))
    link = make_link(windows={day: [f"08:00-{hour}:00"] for day, hour in hours.items()}, horizon_days=2500)
    for change in changes(zone):
        found = find_slots(asked(link, zone, change.day - 3 * DAY, change.day + 3 * DAY), {})
        counted = Counter(wall(slot, zone).weekday() for slot in found)
        assert counted == {number: 2 * (number + 1) for number in range(7)}


def test_what_is_shown_at_each_change_is_told_apart_by_its_offset() -> None:
    for change in EVERY_CHANGE:
        zone = ZoneInfo(change.zone)
        assert offset(change.at - timedelta(seconds=1), zone) == change.before
        assert offset(change.at, zone) == change.after
        if change.shift < NONE:
            first = instant_of(change, change.walls[0])
            assert first == change.at + change.shift  # the first of the two
            assert instant_of(change, change.walls[1]) == change.at - change.shift


def instant_of(change: Change, shown: datetime) -> datetime:
    midnight = datetime.combine(change.day, time())
    return instant(change.day, int((shown - midnight).total_seconds() // 60), ZoneInfo(change.zone))
