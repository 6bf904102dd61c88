"""Time ranges and the algebra on them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.engine.timerange import TimeRange, intersections, merged, without

MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)


def hours(first: float, last: float) -> TimeRange:
    return TimeRange(MIDNIGHT + timedelta(hours=first), MIDNIGHT + timedelta(hours=last))


ranges = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 10)).map(lambda pair: hours(pair[0], pair[0] + pair[1]))
)


def covered(pieces: list[TimeRange]) -> set[int]:
    """The hours in the pieces, one by one: the obvious model."""
    return {hour for hour in range(60) if any(piece.overlaps(hours(hour, hour + 1)) for piece in pieces)}


def test_a_range_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        TimeRange(datetime(2026, 6, 1), datetime(2026, 6, 2))  # noqa: DTZ001


@pytest.mark.parametrize("ends", [0, -1])
def test_a_range_ends_after_it_starts(ends: int) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        hours(0, ends)


def test_ranges_that_only_touch_do_not_overlap() -> None:
    assert not hours(9, 10).overlaps(hours(10, 11))
    assert not hours(10, 11).overlaps(hours(9, 10))
    assert hours(9, 10.001).overlaps(hours(10, 11))


def test_padding_goes_to_both_sides() -> None:
    assert hours(9, 10).padded(timedelta(minutes=30), timedelta(hours=1)) == hours(8.5, 11)


def test_ranges_that_touch_merge_into_one() -> None:
    assert merged([hours(10, 11), hours(9, 10), hours(12, 13), hours(9, 9.5)]) == [
        hours(9, 11),
        hours(12, 13),
    ]


@given(ranges)
def test_merging_keeps_every_hour_and_leaves_gaps(pieces: list[TimeRange]) -> None:
    result = merged(pieces)
    assert covered(result) == covered(pieces)
    assert all(one.ends_at < other.starts_at for one, other in zip(result, result[1:], strict=False))


@given(ranges, ranges)
def test_intersections_hold_what_both_hold(left: list[TimeRange], right: list[TimeRange]) -> None:
    result = intersections(sorted(left), sorted(right))
    assert covered(result) == covered(left) & covered(right)
    assert all(any(piece.contains(part) for piece in left) for part in result)


@given(left=ranges, right=ranges)
def test_what_is_without_others_has_the_hours_that_they_have_not(
    left: list[TimeRange], right: list[TimeRange]
) -> None:
    rest = without(merged(left), merged(right))
    assert covered(rest) == covered(left) - covered(right)
    assert merged(rest) == rest
