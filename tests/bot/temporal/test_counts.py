"""Numbers of people, beside a day and a time. Tuesday 17 November 2026, 10:00 in London."""

import pytest

from tests.bot.temporal.reading import read


@pytest.mark.parametrize(
    "phrase",
    [
        "a table for 4 on Thursday at 11:30",
        "party of six on thursday at 11:30",
        "the second one, Thursday at 11:30",
        "haircut for two, thursday 11:30",
        "book me 4 thursday, 11:30",
    ],
)
def test_a_number_before_a_day_with_its_own_time_is_no_hour(phrase):
    assert read(phrase) == "Thu 19 Nov 11:30"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("4 on Thursday", "Thu 19 Nov 16:00"),
        ("9 tomorrow, 10:30 Friday", "Wed 18 Nov 09:00; Fri 20 Nov 10:30"),
        ("Monday 9-12, Thursday 2pm", "Mon 23 Nov 09:00 > 12:00; Thu 19 Nov 14:00"),
    ],
)
def test_a_number_that_is_the_only_time_of_its_day_stays_an_hour(phrase, expected):
    assert read(phrase) == expected
