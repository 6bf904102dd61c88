"""What is in the way of a start, and that it never says anything else than the listing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.engine.explanation import Cause, Explanation, Reason, explain
from bookings.engine.model import DateException, Staff
from bookings.engine.openings import link_openings, staff_openings
from bookings.engine.slots import SlotRequest, find_slots
from bookings.engine.timerange import TimeRange, intersections, merged, without
from bookings.engine.windows import TimeWindow
from tests.bookings.engine.builders import (
    closed,
    daily,
    day_request,
    in_seconds,
    make_link,
    make_staff,
    opened,
)

TUESDAY = date(2026, 6, 2)
ZONES = ("Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/New_York")
DAYS = (TUESDAY, date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 10, 4))


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 6, 2, hour, minute, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def shown(found: Explanation) -> list[tuple[str, str]]:
    """Reasons with the first London time of each run of starts, and of each closed stretch."""
    rows = [(start.starts_at, start.reason) for start in found.starts]
    rows += [(one.time.starts_at, one.reason) for one in found.closed]
    runs: list[tuple[str, str]] = []
    for moment, reason in sorted(rows):
        if not runs or runs[-1][1] != reason.value:
            runs.append((f"{moment.astimezone(ZoneInfo('Europe/London')):%H:%M}", reason.value))
    return runs


def occupied_by(causes: Mapping[str, Sequence[Cause]]) -> dict[str, list[TimeRange]]:
    return {staff_id: [cause.blocks for cause in some] for staff_id, some in causes.items()}


def test_every_kind_of_closing_is_told_apart() -> None:
    link = make_link(
        windows=daily("09:00-18:00"),
        duration=60,
        exceptions=(
            opened(TUESDAY, "10:00-17:00"),
            opened(TUESDAY, "12:00-13:00", staff_id="ann"),
        ),
    )
    staff = (make_staff("sarah"), make_staff("tom", daily("11:00-20:00")), make_staff("ann"))
    sarah, tom, ann = explain(day_request(link, TUESDAY, staff), {}, {})
    assert shown(sarah) == [
        ("00:00", "outside_link_windows"), ("09:00", "link_exception"), ("10:00", "free"),
        ("16:30", "too_long"), ("17:00", "link_exception"), ("18:00", "outside_link_windows"),
    ]  # fmt: skip
    assert shown(tom) == [
        ("00:00", "outside_link_windows"), ("09:00", "outside_staff_windows"), ("11:00", "free"),
        ("16:30", "too_long"), ("17:00", "link_exception"), ("18:00", "outside_link_windows"),
    ]  # fmt: skip
    assert shown(ann) == [
        ("00:00", "outside_link_windows"), ("09:00", "link_exception"), ("10:00", "staff_exception"),
        ("12:00", "free"), ("12:30", "too_long"), ("13:00", "staff_exception"), ("17:00", "link_exception"),
        ("18:00", "outside_link_windows"),
    ]  # fmt: skip


def test_time_that_nobody_opens_is_told_as_such() -> None:
    link = make_link(windows={})
    staff = (make_staff("sarah"), make_staff("tom", daily("09:00-10:00")))
    sarah, tom = explain(day_request(link, TUESDAY, staff), {}, {})
    assert shown(sarah) == [("00:00", "no_windows")]
    assert shown(tom)[0] == ("00:00", "outside_staff_windows")


def test_the_past_the_notice_and_the_horizon_come_before_what_is_taken() -> None:
    booked = Cause(
        "booking", "K7QX3TRB", TimeRange(at("09:00"), at("12:00")), TimeRange(at("09:00"), at("12:00"))
    )
    causes = {"sarah": [booked]}
    request = day_request(make_link(min_notice=60), TUESDAY, now=at("09:30"))
    (found,) = explain(request, in_seconds(occupied_by(causes)), causes)
    assert shown(found)[1:-1] == [("09:00", "past"), ("09:30", "min_notice"), ("10:30", "taken")]
    early = day_request(make_link(horizon_days=3), TUESDAY, now=at("09:30") - timedelta(days=4))
    (found,) = explain(early, {}, causes)
    assert shown(found)[1:-1] == [("09:00", "horizon")]


def test_what_is_taken_names_everything_in_the_way() -> None:
    link = make_link(buffer_before=10, buffer_after=20)
    booked = TimeRange(at("10:00"), at("10:30"))
    first = Cause("booking", "K7QX3TRB", booked, booked.padded(timedelta(minutes=10), timedelta(minutes=20)))
    lunch = TimeRange(at("11:00"), at("11:15"))
    second = Cause("busy", "calendar", lunch, lunch)
    causes = {"sarah": [first, second]}
    (found,) = explain(day_request(link, TUESDAY), in_seconds(occupied_by(causes)), causes)
    assert [(start.reason.value, [cause.name for cause in start.causes]) for start in found.starts] == [
        ("free", []),
        ("taken", ["K7QX3TRB"]),
        ("taken", ["K7QX3TRB"]),
        ("taken", ["K7QX3TRB", "calendar"]),
        ("taken", ["calendar"]),
        ("free", []),
    ]


# ---- Against the listing ----------------------------------------------------------------------

windows = st.lists(
    st.tuples(st.integers(0, 95), st.integers(1, 40)).map(
        lambda pair: TimeWindow(pair[0] * 15, pair[0] * 15 + pair[1] * 15)
    ),
    max_size=2,
)
exceptions = st.lists(
    st.tuples(st.sampled_from([None, "sarah", "tom"]), st.integers(-1, 1), windows), max_size=3
)
stretches = st.lists(
    st.tuples(
        st.sampled_from(["sarah", "tom"]), st.sampled_from(["booking", "hold", "busy"]),
        st.integers(-100, 1600), st.integers(1, 200), st.integers(0, 30),
    ),
    max_size=4,
)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> tuple[SlotRequest, dict[str, list[Cause]]]:
    """A day of a link with everything that can be in the way."""
    day, zone = draw(st.sampled_from(DAYS)), draw(st.sampled_from(ZONES))
    link = make_link(
        windows=daily(*map(str, draw(windows))),
        exceptions=tuple(
            DateException(day + timedelta(days=offset), tuple(some), staff_id)
            for staff_id, offset, some in draw(exceptions)
        ),
        duration=draw(st.integers(1, 120)),
        slot_interval=draw(st.sampled_from([7, 15, 30, 50])),
        buffer_before=draw(st.integers(0, 30)),
        buffer_after=draw(st.integers(0, 30)),
        min_notice=draw(st.sampled_from([0, 60, 500])),
        horizon_days=draw(st.sampled_from([0, 1, 400])),
    )
    own = draw(st.one_of(st.none(), windows))
    staff = (
        make_staff("sarah", timezone=zone),
        make_staff("tom", None if own is None else daily(*map(str, own)), draw(st.sampled_from(ZONES))),
    )
    request = day_request(link, day, staff, zone)
    begins = request.span.starts_at
    now = begins + timedelta(minutes=draw(st.sampled_from([-3000, -900, -100, 300, 2000])))
    causes: dict[str, list[Cause]] = {}
    for number, (staff_id, kind, first, length, padding) in enumerate(draw(stretches)):
        starts_at = begins + timedelta(minutes=first)
        time = TimeRange(starts_at, starts_at + timedelta(minutes=length))
        blocks = time if kind == "busy" else time.padded(*[timedelta(minutes=padding)] * 2)
        causes.setdefault(staff_id, []).append(Cause(kind, str(number), time, blocks))
    return replace(request, now=now), causes


def listed(request: SlotRequest, occupied: Mapping[str, Sequence[TimeRange]]) -> set[tuple[datetime, str]]:
    return {
        (slot.starts_at, one) for slot in find_slots(request, in_seconds(occupied)) for one in slot.staff_ids
    }


@settings(max_examples=200, deadline=None)
@given(asked=questions())
def test_what_is_called_free_is_exactly_what_is_listed_and_the_rest_has_its_true_reason(
    asked: tuple[SlotRequest, dict[str, list[Cause]]],
) -> None:
    request, causes = asked
    found = explain(request, in_seconds(occupied_by(causes)), causes)
    free = {(s.starts_at, one.staff.id) for one in found for s in one.starts if s.reason is Reason.FREE}
    assert free == listed(request, occupied_by(causes))
    whenever = replace(request, link=replace(request.link, min_notice=timedelta(0), horizon_days=900))
    whenever = replace(whenever, now=request.span.starts_at - timedelta(days=1))
    on_the_grid, short = listed(whenever, {}), listed(replace(whenever, duration=timedelta(seconds=1)), {})
    for one in found:
        check_starts(one, request, causes, on_the_grid, short)
        check_closed(one, request)


def check_starts(
    one: Explanation,
    request: SlotRequest,
    causes: Mapping[str, Sequence[Cause]],
    on_the_grid: set[tuple[datetime, str]],
    short: set[tuple[datetime, str]],
) -> None:
    """Each reason is the one thing without which the next one would decide."""
    assert [start.starts_at for start in one.starts] == sorted(at for at, who in short if who == one.staff.id)
    for start in one.starts:
        here = (start.starts_at, one.staff.id)
        assert (start.reason is Reason.TAKEN) == bool(start.causes)
        if start.reason is Reason.TAKEN:
            rest = {key: [c for c in some if c not in start.causes] for key, some in causes.items()}
            assert here in listed(request, occupied_by(rest))
        elif start.reason is Reason.TOO_LONG:
            assert here not in on_the_grid
        elif start.reason is Reason.PAST:
            assert start.starts_at < request.now
        elif start.reason is Reason.MIN_NOTICE:
            assert timedelta(0) <= start.starts_at - request.now < request.link.min_notice
        elif start.reason is Reason.HORIZON:
            today = request.now.astimezone(request.zone).date()
            assert (start.starts_at.astimezone(request.zone).date() - today).days > request.link.horizon_days


def check_closed(one: Explanation, request: SlotRequest) -> None:
    """The closed stretches are what the openings leave, and would be open but for their reason."""
    stretches = [each.time for each in one.closed]
    there = merged(openings_of(one.staff, request, request.link.exceptions))
    assert merged(stretches) == without([request.span], there)
    assert sum((s.duration for s in stretches), timedelta(0)) == sum(
        (s.duration for s in merged(stretches)), timedelta(0)
    )
    shared = tuple(each for each in request.link.exceptions if each.staff_id is None)
    usual = merged(openings_of(one.staff, request, ()))
    without_own = merged(openings_of(one.staff, request, shared))
    for each in one.closed:
        if each.reason is Reason.STAFF_EXCEPTION:
            assert intersections([each.time], without_own) == [each.time]
        elif each.reason is Reason.LINK_EXCEPTION:
            assert intersections([each.time], usual) == [each.time]
            assert intersections([each.time], without_own) == []
        else:
            assert intersections([each.time], usual) == []


def openings_of(staff: Staff, request: SlotRequest, held: tuple[DateException, ...]) -> list[TimeRange]:
    link = replace(request.link, exceptions=held)
    return staff_openings(link_openings(link, request.zone, request.span), staff)


def test_a_closed_day_is_an_exception_from_its_first_minute_to_its_last() -> None:
    link = make_link(windows=daily("00:00-24:00"), exceptions=(closed(TUESDAY),))
    (found,) = explain(day_request(link, TUESDAY), {}, {})
    assert shown(found) == [("00:00", "link_exception")]
