"""The slots against those found by looking at every minute, on the days on which time is odd."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.engine.model import DateException
from bookings.engine.slots import SlotRequest, find_slots
from bookings.engine.timerange import TimeRange
from bookings.engine.windows import TimeWindow
from tests.bookings.engine.builders import daily, day_request, in_seconds, make_link, make_staff
from tests.bookings.engine.clock_changes import EVERY_CHANGE, ZONES
from tests.bookings.engine.minute_by_minute import every_start, minute

ODD_DAYS = sorted(
    {change.day for change in EVERY_CHANGE}
    | {date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)}
    | {date(2026 + number, month, day) for number in range(5) for month, day in ((12, 31), (1, 1))}
)

windows = st.lists(
    st.tuples(st.integers(0, 287), st.integers(1, 288)).map(
        lambda pair: TimeWindow(pair[0] * 5, pair[0] * 5 + min(pair[1] * 5, 1435 if pair[0] else 1440))
    ),
    max_size=2,
)
exceptions = st.lists(
    st.tuples(st.sampled_from([None, "sarah", "tom"]), st.integers(-1, 1), windows),
    max_size=3,
    unique_by=lambda one: one[:2],
)
occupations = st.lists(
    st.tuples(st.sampled_from(["sarah", "tom"]), st.integers(-200, 1700), st.integers(1, 300)), max_size=4
)


@st.composite
def requests(draw: st.DrawFn) -> SlotRequest:
    """A day of a business in one zone, asked for in a second, with people in a third and a fourth."""
    day = draw(st.sampled_from(ODD_DAYS)) + timedelta(days=draw(st.integers(-1, 1)))
    zone, days_of = draw(st.sampled_from(ZONES)), draw(st.sampled_from(ZONES))
    link = make_link(
        windows=daily(*map(str, draw(windows))),
        exceptions=tuple(
            DateException(day + timedelta(days=offset), tuple(some), staff_id)
            for staff_id, offset, some in draw(exceptions)
        ),
        duration=draw(st.integers(1, 90)),
        slot_interval=draw(st.sampled_from([7, 15, 20, 45, 60])),
        buffer_before=draw(st.integers(0, 20)),
        buffer_after=draw(st.integers(0, 20)),
        min_notice=draw(st.sampled_from([0, 90])),
        horizon_days=draw(st.sampled_from([0, 1, 30])),
    )
    own = draw(st.one_of(st.none(), windows))
    staff = (
        make_staff("sarah", timezone=draw(st.sampled_from(ZONES))),
        make_staff("tom", None if own is None else daily(*map(str, own)), draw(st.sampled_from(ZONES))),
    )
    request = day_request(link, day, staff, days_of)
    now = request.span.starts_at + timedelta(minutes=draw(st.sampled_from([-7000, -1000, 1, 600])))
    return replace(request, zone=day_request(link, day, staff, zone).zone, now=now)


def compare(request: SlotRequest, taken: Sequence[tuple[str, int, int]]) -> None:
    begins = request.span.starts_at
    occupied: dict[str, list[TimeRange]] = {}
    for staff_id, first, length in taken:
        starts_at = begins + timedelta(minutes=first)
        occupied.setdefault(staff_id, []).append(TimeRange(starts_at, starts_at + timedelta(minutes=length)))
    found = {minute(slot.starts_at): slot.staff_ids for slot in find_slots(request, in_seconds(occupied))}
    assert found == every_start(request, occupied)


@settings(max_examples=30, deadline=None)
@given(request=requests(), taken=occupations)
def test_the_slots_are_those_that_every_minute_shows(
    request: SlotRequest, taken: list[tuple[str, int, int]]
) -> None:
    compare(request, taken)


@pytest.mark.slow
@settings(max_examples=250, deadline=None)
@given(request=requests(), taken=occupations)
def test_the_slots_are_those_that_every_minute_shows_however_odd_the_day(
    request: SlotRequest, taken: list[tuple[str, int, int]]
) -> None:
    compare(request, taken)
