"""Days and spans of days. The reference is Tuesday 17 November 2026, 10:00 in London."""

import pytest

from tests.bot.temporal.reading import read, table

NAMED = {
    "Tue 17 Nov": ["today", "TODAY", "2day", "later today", "for today please"],
    "Wed 18 Nov": ["tomorrow", "tomorrow's", "tmrw", "2moro", "the next day", "in a day", "in one day"],
    "Thu 19 Nov": ["day after tomorrow", "the day after tomorrow", "in 2 days", "in a couple of days"],
    "Mon 16 Nov": ["yesterday", "a day ago", "last Monday"],
}
WEEKDAYS = {
    "Fri 20 Nov": ["Friday", "fri", "Fri.", "on friday", "this Friday", "coming friday", "friday coming"],
    "Thu 19 Nov": ["thursday", "Thursdays work best", "thur", "this coming Thursday"],
    "Fri 27 Nov": ["next Friday", "nxt fri", "Friday next week", "friday of next week", "next week friday"],
    "Mon 23 Nov": ["next Monday", "monday", "the following monday", "Monday next week"],
    "Tue 1 Dec": [
        "Tuesday week",
        "tuesday the week after next",
        "two tuesdays from now",
        "a fortnight today",
    ],
    "Fri 27 Nov ": ["a week on Friday", "friday after next"],
    "Wed 2 Dec": ["Wednesday in two weeks", "two weeks on Wednesday"],
    "Mon 7 Dec": [
        "two weeks from Monday",
        "Monday fortnight",
        "Monday the 7th",
        "monday in 3 weeks",
    ],
    "Fri 13 Nov": ["last Friday"],
    "Fri 13 Aug 2027": ["Friday the 13th", "friday 13th"],
}
OF_A_MONTH = {
    "Tue 24 Nov": [
        "the 24th",
        "on the 24th",
        "24th",
        "on 24",
        "on the 24",
        "the twenty-fourth",
        "24th of this month",
    ],
    "Sat 5 Dec": [
        "the 5th",
        "5th of next month",
        "5 of next month",
        "on the fifth",
        "the 5th of December",
        "5/12",
    ],
    "Fri 5 Mar 2027": [
        "5th of March",
        "5 March",
        "March 5",
        "March 5th",
        "5 mar",
        "Mar-5",
        "the fifth of March",
        "fifth day of March",
        "march fifth",
        "March the 5th",
        "5.3.2027",
        "05.03.2027",
        "5/3",
        "5/3/27",
        "5-3-2027",
        "2027-03-05",
        "2027/3/5",
        "2027 3 5",
        "5 3 2027",
        "5-Mar-2027",
        "05/Mar/2027",
        "March 5, 2027",
        "5th of March 2027",
        "5 March '27",
        "Mar. 5, 2027",
        "2027-mar-5",
        "Fri, 5 March 2027",
        "March 5 twenty twenty seven",
        "5 March two thousand and twenty seven",
    ],
    "Sun 1 Nov": ["1 November 2026", "the 1st of this month"],
    "Tue 29 Feb 2028": ["29 February", "Feb 29"],
}
COUNTED = {
    "Fri 20 Nov": [
        "in 3 days",
        "in three days",
        "3 days from now",
        "3 days later",
        "3 days' time",
        "2 days after tomorrow",
    ],
    "Tue 24 Nov": ["in a week", "a week from today", "a week today", "in 7 days", "one week from now"],
    "Wed 25 Nov": ["a week tomorrow", "tomorrow week", "a week from tomorrow"],
    "Tue 1 Dec": [
        "in a fortnight",
        "in two weeks",
        "2 wks from now",
        "in 10 business days",
        "in 10 working days",
    ],
    "Thu 17 Dec": ["in a month", "a month from now", "in 1 month"],
    "Tue 3 Nov": ["two weeks ago"],
    "Wed 23 Dec": ["two days before Christmas"],
}
WITHIN = {
    "Mon 4 Jan 2027": ["first Monday in January", "the first Monday of January 2027"],
    "Thu 31 Dec": [
        "last day of December",
        "the last day of the year",
        "New Year's Eve",
        "last thursday in december",
    ],
    "Mon 30 Nov": ["last Monday of the month", "the last working day of the month"],
    "Tue 8 Dec": ["the second Tuesday of the month"],
    "Wed 2 Dec": ["the 2nd of the month"],
    "Thu 17 Dec": ["a month today", "a month from today"],
    "Tue 1 Dec": ["the first working day of next month", "first tuesday of december"],
    "Sat 26 Dec": ["Boxing Day", "the day after Christmas"],
    "Mon 7 Dec": ["a Monday in December", "any monday in december"],
    "Mon 28 Dec": ["the Monday after Christmas", "monday after christmas day"],
    "Tue 23 Mar 2027": ["the Tuesday before Easter"],
    "Fri 26 Mar 2027": ["Good Friday"],
    "Thu 26 Nov": ["Thanksgiving", "thanksgiving 2026"],
}
SPANS = {
    "Mon 16 Nov > Mon 23 Nov": ["this week", "the current week"],
    "Mon 23 Nov > Mon 30 Nov": [
        "next week",
        "the following week",
        "the week of November 25th",
        "w/c 23 November",
    ],
    "Mon 30 Nov > Mon 7 Dec": ["the week after next", "the week commencing 30 November"],
    "Mon 23 Nov > Sat 28 Nov": ["next working week"],
    "Sat 21 Nov > Mon 23 Nov": [
        "the weekend",
        "this weekend",
        "at the week-end",
        "over the weekend",
        "weekend",
    ],
    "Sat 28 Nov > Mon 30 Nov": ["next weekend", "last weekend of November"],
    "Tue 1 Dec > Fri 1 Jan 2027": ["next month", "December", "in December", "Dec 2026", "12/2026", "2026-12"],
    "Sat 1 May 2027 > Tue 1 Jun 2027": ["in May", "May 2027", "May, 2027", "next May"],
    "Wed 18 Nov > Sat 21 Nov": [
        "the next 3 days",
        "next three days",
        "over the next few days",
        "3 next days",
    ],
    "Wed 18 Nov > Wed 2 Dec": ["the next two weeks", "in the next 2 weeks"],
    "Fri 20 Nov > Mon 23 Nov": ["end of the week", "the end of this week"],
    "Tue 1 Dec > Fri 11 Dec": ["beginning of December", "the start of next month"],
    "Fri 11 Dec > Mon 21 Dec": ["mid December", "mid-December", "the middle of next month"],
    "Tue 1 Dec > Wed 16 Dec": ["early December", "first half of December"],
    "Wed 18 Nov > Mon 23 Nov": ["later this week"],
    "Tue 17 Nov > Mon 23 Nov": ["the rest of the week"],
    "Mon 16 Nov > Mon 23 Nov; Mon 23 Nov > Mon 30 Nov": [
        "this or next week",
        "this week or next",
        "this and next week",
    ],
    "Tue 1 Jun 2027 > Tue 15 Jun 2027": ["the first two weeks of June"],
    "Sun 29 Nov > Tue 1 Dec": ["the last two days of the month"],
    "Mon 2 Nov > Mon 9 Nov": ["the week before last"],
    "Wed 18 Nov > Fri 20 Nov": ["midweek"],
    "Mon 18 Jan 2027 > Mon 25 Jan 2027": ["week 3 of 2027", "third week of January"],
}


