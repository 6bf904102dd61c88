"""Slips of the finger, chat style, and real words that must stay what they are."""

import pytest

from bot.temporal.spelling import Speller, distance
from tests.bot.temporal.reading import read, table

SLIPS = {
    "Thu 19 Nov": ["thursady", "thrusday", "thurday", "thusday", "THURSDY", "thursdayy"],
    "Wed 18 Nov": [
        "wensday",
        "wendesday",
        "wednesdy",
        "wedensday",
        "tommorow",
        "tomorow",
        "tommorrow",
        "tomorrrow",
    ],
    "Sat 21 Nov": ["satuday", "saterday", "saturdy", "satruday"],
    "Tue 24 Nov": ["teusday", "tuseday", "tusday", "tuesdy"],
    "Wed 3 Feb 2027": ["febuary 3rd", "feburary 3", "3 febuary"],
    "Sat 12 Dec": ["decmber 12", "12 decemebr", "12th dicember"],
    "Mon 23 Nov > Mon 30 Nov": ["next wek", "nxt week", "nex week", "nxt wk"],
    "Wed 18 Nov 08:00 > 12:00": ["tommorow mornign", "tmrw morn", "tomorrowmorning"],
    "Tue 17 Nov 18:00 > Wed 18 Nov": ["tonite", "2nite", "tonigth"],
    "Fri 20 Nov 15:00": ["fri3pm", "fri@3", "friday3pm", "FRI 3PM", "frid ay fri 3p", "fri-3pm"],
}
REAL_WORDS = [
    "remember",
    "member",
    "sundae",
    "money",
    "fried",
    "moaning",
    "warning",
    "leaving",
    "opening",
    "gust",
    "jelly",
]


@pytest.mark.parametrize(("phrase", "expected"), table(SLIPS))
def test_a_slip_is_put_right(phrase, expected):
    assert read(phrase) == expected


@pytest.mark.parametrize("word", REAL_WORDS)
def test_a_real_word_stays(word):
    assert read(f"the {word} 3") == read(f"{word}") == ""


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("monday", "monday", 0), ("mnoday", "monday", 1), ("mday", "monday", 2), ("x", "monday", 3)],
)
def test_the_distance_counts_swaps_once_and_stops_at_the_limit(a, b, expected):
    assert distance(a, b, 2) == expected


def test_a_word_near_two_known_ones_is_left_alone():
    assert Speller(["tester", "fester"], set()).correct("bester") is None
