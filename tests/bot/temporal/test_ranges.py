"""Ranges, closed and half-open. The reference is Tuesday 17 November 2026, 10:00 in London."""

import pytest

from bot.temporal import parse
from tests.bot.temporal.reading import LONDON, TUESDAY, others, read, table

HOURS = {
    "14:00 > 16:00": [
        "between 2 and 4",
        "2-4pm",
        "2 - 4 pm",
        "2pm to 4",
        "from 2 till 4",
        "2pm-4pm",
        "14-16h",
        "14:00 to 16:00",
        "2 to 4",
    ],
    "09:00 > 12:00": ["from 9 till noon", "9-12", "between nine and twelve", "9am - 12pm"],
    "11:00 > 13:00": ["11-1", "11am to 1", "from 11 to 1pm", "eleven to one pm"],
    "09:30 > 10:45": ["between half past nine and quarter to eleven", "9:30-10:45", "9h30 - 10h45"],
    "Tue 17 Nov 10:00 > 17:00": ["between now and 5", "from now till 5pm"],
    "22:00 > 02:00": ["10pm to 2am"],
    "21:00 > 22:00": ["9 - 10 at night"],
    "15:00 > 15:30": ["3pm for 30 minutes", "3pm for half an hour"],
    "Tue 24 Nov 14:00 > 16:00": [
        "Tuesday between 2 and 4",
        "tuesday 2-4",
        "2-4pm on Tuesday",
        "Tuesday 14:00-16:00",
        "tuesday 14-16",
        "on the 24th from 2 to 4",
        "24 Nov 2pm - 4pm",
        "between 2 and 4 pm on 24/11",
        "Tuesday in the afternoon between 2 and 4",
    ],
    "Tue 24 Nov 08:00 > Thu 26 Nov 17:00": [
        "Tuesday 8am to Thursday 5pm",
        "from 8am Tuesday until 5pm Thursday",
    ],
}
DAYS = {
    "Mon 23 Nov > Thu 26 Nov": [
        "Monday to Wednesday",
        "mon-wed",
        "from Monday till Wednesday",
        "monday through wednesday",
        "next week from Monday to Wednesday",
    ],
    "Thu 3 Dec > Tue 8 Dec": [
        "from the 3rd to the 7th",
        "3-7 December",
        "December 3 - 7",
        "3rd to 7th of December",
        "between the 3rd and the 7th of December",
        "from 3 to 7 december",
        "3 to 7 next month",
        "3/12 - 7/12",
        "2026-12-03 to 2026-12-07",
        "December between 3 and 7",
        "from the third until the seventh of December",
        "3 Dec 2026 - 7 Dec",
    ],
    "Mon 21 Dec > Thu 24 Dec": [
        "December 21 through 23",
        "21-23 dec",
        "12/21-12/23",
        "from the 21st of December to the 23rd",
    ],
    "Fri 1 Jan 2027 > Thu 1 Apr 2027": ["January to March", "jan-mar", "from Jan 2027 to Mar 2027"],
    "Fri 25 Dec > Sat 2 Jan 2027": ["between Christmas and New Year"],
    "Wed 18 Nov > Sat 21 Nov": ["from tomorrow until Friday"],
    "Tue 17 Nov > Sat 21 Nov": ["between now and Friday", "from now until Friday", "from today to Friday"],
    "Tue 10 Nov > Thu 26 Nov": ["10 November to 25 November"],
}
HALF_OPEN = {
    "after 15:00": [
        "after 3",
        "after 3pm",
        "from 3",
        "3pm or later",
        "3pm or after",
        "3pm onwards",
        "any time after 3",
        "no earlier than 3pm",
        ">= 3pm",
        "not before 3",
        "nothing before 3pm",
        "I can't do anything before 3",
    ],
    "before 17:00": [
        "before 5",
        "by 5pm",
        "until 5",
        "no later than 5",
        "5pm at the latest",
        "up to 5pm",
        "not after 5",
        "I can't come after 5pm",
        "earlier than 5pm",
    ],
    "after Sat 21 Nov": ["after Friday", "after the 20th"],
    "after Fri 20 Nov": [
        "from Friday",
        "Friday onwards",
        "starting Friday",
        "Friday or later",
        "not before Friday",
    ],
    "before Fri 20 Nov": ["before Friday", "earlier than friday"],
    "before Sat 21 Nov": [
        "by Friday",
        "until Friday",
        "no later than Friday",
        "Friday at the latest",
        "on or before Friday",
        "through Friday",
    ],
    "after Tue 24 Nov 15:00": [
        "after 3 on Tuesday",
        "Tuesday after 3",
        "on Tuesday any time after 3pm",
        "Tuesday from 3pm",
    ],
    "before Wed 18 Nov 12:00": ["tomorrow before noon", "before noon tomorrow", "by 12pm tomorrow"],
    "after 14:00": ["any time after lunch"],
    "before Tue 1 Dec": ["before the end of the month", "by the end of November"],
    "before Tue 24 Nov": ["within a week", "within 7 days"],
    "after Mon 30 Nov": ["after next week"],
    "10:00 > 12:00": ["no earlier than 10 and no later than 12", "after 10 and before 12"],
}


@pytest.mark.parametrize(("phrase", "expected"), table(HOURS) + table(DAYS) + table(HALF_OPEN))
def test_a_phrase_names_its_range(phrase, expected):
    assert read(phrase) == expected


def test_a_range_of_bare_hours_keeps_its_other_half():
    assert others("between 2 and 4") == "02:00 > 04:00"


@pytest.mark.parametrize("phrase", ["next week in the morning", "a morning next week", "next week, mornings"])
def test_a_part_of_the_day_and_a_span_of_days_stay_two_expressions(phrase):
    assert sorted(read(phrase).split("; ")) == ["08:00 > 12:00", "Mon 23 Nov > Mon 30 Nov"]


def test_a_word_between_two_expressions_opens_only_one_of_them():
    first, second = parse("in April latest early in the morning", TUESDAY, LONDON)
    assert first.end_char <= second.start_char
