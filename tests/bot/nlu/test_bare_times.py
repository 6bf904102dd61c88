from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.nlu.bare_times import find_bare_times
from bot.nlu.entities import Entity
from bot.nlu.times import find_times

NOW = datetime(2026, 11, 19, 12, 0, tzinfo=timezone.utc)


def read(text: str) -> list[Entity]:
    return find_times(text, NOW, "Europe/London")


def times(text: str, places: int = 0) -> list[tuple[str, str]]:
    return [
        (text[each["start"] : each["end"]], each["value"]["time"])
        for each in find_bare_times(text, places, read)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", [("3", "15:00")]),
        ("10 please", [("10", "10:00")]),
        ("maybe eleven then?", [("eleven", "11:00")]),
        ("would 4 be ok instead", [("4", "16:00")]),
        ("3 is perfect", [("3", "15:00")]),
        ("9 or 10", [("9", "09:00"), ("10", "10:00")]),
        ("16", [("16", "16:00")]),
        ("I'd say 2", [("2", "14:00")]),
    ],
)
def test_a_number_by_itself_is_an_hour(text: str, expected: list[tuple[str, str]]):
    assert times(text) == expected


@pytest.mark.parametrize(
    "text",
    ["3 people", "25", "0", "2.5", "100", "three out of ten", "my son is 4", "-3", "no", "", "07700 900123"],
)
def test_other_numbers_are_none(text: str):
    assert times(text) == []


def test_a_number_that_picks_an_option_is_no_time():
    assert times("2", places=3) == []
    assert times("4", places=3) == [("4", "16:00")]
