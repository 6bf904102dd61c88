"""Choices: what the members of a list share. Tuesday 17 November 2026, 10:00 in London."""

import pytest

from tests.bot.temporal.reading import read, table

ONE_TIME_FOR_ALL = {
    "Thu 19 Nov 10:00; Fri 20 Nov 10:00": [
        "10am Thursday or Friday",
        "at 10 on thursday or friday",
        "ten o'clock on Thursday or Friday",
        "thu/fri 10am",
        "Thursday and Friday at 10",
    ],
    "Mon 23 Nov 14:00; Wed 18 Nov 14:00; Fri 20 Nov 14:00": [
        "2pm on Monday, Wednesday or Friday",
        "Monday, Wednesday or Friday at 2",
        "mon/wed/fri 2pm",
    ],
    "Thu 19 Nov 14:00 > 16:00; Fri 20 Nov 14:00 > 16:00": [
        "2-4pm Thursday or Friday",
        "between 2 and 4 on thursday or friday",
        "thursday or friday from 2 to 4",
    ],
    "before Sat 21 Nov 11:00; after Sat 21 Nov 15:00": ["Saturday before 11am or after 3pm"],
    "after Thu 19 Nov 15:00; after Fri 20 Nov 15:00": [
        "after 3 on Thursday or Friday",
        "Thursday or Friday after 3",
    ],
}
EACH_ITS_OWN = {
    "Thu 19 Nov 14:00; Fri 20 Nov 15:00": ["thursday: 2pm, friday: 3pm", "2pm Thursday, 3pm Friday"],
    "Thu 19 Nov 10:00; Thu 19 Nov 14:00": ["Thursday either 10 or 2", "thursday: 10:00 or 14:00"],
    "Thu 19 Nov 15:00; Fri 20 Nov": ["Thursday at 3 or Friday", "3pm Thursday and call me Friday"],
}


@pytest.mark.parametrize(("phrase", "expected"), table(ONE_TIME_FOR_ALL) + table(EACH_ITS_OWN))
def test_the_members_of_a_list_share_what_is_meant_for_all(phrase, expected):
    assert read(phrase) == expected
