"""Days that the calendar does not have."""

from __future__ import annotations

import pytest

from actions.dialogue.memory import Memory
from actions.dialogue.message import Entity, Message
from actions.dialogue.missing_days import missing_day
from tests.actions.dialogue.talking import ZONE, Talk, responses, told


def message(text: str, *entities: Entity) -> Message:
    return Message("1", text, "inform", 0.9, entities)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("check-up on 31 November at 10", "31 November"),
        ("check-up on the 31st of June at 3pm", "31st of June"),
        ("Feb 30th please", "Feb 30th"),
        ("how about April 31?", "April 31"),
        ("2026-02-30 at 10", "2026-02-30"),
        ("2026-13-01", "2026-13-01"),
        ("31/11/2026", "31/11/2026"),
        ("0 March", "0 March"),
    ],
)
def test_a_day_that_no_year_has_is_found(text: str, said: str) -> None:
    assert missing_day(message(text)) == said


@pytest.mark.parametrize(
    "text",
    [
        "30 November",
        "29 February",
        "2028-02-29",
        "12/31/2026",
        "31/12/2026",
        "31.12.2026 at 10:45",
        "in May 45 people can come",
        "Dec 10:45",
        "call 0117 496 0123",
        "may I come at 40 Orchard Street?",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert missing_day(message(text)) is None


def test_words_that_were_read_as_something_else_are_left_alone() -> None:
    read = Entity("when", {"date": "2026-12-01"}, 0, len("31 November"))
    assert missing_day(message("31 November", read)) is None
    assert missing_day(message("31 november st", Entity("service", "svc", 0, 14))) is None


def test_it_is_said_and_the_day_asked_for_again() -> None:
    talk = Talk()
    answer = talk.say("check-up with Sarah on 31 November at 10am", "book_appointment")
    assert responses(answer) == ["utter_times_no_such_day", "utter_times_ask_day"]
    assert answer.says[0].values == {"said": "31 November"}
    assert told(answer, "time") == "10:00 am"


def test_it_changes_nothing_that_was_said_before() -> None:
    talk = Talk(memory=Memory(zone=ZONE))
    talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    chosen = talk.memory.chosen
    answer = talk.say("no, make it 31 November at 10", "change_answer")
    assert responses(answer)[0] == "utter_times_no_such_day"
    assert talk.memory.chosen == chosen
