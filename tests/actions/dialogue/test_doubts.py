"""Days that can be meant in two ways, and days that have passed."""

from __future__ import annotations

import pytest

from actions.dialogue import steps
from tests.actions.dialogue.talking import Talk, responses, titles, told


@pytest.fixture
def unclear() -> Talk:
    """Said on Monday 23 November."""
    talk = Talk()
    asked = talk.say("with Sarah next Friday at 2pm", "book_appointment")
    assert responses(asked) == ["utter_times_ask_which_day"]
    assert titles(asked) == ["Friday 27 November", "Friday 4 December"]
    return talk


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        ("the 4th", "2026-12-04T14:00:00Z"),
        ("Friday 27 November", "2026-11-27T14:00:00Z"),
        ("this one coming", "2026-11-27T14:00:00Z"),
        ("the week after", "2026-12-04T14:00:00Z"),
        ("next Friday", "2026-12-04T14:00:00Z"),
        ("this friday", "2026-11-27T14:00:00Z"),
        ("actually Thursday", "2026-11-26T14:00:00Z"),
    ],
)
def test_the_answer_settles_which_day_is_meant(unclear: Talk, answer: str, start: str) -> None:
    unclear.say(answer)
    assert unclear.memory.chosen is not None
    assert unclear.memory.chosen.start == start
    assert unclear.memory.doubtful_days == ()


def test_a_button_settles_it_too_but_no_day_that_was_not_offered(unclear: Talk) -> None:
    unclear.press("choose_option day:2026-12-24")
    assert unclear.memory.asked == steps.WHICH_DAY
    unclear.press("choose_option day:2026-12-04")
    assert unclear.memory.chosen is not None


def test_neither_asks_for_another_day_and_keeps_the_time(unclear: Talk) -> None:
    assert responses(unclear.say("no", "deny")) == ["utter_times_ask_other"]
    unclear.say("Wednesday")
    assert unclear.memory.chosen is not None
    assert unclear.memory.chosen.start == "2026-11-25T14:00:00Z"


def test_a_day_that_has_just_passed_is_not_moved_to_next_year_in_silence() -> None:
    talk = Talk()
    asked = talk.say("10 November at 2pm", "book_appointment")
    assert responses(asked) == ["utter_times_ask_next_year"]
    assert told(asked, "later") == "Wednesday 10 November 2027"
    assert responses(talk.say("yes", "affirm")) == ["utter_times_too_far"]
    talk.say("10 November at 2pm")
    assert responses(talk.say("no", "deny")) == ["utter_times_ask_other"]


@pytest.mark.parametrize(
    "words",
    [
        "Friday at 2pm",
        "this Friday at 2pm",
        "Friday next week at 2pm",
        "4 December 2pm",
        "next Tuesday at 2pm",  # who means tomorrow says so
        "Monday at 2pm",
    ],
)
def test_what_is_clear_is_not_asked(words: str) -> None:
    assert "utter_times_ask_which_day" not in responses(Talk().say(words, "book_appointment"))
