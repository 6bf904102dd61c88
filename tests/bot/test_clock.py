from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot import clock
from bot.clock import ClockError, clock_from_environment

STARTED = 1_800_000_000.0


def clock_at(seconds: float, **environ: str) -> datetime:
    return clock_from_environment(environ, read_seconds=lambda: seconds, started_at=STARTED).now()


def test_without_settings_it_tells_the_real_time_in_utc():
    assert clock_at(STARTED) == datetime.fromtimestamp(STARTED, tz=timezone.utc)
    assert clock_at(STARTED).utcoffset() == timedelta()


def test_an_empty_setting_counts_as_unset():
    assert clock_at(STARTED, BOOKINGS_NOW="  ") == datetime.fromtimestamp(STARTED, tz=timezone.utc)


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-01T09:30:00+00:00",
        "2019-03-01T09:30:00Z",
        "2019-03-01T10:30+01:00",
        " 2019-03-01 15:00+05:30 ",
    ],
)
def test_it_starts_at_the_wanted_instant_and_runs_on(text: str):
    nine_thirty = datetime(2019, 3, 1, 9, 30, tzinfo=timezone.utc)
    assert clock_at(STARTED, BOOKINGS_NOW=text) == nine_thirty
    assert clock_at(STARTED + 90, BOOKINGS_NOW=text) == nine_thirty + timedelta(seconds=90)


def test_processes_with_one_common_start_agree_whenever_they_started():
    settings = {"BOOKINGS_NOW": "2019-03-01T00:00:00Z", "BOOKINGS_NOW_AT": str(STARTED)}
    early = clock_from_environment(settings, lambda: STARTED + 60, started_at=STARTED + 5).now()
    late = clock_from_environment(settings, lambda: STARTED + 60, started_at=STARTED + 50).now()
    assert early == late == datetime(2019, 3, 1, 0, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tomorrow", "not an ISO 8601 instant"),
        ("2019-02-30T00:00:00Z", "not an ISO 8601 instant"),
        ("2019-03-01T00:00:00", "no offset"),
        ("2019-03-01", "no offset"),
        ("0001-01-01T00:00:00+00:00", "between 1970 and 2999"),
        ("9999-12-31T23:59:59+00:00", "between 1970 and 2999"),
    ],
)
def test_a_wrong_instant_is_refused_with_what_is_right(text: str, said: str):
    with pytest.raises(ClockError, match=said) as refusal:
        clock_at(STARTED, BOOKINGS_NOW=text)
    assert "BOOKINGS_NOW" in str(refusal.value)


@pytest.mark.parametrize("text", ["soon", "nan", "inf", "-1", "1e300"])
def test_a_wrong_common_start_is_refused(text: str):
    with pytest.raises(ClockError, match="BOOKINGS_NOW_AT"):
        clock_at(STARTED, BOOKINGS_NOW="2019-03-01T00:00:00Z", BOOKINGS_NOW_AT=text)


def test_the_module_reads_the_environment_once(monkeypatch: pytest.MonkeyPatch):
    clock._clock.cache_clear()
    monkeypatch.setenv("BOOKINGS_NOW", "2019-03-01T00:00:00Z")
    first = clock.now()
    monkeypatch.setenv("BOOKINGS_NOW", "2030-01-01T00:00:00Z")
    assert timedelta() <= clock.now() - first < timedelta(minutes=1)
    clock._clock.cache_clear()
