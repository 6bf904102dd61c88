"""Instants in ISO 8601."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bookings.engine.wording import iso, parse_instant
from bookings.engine.zones import is_zone


@pytest.mark.parametrize(
    "text",
    ["2026-05-01T10:00:00Z", "2026-05-01T11:00:00+01:00", "2026-05-01T10:00Z", "20260501T100000Z",
     "2026-05-01 15:45:00+05:45"],
)  # fmt: skip
def test_an_instant_is_read_as_utc(text: str) -> None:
    assert parse_instant(text) == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert parse_instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "now", "2026-05-01T25:00:00Z", "2026-02-30T10:00:00Z", "9999-12-31T23:59Z"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="instant that exists"):
        parse_instant(text)


@pytest.mark.parametrize("text", ["2026-05-01T10:00:00", "2026-05-01"])
def test_an_instant_without_offset_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="offset"):
        parse_instant(text)


def test_an_instant_is_written_in_utc() -> None:
    assert iso(datetime(2026, 5, 1, 11, tzinfo=timezone(timedelta(hours=1)))) == "2026-05-01T10:00:00Z"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/London", True),
        ("UTC", True),
        ("europe/london", False),
        ("", False),
        ("../x", False),
        ("GMT+25", False),
    ],
)
def test_zones_are_known_by_their_names(name: str, known: bool) -> None:
    assert is_zone(name) is known
