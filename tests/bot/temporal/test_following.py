"""What is counted from the expression before it. Tuesday 17 November 2026, 10:00 in London."""

import pytest

from tests.bot.temporal.reading import read, table

FOLLOWING = {
    "Wed 18 Nov; Thu 19 Nov": [
        "tomorrow or the day after",
        "tmrw or day after",
        "tomorrow, or the next day",
        "tomorrow or the following day",
        "Wednesday or the day after that",
    ],
    "Mon 23 Nov > Mon 30 Nov; Mon 30 Nov > Mon 7 Dec": [
        "next week or the week after",
        "next week or the following week",
        "any time next week or the week after that",
    ],
    "Fri 20 Nov; Fri 27 Nov": ["this Friday or the next one", "this friday or the one after"],
    "Tue 24 Nov; Tue 1 Dec": ["Tuesday the 24th, or the week after?", "tuesday next week or the week after"],
    "Thu 19 Nov 14:00; Thu 26 Nov 14:00": ["thursday at 2 or the thursday after at 2"],
    "Sat 21 Nov > Mon 23 Nov; Sat 28 Nov > Mon 30 Nov": ["this weekend or the one after"],
    "Tue 1 Dec > Fri 1 Jan 2027; Fri 1 Jan 2027 > Mon 1 Feb 2027": ["December or the month after"],
    "Thu 3 Dec; Fri 4 Dec": ["the 3rd or the day after"],
    "Mon 23 Nov > Mon 30 Nov": [
        "the week after this one",
        "is the week after this one free?",
        "the following week",
    ],
    "Fri 27 Nov": ["the Friday after this one"],
    "Sat 28 Nov > Mon 30 Nov": ["the weekend after this one"],
}

COUNTED_FROM_WHAT_FOLLOWS = {
    "Thu 19 Nov": ["the day after tomorrow"],
    "Sat 26 Dec": ["the day after Christmas"],
    "after Fri 20 Nov 15:00": ["Friday after 3"],
    "Mon 30 Nov > Mon 7 Dec": ["the week after next"],
    "Wed 18 Nov": ["the following day"],
}


@pytest.mark.parametrize(("phrase", "expected"), table(FOLLOWING) + table(COUNTED_FROM_WHAT_FOLLOWS))
def test_words_that_count_on_find_what_they_count_from(phrase, expected):
    assert read(phrase) == expected


@pytest.mark.parametrize(
    "text", ["the day after", "the one after", "one after another", "the next one please"]
)
def test_words_that_count_on_from_nothing_are_no_date(text):
    assert read(text) == ""
