from __future__ import annotations

import pytest

from bot.nlu.ordinals import find_ordinals


def ordinals(text: str) -> list[tuple[str, int]]:
    return [(text[each["start"] : each["end"]], each["value"]) for each in find_ordinals(text)]


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("the second one", "second", 2),
        ("second", "second", 2),
        ("First please", "First", 1),
        ("I'll take the third", "third", 3),
        ("the frist one", "frist", 1),
        ("the last one", "last", -1),
        ("the last", "last", -1),
        ("the top one", "top", 1),
        ("the latter", "latter", -1),
        ("option 2", "option 2", 2),
        ("Option two", "Option two", 2),
        ("number three please", "number three", 3),
        ("no. 4", "no. 4", 4),
        ("#2", "#2", 2),
        ("the 2nd", "2nd", 2),
        ("3rd slot", "3rd", 3),
        ("maybe second", "second", 2),
    ],
)
def test_places_in_a_list_are_read(text: str, words: str, place: int):
    assert ordinals(text) == [(words, place)]


@pytest.mark.parametrize(
    "text",
    [
        "just a second",
        "one second",
        "last week",
        "how long will it last",
        "first thing",
        "first of all",
        "my first name",
        "I need to ask my wife first",
        "for the first time",
        "on second thoughts",
        "from the top",
        "at last",
        "the phone number 5",
        "room number 3",
        "option 3pm",
        "number 07700 900123",
        "the 0th",
        "secondary",
    ],
)
def test_other_uses_of_the_words_pick_nothing(text: str):
    assert ordinals(text) == []
