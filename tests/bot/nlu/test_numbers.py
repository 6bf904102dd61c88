from __future__ import annotations

import time

import pytest

from bot.nlu.numbers import find_numbers


def numbers(text: str) -> list[tuple[str, float]]:
    found = sorted(find_numbers(text), key=lambda each: each["start"])
    return [(text[each["start"] : each["end"]], each["value"]) for each in found]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("4", "4", 4),
        ("about 7", "7", 7),
        ("a four", "four", 4),
        ("I'd say a FOUR", "FOUR", 4),
        ("three out of ten", "three out of ten", 3),
        ("8 out of 10", "8 out of 10", 8),
        ("3/10", "3/10", 3),
        ("2.5", "2.5", 2.5),
        ("2,5", "2,5", 2.5),
        ("six point five", "six point five", 6.5),
        ("two and a half", "two and a half", 2.5),
        ("1,000", "1,000", 1000),
        ("1,250,000", "1,250,000", 1250000),
        ("-3", "-3", -3),
        ("minus 2", "minus 2", -2),
        ("zero", "zero", 0),
        ("twenty-five", "twenty-five", 25),
        ("twenty five", "twenty five", 25),
        ("a hundred and twenty", "hundred and twenty", 120),
        ("seven hundred", "seven hundred", 700),
        ("two thousand and one", "two thousand and one", 2001),
        ("a dozen", "dozen", 12),
        ("a couple of years", "couple", 2),
        ("one", "one", 1),
        ("just one please", "one", 1),
        ("I have 2 kids", "2", 2),
        ("12.", "12", 12),
        ("it's 3, thanks", "3", 3),
    ],
)
def test_numbers_are_read_in_digits_and_words(text: str, words: str, value: float):
    assert numbers(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [("one or two", [1, 2]), ("between 3 and 5", [3, 5]), ("twenty thirty", [20, 30]), ("five five", [5, 5])],
)
def test_several_numbers_stay_several(text: str, values: list[float]):
    assert [value for _, value in numbers(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "this one",
        "the second one",
        "one of them",
        "no one",
        "I need one",
        "pick one for me",
        "10:30",
        "3pm",
        "2026-05-01",
        "24/7",
        "£45",
        "#3",
        "jane2@x.org",
        "the 2nd",
        "someone",
        "often",
        "hundreds",
        "a10",
    ],
)
def test_what_is_no_number_by_itself_is_left_alone(text: str):
    assert numbers(text) == []


def test_a_number_without_end_is_read_in_time_and_does_no_harm():
    for piece in ("one hundred ", "million ", "thousand hundred ", "9", "nine ", "1,", "-"):
        text = piece * (4000 // len(piece))
        began = time.perf_counter()
        assert all(abs(value) < 1e13 for _, value in numbers(text))
        assert time.perf_counter() - began < 0.25