@pytest.mark.parametrize(
    ("phrase", "expected"),
    table(NAMED) + table(WEEKDAYS) + table(OF_A_MONTH) + table(COUNTED) + table(WITHIN) + table(SPANS),
)
def test_a_phrase_names_its_days(phrase, expected):
    assert read(phrase) == expected.strip()


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        ("Europe/London", "Fri 5 Mar 2027"),
        ("Australia/Sydney", "Fri 5 Mar 2027"),
        ("America/New_York", "Mon 3 May 2027"),
    ],
)
def test_the_zone_says_whether_the_day_stands_first(timezone, expected):
    assert read("5/3", timezone=timezone) == expected


def test_the_caller_may_say_whether_the_day_stands_first():
    assert read("5/3", day_first=False) == "Mon 3 May 2027"


@pytest.mark.parametrize("phrase", ["13/11/2026", "11/13/2026"])
def test_an_impossible_order_gives_way_to_the_other(phrase):
    assert read(phrase) == "Fri 13 Nov"


@pytest.mark.parametrize(
    "phrase",
    [
        "30 February",
        "31/02/2027",
        "32nd of May",
        "8/32",
        "February 29, 2027",
        "February 20 - 30, 2027",
        "99/99",
    ],
)
def test_a_day_that_does_not_exist_is_no_day(phrase):
    assert read(phrase) == ""
