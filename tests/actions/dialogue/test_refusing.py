"""Days and parts of the day that somebody says no to."""

from __future__ import annotations

from datetime import date, time

import pytest

from actions.dialogue.message import Message
from actions.dialogue.refusing import left_over
from actions.dialogue.wishes import TimeWish
from tests.actions.dialogue.talking import Talk, told


def weekdays(talk: Talk) -> set[str]:
    return {date.fromisoformat(day).strftime("%a") for day in talk.memory.unwanted_days}


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("a check-up, any day but Monday", {"Mon"}),
        ("a check-up, anything except Tuesday and Wednesday", {"Tue", "Wed"}),
        ("any day other than Monday, Tuesday or Friday", {"Mon", "Tue", "Fri"}),
        ("not on Thursday and not Friday please", {"Thu", "Fri"}),
        ("a check-up on Thursday", set()),
    ],
)
def test_weekdays_are_left_out_one_and_several(words: str, refused: set[str]) -> None:
    talk = Talk()
    talk.say(words, "ask_availability")
    assert weekdays(talk) == refused


def test_what_was_refused_before_stays_refused() -> None:
    talk = Talk()
    talk.say("a check-up, anything but Monday", "ask_availability")
    answer = talk.say("not Tuesday either", "ask_for_others")
    assert weekdays(talk) == {"Mon", "Tue"}
    assert not any(day in str(told(answer, "options")) for day in ("Mon", "Tue"))


def test_a_day_that_is_wanted_after_all_is_refused_no_longer() -> None:
    talk = Talk()
    talk.say("a check-up, anything but Tuesday", "ask_availability")
    talk.say("oh well, Tuesday 24 November then")
    assert "2026-11-24" not in talk.memory.unwanted_days


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("not in the morning", TimeWish(after=time(12))),
        ("no mornings please", TimeWish(after=time(12))),
        ("anything but the morning", TimeWish(after=time(12))),
        ("I can't do mornings", TimeWish(after=time(12))),
        ("not in the afternoon", TimeWish(before=time(12))),
        ("any time except evenings", TimeWish(before=time(17))),
        ("in the morning", None),
        ("why not in a month", None),
    ],
)
def test_a_part_of_the_day_that_is_refused_leaves_the_rest(words: str, left: TimeWish | None) -> None:
    assert left_over(Message("m", words, "inform", 0.9)) == left


def test_the_morning_is_not_offered_to_who_does_not_want_it() -> None:
    talk = Talk()
    answer = talk.say("with Sarah on Wednesday, but mornings don't work for me", "ask_availability")
    assert talk.memory.wish.time == TimeWish(after=time(12))
    assert " am" not in str(told(answer, "options"))
