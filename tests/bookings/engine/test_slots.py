"""The one function behind the listing and the check."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.engine.model import BookingLink
from bookings.engine.slots import SlotRequest, find_slots, occupancy_span
from bookings.engine.timerange import TimeRange, merged
from bookings.engine.windows import TimeWindow
from tests.bookings.engine.builders import (
    daily,
    day_request,
    in_seconds,
    local_starts,
    make_link,
    make_staff,
)

TUESDAY = date(2026, 6, 2)
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


def at(clock: str, day: date = TUESDAY) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/London")).astimezone(
        UTC
    )


def taken(first: str, last: str) -> dict[str, list[TimeRange]]:
    return {"sarah": [TimeRange(at(first), at(last))]}


def test_the_last_slot_ends_when_the_window_does() -> None:
    link = make_link(windows=daily("09:00-10:10"), slot_interval=10)
    assert local_starts(day_request(link, TUESDAY))[-1] == "09:40"


def test_an_appointment_longer_than_the_window_has_no_slot() -> None:
    assert local_starts(day_request(make_link(duration=181), TUESDAY)) == []
    assert local_starts(day_request(make_link(duration=180), TUESDAY)) == ["09:00"]


def test_an_appointment_may_run_from_a_window_into_the_next_that_touches() -> None:
    link = make_link(windows=daily("09:00-10:00", "10:00-11:00"), duration=90, slot_interval=30)
    assert local_starts(day_request(link, TUESDAY)) == ["09:00", "09:30"]
    around_the_clock = make_link(windows=daily("00:00-24:00"), duration=60, slot_interval=60)
    assert local_starts(day_request(around_the_clock, TUESDAY))[-1] == "23:00"


def test_a_start_before_midnight_is_bookable_where_the_next_days_window_goes_on() -> None:
    request = day_request(make_link(windows=daily("00:00-24:00"), duration=60, slot_interval=30), TUESDAY)
    last = find_slots(request, {})[-1].starts_at
    assert f"{last.astimezone(request.zone):%H:%M}" == "23:30"
    check_each_alone(request, [], [last])


def test_what_is_known_of_a_link_is_not_mixed_up() -> None:
    """Days, lengths, zones and people asked about in any order, of one link, as of a new one each time."""
    link = make_link(windows=daily("09:00-12:00"), slot_interval=20)
    early, late = (make_staff(windows=daily(hours)) for hours in ("08:00-10:00", "11:00-13:00"))
    asked = [
        replace(day_request(known, TUESDAY, (staff,), zone, days=days), duration=timedelta(minutes=length))
        for known in (link, None)
        for staff in (early, late, make_staff())
        for zone in ("Europe/London", "Asia/Kathmandu")
        for days in (1, 3, 2)
        for length in (20, 50)
        for known in [known or make_link(windows=daily("09:00-12:00"), slot_interval=20)]
    ]
    found = [find_slots(request, {}) for request in asked]
    assert found[: len(found) // 2] == found[len(found) // 2 :]
    assert len({str(slots) for slots in found}) > 20


@pytest.mark.parametrize(
    ("occupied", "gone"),
    [
        (("10:00", "10:30"), ["10:00"]),
        (("09:45", "10:00"), ["09:30"]),
        (("10:00", "10:01"), ["10:00"]),
        (("10:29", "10:31"), ["10:00", "10:30"]),
        (("08:00", "09:00"), []),
        (("12:00", "13:00"), []),
        (("08:00", "13:00"), ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]),
    ],
)
def test_what_is_occupied_is_gone_and_what_touches_is_not(occupied: tuple[str, str], gone: list[str]) -> None:
    request = day_request(make_link(), TUESDAY)
    before, after = local_starts(request), local_starts(request, taken(*occupied))
    assert [start for start in before if start not in after] == gone


def test_buffers_are_kept_free_on_both_sides_and_may_touch() -> None:
    link = make_link(
        windows=daily("09:00-12:00"), slot_interval=5, duration=30, buffer_before=10, buffer_after=20
    )
    starts = local_starts(day_request(link, TUESDAY), taken("10:00", "10:30"))
    assert "09:10" in starts
    assert "09:15" not in starts
    assert "10:35" not in starts
    assert "10:40" in starts


def test_buffers_may_lie_outside_the_windows() -> None:
    link = make_link(buffer_before=60, buffer_after=60)
    assert local_starts(day_request(link, TUESDAY)) == local_starts(day_request(make_link(), TUESDAY))


def test_a_slot_names_who_is_free_in_the_links_order() -> None:
    staff = (make_staff("tom"), make_staff("sarah"))
    slots = find_slots(day_request(make_link(), TUESDAY, staff), in_seconds(taken("09:00", "09:30")))
    assert [slot.staff_ids for slot in slots[:2]] == [("tom",), ("tom", "sarah")]


def test_the_minimum_notice_counts_from_now() -> None:
    link = make_link(min_notice=60)
    assert local_starts(day_request(link, TUESDAY, now=at("09:30")))[0] == "10:30"
    assert local_starts(day_request(link, TUESDAY, now=at("09:30") + timedelta(microseconds=1)))[0] == "11:00"


def test_without_notice_a_slot_that_starts_now_can_be_booked() -> None:
    assert local_starts(day_request(make_link(), TUESDAY, now=at("09:30")))[0] == "09:30"


def test_the_horizon_is_whole_days_of_the_business() -> None:
    link = make_link(windows=daily("00:00-24:00"), horizon_days=1)
    assert local_starts(day_request(link, TUESDAY, now=at("23:59", date(2026, 6, 1))))[-1] == "23:30"
    assert local_starts(day_request(link, TUESDAY, now=at("23:59", date(2026, 5, 31)))) == []
    assert local_starts(day_request(replace(link, horizon_days=0), TUESDAY, now=at("22:00"))) == [
        "22:00", "22:30", "23:00", "23:30",
    ]  # fmt: skip


def test_the_span_includes_its_start_and_excludes_its_end() -> None:
    request = replace(day_request(make_link(), TUESDAY), span=TimeRange(at("09:30"), at("10:30")))
    assert local_starts(request) == ["09:30", "10:00"]


def test_the_day_on_which_clocks_go_forward_has_an_hour_less() -> None:
    link = make_link(windows=daily("00:00-24:00"), duration=60, slot_interval=60)
    starts = local_starts(day_request(link, FORWARD))
    assert len(starts) == 23
    assert starts[:3] == ["00:00", "02:00", "03:00"]


def test_the_day_on_which_clocks_go_back_has_an_hour_more() -> None:
    link = make_link(windows=daily("00:00-24:00"), duration=60, slot_interval=60)
    starts = local_starts(day_request(link, BACK))
    assert len(starts) == 25
    assert starts[:4] == ["00:00", "01:00", "01:00", "02:00"]


def test_afternoons_stay_where_they_are_through_clock_changes() -> None:
    link = make_link(windows=daily("13:00-14:00"))
    for day in (FORWARD - timedelta(days=1), FORWARD, BACK, BACK + timedelta(days=1)):
        assert local_starts(day_request(link, day)) == ["13:00", "13:30"]


def test_a_half_hour_zone_and_a_quarter_hour_zone() -> None:
    for zone in ("Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"):
        staff = (make_staff(timezone=zone),)
        assert local_starts(day_request(make_link(), TUESDAY, staff, zone))[0] == "09:00"


def test_seconds_of_the_span_do_not_shift_the_grid() -> None:
    request = day_request(make_link(), TUESDAY)
    shifted = replace(
        request, span=TimeRange(request.span.starts_at + timedelta(microseconds=1), request.span.ends_at)
    )
    assert local_starts(shifted) == local_starts(request)


# ---- Against the obvious model ----------------------------------------------------------------

windows = st.lists(
    st.tuples(st.integers(0, 95), st.integers(1, 40)).map(
        lambda pair: str(TimeWindow(pair[0] * 15, pair[0] * 15 + pair[1] * 15))
    ),
    max_size=2,
)
occupations = st.lists(st.tuples(st.integers(-200, 3000), st.integers(1, 200)), max_size=6)
zones = st.sampled_from(
    ["Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/New_York", "Asia/Gaza"]
)
days = st.sampled_from([TUESDAY, FORWARD, BACK, date(2026, 4, 5), date(2026, 10, 4), date(2026, 11, 1)])


def obvious_starts(request: SlotRequest, occupied: list[TimeRange]) -> list[datetime]:
    """Every second-precise rule tried on every candidate, one by one: slow, and easy to see through."""
    link, first = request.link, request.span.starts_at.astimezone(request.zone).date()
    pieces = [
        piece
        for day in (first - timedelta(days=1), first, first + timedelta(days=1))
        for window in link.windows.get(day.weekday(), ())
        if (piece := window.on(day, request.zone))
    ]
    found = set()
    for piece in pieces:
        start = piece.starts_at
        while start < piece.ends_at:
            slot = TimeRange(start, start + request.duration)
            padded = slot.padded(link.buffer_before, link.buffer_after)
            if (
                request.span.starts_at <= start < request.span.ends_at
                and any(whole.contains(slot) for whole in merged(pieces))
                and not any(padded.overlaps(busy) for busy in occupied)
            ):
                found.add(start)
            start += link.slot_interval
    return sorted(found)


@settings(max_examples=200, deadline=None)
@given(
    open_at=windows,
    duration=st.integers(1, 100),
    interval=st.integers(1, 60),
    before=st.integers(0, 30),
    after=st.integers(0, 30),
    occupied=occupations,
    zone=zones,
    day=days,
)
def test_the_slots_are_those_of_the_obvious_model(
    open_at: list[str], duration: int, interval: int, before: int, after: int,
    occupied: list[tuple[int, int]], zone: str, day: date,
) -> None:  # fmt: skip
    link = make_link(
        windows=daily(*open_at),
        duration=duration,
        slot_interval=interval,
        buffer_before=before,
        buffer_after=after,
    )
    if not link.windows:
        return
    request = day_request(link, day, (make_staff(timezone=zone),), zone)
    begins = request.span.starts_at
    busy = [
        TimeRange(begins + timedelta(minutes=first), begins + timedelta(minutes=first + length))
        for first, length in occupied
    ]
    found = [slot.starts_at for slot in find_slots(request, in_seconds({"sarah": busy}))]
    assert found == obvious_starts(request, busy)
    check_each_alone(request, busy, found)


def check_each_alone(request: SlotRequest, busy: list[TimeRange], found: list[datetime]) -> None:
    """What is shown can be booked: asked for by itself, with only what can matter known."""
    for start in [*found[:5], *found[-5:]]:
        alone = replace(request, span=TimeRange(start, start + timedelta(seconds=1)))
        near = occupancy_span(alone, alone.span)
        matters = [piece for piece in busy if piece.overlaps(near)]
        assert [slot.starts_at for slot in find_slots(alone, in_seconds({"sarah": matters}))] == [start]


@settings(max_examples=150, deadline=None)
@given(
    open_at=windows,
    at_work=windows,
    interval=st.sampled_from([7, 30, 45, 50]),
    zone=zones,
    staff_zone=zones,
    day=days,
)
def test_a_day_has_the_same_slots_by_itself_as_among_others(
    open_at: list[str], at_work: list[str], interval: int, zone: str, staff_zone: str, day: date
) -> None:
    link = make_link(windows=daily(*open_at), slot_interval=interval)
    check_days_against_their_span(link, day, zone, daily(*at_work) if at_work else None, staff_zone)


def check_days_against_their_span(
    link: BookingLink, day: date, zone: str, at_work: dict[str, list[str]] | None, staff_zone: str
) -> None:
    staff = (make_staff(windows=at_work, timezone=staff_zone),)
    now = at("00:00", day - timedelta(days=30))
    together = find_slots(day_request(link, day, staff, zone, now, days=4), {})
    singly = [
        slot
        for offset in range(4)
        for slot in find_slots(day_request(link, day + timedelta(days=offset), staff, zone, now), {})
    ]
    assert singly == together


def test_the_starts_of_a_long_night_do_not_depend_on_the_day_asked_for() -> None:
    """The link is open round the clock, in windows that run over midnight; the person's runs over it too."""
    link = make_link(windows=daily("22:00-10:00", "10:00-22:00"), slot_interval=45)
    check_days_against_their_span(link, TUESDAY, "Europe/London", daily("09:00-03:00"), "Europe/London")


def test_what_could_matter_is_never_left_out_of_the_occupancy() -> None:
    link: BookingLink = make_link(buffer_before=15, buffer_after=20)
    request = replace(day_request(link, TUESDAY), span=TimeRange(at("10:00"), at("10:01")))
    assert occupancy_span(request, request.span) == TimeRange(at("09:45"), at("10:51"))
