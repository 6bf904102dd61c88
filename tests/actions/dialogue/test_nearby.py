"""Days and times said in relation to what is being talked about."""

from __future__ import annotations

import pytest

from actions.dialogue import steps
from tests.actions.dialogue.talking import Talk, responses, titles


def at_summary(when: str = "Tuesday 1 December at 2pm") -> Talk:
    talk = Talk()
    talk.say(f"book me with Sarah on {when}", "book_appointment")
    talk.say("Dana Cole, dana@example.org", person_name="Dana Cole", email="dana@example.org")
    assert talk.memory.asked == steps.CONFIRMATION
    return talk


def start(talk: Talk) -> str | None:
    return talk.memory.chosen.start if talk.memory.chosen else None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("could it be an hour later?", "2026-12-01T15:00:00Z"),
        ("half an hour earlier please", "2026-12-01T13:30:00Z"),
        ("15 minutes later", "2026-12-01T14:15:00Z"),
        ("the day after", "2026-12-02T14:00:00Z"),
        ("a week later", "2026-12-08T14:00:00Z"),
        ("Wednesday", "2026-12-02T14:00:00Z"),
    ],
)
def test_changes_count_from_the_time_under_discussion(words: str, expected: str) -> None:
    talk = at_summary("Tuesday 1 December at 2pm")
    if words == "Wednesday":
        talk = Talk()
        talk.say("something with Sarah next week at 2pm", "book_appointment")
    talk.say(words, "change_answer")
    assert start(talk) == expected


def test_a_weekday_is_one_of_the_week_under_discussion() -> None:
    talk = Talk()
    talk.say("a check-up with Sarah next week", "ask_availability")
    talk.say("Tuesday at 10")
    assert start(talk) == "2026-12-01T10:00:00Z"


def test_agreeing_with_the_day_and_time_is_a_yes() -> None:
    talk = at_summary()
    assert talk.say("yes, Tuesday at 2pm is perfect", "affirm").outcome == steps.CONFIRMED


@pytest.mark.parametrize("words", ["Tuesday doesn't work after all", "I can't make Tuesday"])
def test_a_day_that_is_refused_is_not_offered_again(words: str) -> None:
    talk = at_summary("Tuesday 24 November at 2pm")
    answer = talk.say(words, "change_answer")
    assert talk.memory.asked == steps.WHEN
    assert titles(answer)
    assert not any("24 Nov" in title for title in titles(answer))


def test_somebody_else_is_not_the_same_person_again() -> None:
    talk = at_summary("Tuesday 24 November at 2pm")
    talk.say("can I have someone else", "ask_for_others")
    assert talk.memory.wanted_staff == ("tom",)


def test_other_times_go_on_until_all_were_shown() -> None:
    talk = Talk()
    seen = set(titles(talk.say("with Sarah on Tuesday", "ask_availability")))
    for _ in range(4):
        more = set(titles(talk.say("any other times?", "ask_for_others")))
        assert not seen & more
        seen |= more
    assert len(seen) == 30


def test_yes_after_what_shall_i_change_does_not_book() -> None:
    talk = at_summary()
    assert responses(talk.say("no", "deny")) == ["utter_booking_ask_change"]
    assert talk.say("yes", "affirm").outcome is None


def test_two_is_two_o_clock_where_that_is_offered() -> None:
    talk = Talk()
    offered = talk.say("with Sarah on Tuesday afternoon", "ask_availability")
    assert "2:00 pm" in titles(offered)
    talk.say("2", number=2.0)
    assert start(talk) == "2026-11-24T14:00:00Z"


@pytest.mark.parametrize(
    "words", ["Of course", "thank you very much", "hang on, let me check", "tomorrow", "my daughter Lily"]
)
def test_what_is_said_while_a_name_is_asked_is_not_always_one(words: str) -> None:
    talk = Talk()
    talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    talk.say(words)
    assert talk.memory.contact_name is None
