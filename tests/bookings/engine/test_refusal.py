"""Which rule makes a start unbookable."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bookings.engine.refusal import refusal
from bookings.engine.timerange import TimeRange
from tests.bookings.engine.builders import day_request, make_link, make_staff

NOW = datetime(2026, 6, 2, 8, 5, tzinfo=UTC)  # a Tuesday, 9:05 in London


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        ("2026-06-02T08:00", "past"),
        ("2026-06-02T08:30", "min_notice"),
        ("2026-06-05T08:00", "horizon"),
        ("2026-06-03T06:00", "outside_windows"),
        ("2026-06-03T10:31", "outside_windows"),
        ("2026-06-03T08:10", "off_grid"),
    ],
)
def test_the_first_rule_that_is_broken_is_named(start: str, rule: str) -> None:
    link = make_link(min_notice=60, horizon_days=2)
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    span = TimeRange(begins, begins + timedelta(seconds=1))
    request = replace(day_request(link, date(2026, 6, 3), (make_staff(),), now=NOW), span=span)
    error = refusal(request)
    assert error.rule == rule
    assert error.details == {"rule": rule, "start_time": f"{start}:00Z"}
    assert error.message.startswith(f"{start}:00Z ")
