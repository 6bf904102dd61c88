"""Times of the day and instants. The reference is Tuesday 17 November 2026, 10:00 in London."""

import datetime as dt

import pytest

from tests.bot.temporal.reading import others, read, table

TIMES = {
    "14:00": [
        "2pm",
        "2 pm",
        "2 p.m.",
        "2PM",
        "2 p m",
        "14:00",
        "14h",
        "14h00",
        "1400 hrs",
        "two pm",
        "2:00pm",
        "2p",
        "at 2",
        "2 o'clock",
    ],
    "14:30": [
        "14:30",
        "2:30 pm",
        "2.30pm",
        "230pm",
        "14h30",
        "1430",
        "half past two",
        "half 2",
        "two thirty",
        "at 2.30",
        "around 230",
        "half past 2 in the afternoon",
        "two-thirty",
        "2:30 in the afternoon",
        "afternoon 2:30",
    ],
    "08:00": ["8am", "8 in the morning", "eight in the morning", "morning 8", "8 a.m. sharp", "at 8", "0800"],
    "09:00": ["9ish", "about nine", "around 9", "9 o clock", "nine o'clock in the morning", "at nine-ish"],
    "17:00": ["five in the afternoon", "evening 5", "5 in the evening", "at 5", '5 o"clock in the evening'],
    "21:00": ["9 at night", "nine in the night", "9pm", "21:00", "9 in the evening"],
    "15:15": [
        "quarter past 3",
        "a quarter past three",
        "15 past 3",
        "3:15pm",
        "three fifteen",
        "quarter after 3",
    ],
    "16:45": ["quarter to five", "a quarter to 5 pm", "15 minutes to five", "4:45 in the evening"],
    "14:50": ["ten to 3", "at 10 to 3", "10 minutes to 3"],
    "17:40": ["twenty to six", "20 to 6"],
    "09:05": ["five past nine", "nine oh five", "9:05"],
    "12:00": ["noon", "midday", "12 noon", "12pm", "12 in the afternoon", "afternoon 12"],
    "00:30": ["0:30", "00:30", "12:30am", "half past midnight"],
    "15:00": ["3pm GMT", "4pm CET", "3pm or so", "1500", "15:00:00"],
    "18:00": ["sixish", "6 pm-ish"],
}
INSTANTS = {
    "Tue 17 Nov 11:00": ["in an hour", "in 1 hour", "an hour from now", "in 60 minutes", "1h from now"],
    "Tue 17 Nov 10:30": ["in half an hour", "in 30 mins", "30 minutes from now"],
    "Tue 17 Nov 12:30": [
        "in two and a half hours",
        "in 2½ hours",
        "in 2.5 hours",
        "in 2 hours and 30 minutes",
        "in 2h30",
    ],
    "Wed 18 Nov 11:00": ["in 1 day and 1 hour", "in 25 hours"],
    "Tue 17 Nov 10:45": [
        "in three quarters of an hour",
        "in three-quarters of an hour",
        "in 3/4 hour",
        "in 45 mins",
    ],
    "Tue 17 Nov 12:03": ["in 2.05 hours"],
    "Tue 17 Nov 10:15": ["in a quarter of an hour", "in 1/4 hour"],
    "Tue 17 Nov 10:00": ["right now", "now"],
}
PARTS = {
    "08:00 > 12:00": ["in the morning", "mornings", "morning please"],
    "12:00 > 16:00": ["in the afternoon", "afternoon", "arvo"],
    "16:00 > 20:00": ["in the evening", "evenings only", "around dinner", "at dinnertime"],
    "12:00 > 14:00": ["at lunchtime", "around lunch time"],
    "14:00 > 16:00": ["late afternoon", "late in the afternoon", "in the late-afternoon"],
    "08:00 > 10:00": ["early morning", "early in the morning"],
    "Tue 17 Nov 08:00 > 12:00": ["this morning"],
    "Tue 17 Nov 18:00 > Wed 18 Nov": ["tonight"],
    "Tue 24 Nov 12:00 > 16:00": ["Tuesday PM", "tuesday afternoon"],
    "Wed 18 Nov 08:00 > 12:00": [
        "tomorrow AM",
        "tomorrow morning",
        "tomorrow in the morning",
        "the morning of the 18th",
        "tomorrowmorning",
    ],
    "Wed 18 Nov 20:00 > Thu 19 Nov": ["tomorrow night", "next night"],
    "Thu 19 Nov 14:00 > 16:00": ["late afternoon on Thursday", "thursday late in the afternoon"],
    "Fri 27 Nov 16:00 > 20:00": ["Friday evening next week"],
    "Mon 23 Nov 08:00 > 10:00": ["first thing monday morning"],
}


@pytest.mark.parametrize(("phrase", "expected"), table(TIMES) + table(INSTANTS) + table(PARTS))
def test_a_phrase_names_its_time(phrase, expected):
    assert read(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("at 7", "19:00"),
        ("at 2", "02:00"),
        ("half past nine", "21:30"),
        ("10:15", "22:15"),
        ("2pm", ""),
        ("14:30", ""),
    ],
)
def test_a_bare_hour_has_its_other_half_as_alternative(phrase, expected):
    assert others(phrase) == expected


@pytest.mark.parametrize(
    ("opens", "closes", "expected"), [(9, 17, "07:00"), (14, 22, "19:00"), (6, 12, "07:00"), (6, 20, "07:00")]
)
def test_business_hours_choose_the_half_of_a_bare_hour(opens, closes, expected):
    assert read("at 7", hours=(dt.time(opens), dt.time(closes))) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("in the morning", "06:30 > 12:00"),
        ("in the evening", "17:00 > 22:00"),
        ("in the afternoon", "12:00 > 18:00"),
    ],
)
def test_business_hours_stretch_the_parts_of_the_day(phrase, expected):
    assert read(phrase, hours=(dt.time(6, 30), dt.time(22))) == expected


def test_the_afternoon_of_a_business_ends_when_it_closes_soon_after():
    assert read("in the afternoon", hours=(dt.time(9), dt.time(17, 30))) == "12:00 > 17:30"
