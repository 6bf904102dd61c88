"""Days with times, several expressions, corrections, lists. Tuesday 17 November 2026, 10:00 in London."""

import pytest

from tests.bot.temporal.reading import others, read, table

TOGETHER = {
    "Tue 24 Nov 15:00": [
        "Tuesday at 3",
        "at 3 on Tuesday",
        "3pm Tuesday",
        "Tuesday 3 pm",
        "the 24th at 3",
        "3 o'clock on the 24th",
        "Tuesday, in the afternoon, at 3",
        "24 November, 15:00",
        "15:00 24/11",
        "2026-11-24T15:00",
        "2026-11-24 15:00",
        "2026-11-24T15:00:00Z",
        "Tuesday next week at 3",
        "next week on Tuesday, say at 3pm",
        "Tuesday afternoon at 3",
        "Tuesday 24 Nov 3pm",
        "I'd like Tuesday for the check-up at 3pm",
        "can you do 3pm for the check-up on Tuesday",
        "tues 3pm",
        "TUESDAY 3PM!!",
        "CAN I COME ON TUESDAY AT 3 PLEASE",
        "AT 3 ON TUESDAY WITH SARAH",
        "tuesday3pm",
        "📅 Tuesday ⏰ 3pm",
        "tuseday @ 3",
    ],
    "Wed 18 Nov 08:00": ["8 tomorrow", "tomorrow 8", "tomorrow at 8am", "8 tomorrow morning", "tmrw 8am"],
    "Tue 17 Nov 20:00": ["tonight at 8", "8 tonight", "8 this evening", "today 8pm"],
    "Fri 27 Nov 14:30": ["nxt fri 230pm", "next Friday half past two", "friday next week 14h30"],
    "Tue 24 Nov 16:15; Wed 25 Nov 08:00 > 12:00": [
        "Tuesday next week at quarter past 4, or Wednesday morning"
    ],
    "Sat 21 Nov 08:00 > 12:00; Sun 22 Nov 12:00 > 16:00": ["Saturday morning or Sunday afternoon"],
    "Mon 23 Nov; Wed 18 Nov; Fri 20 Nov": ["Mon, Wed or Fri", "mon/wed/fri", "Monday, Wednesday and Friday"],
    "Sat 5 Dec; Sun 6 Dec": [
        "the 5th or the 6th of December",
        "5 or 6 December",
        "5th/6th December",
        "December 5 or 6",
    ],
    "Tue 24 Nov 14:00; Tue 24 Nov 15:00": [
        "Tuesday at 2 or 3",
        "Tuesday at 2pm or 3pm",
        "tuesday at 2 or at 3",
    ],
    "15:00; 16:00": ["3 or 4 pm", "at 3 or 4", "3pm or 4pm"],
    "Tue 24 Nov 11:00": [
        "eleven in the morning and on November 24th",
        "11 am and on the 24th",
        "make it 11 and on the 24th",
        "at 11 and next Tuesday",
        "I want 11am and the 24th of November",
        "on the 24th and at 11 am",
        "November 24th and eleven in the morning",
        "11 am and also on the 24th",
        "the 24th, and at 11am",
    ],
    "Fri 20 Nov 12:00 > 16:00": ["in the afternoon and on Friday", "Friday and in the afternoon"],
    "10:00; Fri 20 Nov 11:00": ["at 10 and on Friday at 11"],
    "after 17:00": ["from five and on", "5pm and on"],
}
HOURS_OF_SEVERAL_DAYS = {
    "Mon 23 Nov > Sat 28 Nov; 09:00 > 17:00": [
        "Monday to Friday, 9 to 5",
        "mon-fri 9am-5pm",
        "Monday to Friday between 9 and 5",
    ],
    "09:00 > 17:00; Mon 23 Nov > Sat 28 Nov": ["9am-5pm mon-fri"],
    "Mon 23 Nov > Fri 27 Nov; after 18:00": ["mon to thu after 6"],
    "Wed 18 Nov 09:00 > 11:00; Wed 18 Nov 14:00 > 16:00": [
        "tomorrow 9-11 or 14-16",
        "tomorrow 9-11am or 2-4pm",
    ],
    "Wed 18 Nov 09:00; Wed 18 Nov 10:00": [
        "at nine or ten tomorrow",
        "9am or 10am tomorrow",
        "tomorrow at 9 or 10",
    ],
    "Mon 23 Nov; Wed 18 Nov; Fri 20 Nov": ["mon, wed or fri"],
    "Mon 23 Nov 15:00; Tue 24 Nov 15:00": ["Monday or Tuesday at 3", "on Monday or on Tuesday at 3pm"],
    "Sat 21 Nov 08:00 > 12:00; Sun 22 Nov 08:00 > 12:00": [
        "Saturday or Sunday morning",
        "Saturday and Sunday mornings",
    ],
    "after Wed 18 Nov 16:00; after Thu 19 Nov 16:00": ["Wednesday or Thursday after 4"],
    "Mon 23 Nov; Tue 24 Nov 15:00": ["Monday, but Tuesday at 3 would do"],
    "before 09:00; after 17:00": ["before 9 or after 5", "before 9am or after 5pm"],
    "Tue 24 Nov 09:00 > 12:00; Wed 18 Nov 14:00 > 17:00": [
        "tues 9-12, weds 2-5",
        "Tuesday 9-12 or Wednesday 2-5",
    ],
    "Thu 19 Nov 10:00; Thu 19 Nov 10:30; Thu 19 Nov 11:00": [
        "10:00, 10:30 and 11:00 on Thursday",
        "Thursday at 10, 10:30 or 11",
    ],
    "Wed 25 Nov; Thu 26 Nov": [
        "Wednesday or Thursday next week",
        "next week, Wednesday or Thursday",
        "next Wednesday or Thursday",
    ],
    "Thu 19 Nov; Fri 20 Nov": ["this week, thursday or friday", "Thursday or Friday"],
}
CORRECTED = {
    "Wed 18 Nov 15:00": [
        "Tuesday, no, Wednesday at 3",
        "Wednesday instead of Tuesday at 3",
        "Tuesday at 3, no, Wednesday",
        "Tuesday... sorry, Wednesday at 3",
        "Tuesday at 3, I mean Wednesday",
    ],
    "Tue 24 Nov 16:00": [
        "Tuesday at 3, no, 4",
        "Tuesday at 3pm, actually make that 4pm",
        "Tuesday 3pm, no wait, 4pm",
    ],
    "Wed 18 Nov": [
        "not Tuesday but Wednesday",
        "Wednesday instead of Tuesday",
        "Wednesday, not Tuesday",
        "move it from Tuesday to Wednesday",
    ],
}


@pytest.mark.parametrize(
    ("phrase", "expected"), table(TOGETHER) + table(HOURS_OF_SEVERAL_DAYS) + table(CORRECTED)
)
def test_what_belongs_together_is_read_together(phrase, expected):
    assert read(phrase) == expected


def test_a_correction_keeps_the_first_as_alternative():
    assert "Tue 24 Nov" in others("Tuesday, no, Wednesday at 3pm").split("; ")


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("next Friday", "Fri 20 Nov"),
        ("Tuesday", "Tue 17 Nov"),
        ("5/3", "Mon 3 May 2027"),
        ("Monday 24", "Tue 24 Nov; Mon 23 Nov"),
        ("Friday 24 November", "Fri 24 Nov 2028"),
        ("5 November", "Thu 5 Nov"),
        ("midnight on Friday", "Fri 20 Nov"),
        ("tomorrow", ""),
        ("next Monday", ""),
    ],
)
def test_two_usual_readings_are_both_told(phrase, expected):
    assert others(phrase) == expected
