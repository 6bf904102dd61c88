"""The same days and times as many countries write them. Tuesday 17 November 2026, 10:00 in London."""

import pytest

from tests.bot.temporal.reading import read, table

HYPHENS_AND_ENDINGS = {
    "16:45": ["quarter-to-five", "15 to 5", "fifteen to five", "4.45pmish"],
    "14:30": ["half-past-two", "half-past 2"],
    "10:50": ["10 before 11", "ten-to-eleven"],
    "15:20": ["20-past-three"],
    "14:00": ["2pmish"],
}
HOURS_WITH_A_SIGN = {
    "09:00": ["9h"],
    "after 15:00": ["after 15h", "post 3pm", "3 or later"],
    "before 12:00": ["12 at the latest", "pre noon", "pre-noon"],
    "14:00 > 16:00": ["btwn 2 and 4", "b/w 2 and 4pm"],
    "Wed 18 Nov 14:00 > 16:00": ["wed 14-16h", "Wed 14-16:00"],
}
FIGURES = {
    "Thu 4 Mar 2027": ["20270304", "Mar 4, 27", "Thu, 4.3.", "on 4.3. please"],
    "Thu 4 Mar 2027 15:00": [
        "20270304T1500",
        "20270304T150000Z",
        "2027-03-04T1500",
        "4.3. 15:00",
        "Mar 4, 27 at 3",
    ],
    "Sat 26 Dec; Sun 27 Dec": ["Dec 26, 27"],
    "Mon 23 Nov > Thu 26 Nov": ["23.-25.11.", "23.11.-25.11."],
}
COMPARED = {
    "Wed 18 Nov 10:00": ["this time tomorrow", "tomorrow at this time", "about this time on Wednesday"],
    "Tue 24 Nov 10:00": ["this time next week"],
    "Thu 17 Dec 10:00": ["this time next month"],
    "Tue 24 Nov": ["this day next week"],
    "Tue 17 Nov 15:00": ["I need today at 3", "what I need today is 3pm"],
    "Mon 23 Nov > Mon 30 Nov": ["anything next week with Dr Patel?", "can I get in next week with anna"],
    "before Thu 19 Nov 12:00": ["thursday but before noon"],
    "Thu 19 Nov 10:00 > 12:00": ["thursday anywhere from 10 to noon"],
    "Wed 25 Nov": ["wed next week", "can i come wed next week", "next week, wed", "weds of next week"],
    "Sat 28 Nov": ["is sat next week ok", "sat week"],
    "Tue 1 Dec > Wed 9 Dec": ["in 2 or 3 weeks", "in two to three weeks", "in 2-3 weeks"],
    "Thu 19 Nov > Sat 21 Nov": ["in 2 or 3 days"],
    "after Sat 21 Nov": ["sat or later", "beyond Friday"],
    "Fri 15 Jan 2027": ["15 January next year", "15th of January next year"],
    "Mon 1 Mar 2027 > Thu 1 Apr 2027": ["March next year", "in march next year", "during March"],
    "Mon 30 Nov > Mon 7 Dec": ["the week of Monday 30 November", "week commencing monday, 30 november"],
    "Wed 18 Nov 08:00 > 10:00": ["early tomorrow morning", "early on Wednesday morning"],
    "Thu 1 Apr 2027": ["1.4."],
    "Mon 23 Nov; Wed 25 Nov; Fri 27 Nov": ["mon/wed/fri next week"],
}


@pytest.mark.parametrize(
    ("phrase", "expected"),
    table(HYPHENS_AND_ENDINGS) + table(HOURS_WITH_A_SIGN) + table(FIGURES) + table(COMPARED),
)
def test_however_it_is_written_it_is_read(phrase, expected):
    assert read(phrase) == expected


def test_an_order_number_of_eight_digits_is_no_date():
    assert read("order number is 20991231") == ""
