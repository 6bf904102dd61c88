"""Days whose month is written in another language."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial

import pytest

from bot.nlu.foreign_dates import find_foreign_dates
from bot.nlu.times import find_times

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
READ = partial(find_times, reference=NOW, zone="Europe/Madrid")


def found(text: str) -> list[tuple[str, str]]:
    entities = find_foreign_dates(text, NOW, "Europe/Madrid", READ)
    for each in entities:
        assert text[each["start"] : each["end"]] == each["text"] == each["value"]["text"]
    return [(each["text"], each["value"]["date"]) for each in entities]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("can I come on 5 de enero please", "2027-01-05"),
        ("el 14 de diciembre de 2026", "2026-12-14"),
        ("the 3. Dezember would be good", "2026-12-03"),
        ("le 12 décembre", "2026-12-12"),
        ("24 grudnia", "2026-12-24"),
        ("15 januari 2027 with Tom", "2027-01-15"),
        ("5 mai", "2027-05-05"),
        ("1er décembre", "2026-12-01"),
        ("3 mars 2027", "2027-03-03"),
    ],
)
def test_months_of_other_languages_are_read(text: str, day: str) -> None:
    assert [each for _, each in found(text)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "3 mars bars",
        "2 mayo sandwiches",
        "30 minutes",
        "7 people",
        "I have 2 dogs and 12 cats",
        "order 4711 widgets",
        "1,500 euros",
        "31 février 2027",
        "hello",
        "",
    ],
)
def test_other_words_after_a_number_are_no_months(text: str) -> None:
    assert found(text) == []
