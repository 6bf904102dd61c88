"""Sessions that several people share, as slots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.engine.sessions import Session
from bookings.engine.slots import SlotRequest, find_slots
from bookings.engine.timerange import Blocked
from tests.bookings.engine.builders import day_request, make_link, make_staff

DAY = date(2026, 12, 7)
NINE = datetime(2026, 12, 7, 9, tzinfo=UTC)
MIA, NOA = make_staff("mia"), make_staff("noa")


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def seconds(minutes: int) -> int:
    return int(at(minutes).timestamp())


def session(first: int, taken: int, length: int = 30, after: int = 0) -> Session:
    return Session(seconds(first), seconds(first + length + after), seconds(first), taken)


def busy(first: int, last: int) -> Blocked:
    return seconds(first), seconds(last)


def request(seats: int, length: int = 30, **changes: int) -> SlotRequest:
    asked = day_request(make_link(slot_interval=15, **changes), DAY, [MIA, NOA])
    return replace(asked, seats=seats, duration=timedelta(minutes=length))


def free(asked: SlotRequest, **occupied: Sequence[Blocked | Session]) -> dict[int, dict[str, int]]:
    """Minutes after nine to the seats left by staff."""
    return {
        (slot.starts_at - NINE) // timedelta(minutes=1): dict(
            zip(slot.staff_ids, slot.seats_left, strict=True)
        )
        for slot in find_slots(asked, occupied)
    }


def test_a_session_with_seats_left_is_listed_though_its_time_is_occupied() -> None:
    found = free(request(3), mia=[session(30, 2)])
    assert found[30] == {"mia": 1, "noa": 3}
    assert found[15] == found[45] == {"noa": 3}, "no other session of mia may overlap it"
    assert found[0] == found[60] == {"mia": 3, "noa": 3}


def test_a_full_session_is_not_listed() -> None:
    assert free(request(3), mia=[session(30, 3)])[30] == {"noa": 3}


def test_a_session_is_full_when_seats_were_lowered_below_what_is_taken() -> None:
    assert free(request(2), mia=[session(30, 4)])[30] == {"noa": 2}
    assert free(request(5), mia=[session(30, 4)])[30]["mia"] == 1


def test_where_an_appointment_is_for_one_a_session_is_in_the_way_and_no_seats_are_told() -> None:
    slots = find_slots(request(1), {"mia": [session(30, 1)]})
    assert {slot.seats_left for slot in slots} == {()}
    assert next(slot for slot in slots if slot.starts_at == at(30)).staff_ids == ("noa",)


def test_what_is_no_session_of_this_kind_stays_in_the_way() -> None:
    found = free(request(3), mia=[session(30, 1), busy(50, 55)])
    assert found[30] == {"noa": 3}


def test_a_longer_appointment_cannot_join_where_the_next_session_would_be_overlapped() -> None:
    sessions = [session(0, 1), session(45, 1)]
    assert 0 in free(request(3, length=45), mia=sessions)
    assert free(request(3, length=60), mia=sessions)[0] == {"noa": 3}


def test_buffers_that_have_grown_count_against_the_other_sessions_only() -> None:
    sessions = [session(0, 1, after=10), session(45, 1, after=10)]
    assert free(request(3, buffer_after=15), mia=sessions)[0] == {"mia": 2, "noa": 3}
    assert free(request(3, buffer_after=20), mia=sessions)[0] == {"noa": 3}


def test_a_session_off_the_grid_of_today_is_not_listed() -> None:
    assert 40 not in free(request(3), mia=[session(40, 1)])


pieces = st.lists(
    st.tuples(st.integers(-8, 44), st.integers(1, 12), st.integers(0, 4), st.booleans()), max_size=6
)


buffers = st.tuples(st.integers(0, 3), st.integers(0, 3))


@given(seats=st.integers(1, 4), length=st.integers(1, 6), around=buffers, drawn=pieces)
def test_the_slots_are_those_of_the_definition(
    seats: int, length: int, around: tuple[int, int], drawn: list[tuple[int, int, int, bool]]
) -> None:
    """Each start is looked at by itself; everything is in units of five minutes."""
    occupied = [
        session(5 * first, taken, 5 * long) if is_session else busy(5 * first, 5 * (first + long))
        for first, long, taken, is_session in drawn
    ]
    asked = request(seats, 5 * length, buffer_before=5 * around[0], buffer_after=5 * around[1])
    expected = [
        start
        for start in range(0, 180 - 5 * length + 1, 15)
        if all(
            seconds(start + 5 * (length + around[1])) <= one[0]
            or one[1] <= seconds(start - 5 * around[0])
            or (isinstance(one, Session) and one.begins == seconds(start) and one.taken < seats)
            for one in occupied
        )
    ]
    found = [slot.starts_at for slot in find_slots(asked, {"mia": occupied}) if "mia" in slot.staff_ids]
    assert found == [at(start) for start in expected]
