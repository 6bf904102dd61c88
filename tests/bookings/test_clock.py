"""The clock."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from bookings.clock import SystemClock, clock_from
from bookings.engine.errors import ConfigurationError


def test_without_a_setting_it_is_the_systems() -> None:
    assert clock_from({}) == SystemClock()
    assert clock_from({"BOOKINGS_NOW": " "}) == SystemClock()
    assert abs(SystemClock()() - datetime.now(UTC)) < timedelta(seconds=1)
    assert SystemClock()().tzinfo is UTC


def test_it_starts_where_it_is_told_and_runs_on() -> None:
    clock = clock_from({"BOOKINGS_NOW": "2026-05-01T10:00:00+01:00"})
    first = clock()
    time.sleep(0.01)
    assert (
        datetime(2026, 5, 1, 9, 0, tzinfo=UTC) <= first < clock() < datetime(2026, 5, 1, 9, 0, 5, tzinfo=UTC)
    )


def test_several_processes_agree_by_a_common_start() -> None:
    settings = {"BOOKINGS_NOW": "2026-05-01T09:00:00Z", "BOOKINGS_NOW_AT": str(time.time() - 3600)}
    first, second = clock_from(settings), clock_from(settings)
    assert abs(first.ahead - second.ahead) < timedelta(milliseconds=1)
    assert timedelta(hours=1) <= first() - datetime(2026, 5, 1, 9, tzinfo=UTC) < timedelta(hours=1, seconds=5)


@pytest.mark.parametrize("text", ["now", "2026-05-01", "2026-05-01T10:00:00", "2026-02-30T10:00:00Z"])
def test_an_instant_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=f'^BOOKINGS_NOW must .*"{text}"'):
        clock_from({"BOOKINGS_NOW": text})


@pytest.mark.parametrize("text", ["soon", "nan", "inf", "1e300"])
def test_a_common_start_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="^BOOKINGS_NOW_AT must be real seconds"):
        clock_from({"BOOKINGS_NOW": "2026-05-01T10:00:00Z", "BOOKINGS_NOW_AT": text})
