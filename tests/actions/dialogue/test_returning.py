"""Going back a step, breaking off, starting over, and what is said when words fit nowhere."""

from __future__ import annotations

import pytest

from actions.dialogue import cues, fallback, steps
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from tests.actions.dialogue.talking import NEW, PAIN, Talk, practice, responses, titles

MADE = Made("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z")
DETAILS = {"person_name": "Dana Cole", "email": "dana@example.org"}


def asked_about_pain() -> Talk:
    talk = Talk(practice((NEW, PAIN)))
    talk.say("check-up with Sarah on Tuesday at 2pm", "book_appointment")
    talk.say("Dana Cole, dana@example.org", **DETAILS)
    talk.say("no", "deny")
    assert talk.memory.asked_question == "q_pain"
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "go back",
        "back please",
        "previous question",
        "can I change my last answer?",
        "wait, go back a step",
        "undo",
    ],
)
def test_who_goes_back_is_asked_the_question_before(words: str) -> None:
    talk = asked_about_pain()
    talk.say(words, "out_of_scope")
    assert (talk.memory.asked_question, talk.memory.answers) == ("q_new", {})


@pytest.mark.parametrize(
    "words", ["push it back an hour", "get back to me", "my back hurts", "I'm back", "4"]
)
def test_not_every_back_goes_back(words: str) -> None:
    assert not cues.goes_back(words)


def test_back_before_the_first_question_asks_what_to_change() -> None:
    talk = Talk(practice((NEW,)))
    talk.say("check-up with Sarah on Tuesday at 2pm", "book_appointment")
    assert responses(talk.say("go back", "deny")) == ["utter_booking_ask_change"]


def test_back_from_the_times_takes_the_wish_back() -> None:
    talk = Talk()
    talk.say("check-up with Sarah on Saturday", "book_appointment")
    assert responses(talk.say("back", "out_of_scope")) == ["utter_times_ask_when"]


@pytest.mark.parametrize(
    "words",
    [
        "I'll come back tomorrow",
        "let me think about it",
        "I have to go, talk later",
        "can we finish this tomorrow",
    ],
)
def test_who_goes_on_another_time_loses_nothing_they_said(words: str) -> None:
    talk = Talk()
    talk.say("check-up with Tom on Tuesday at 2pm", "book_appointment")
    decision = talk.say(words, "nlu_fallback")
    assert (responses(decision), decision.outcome) == (["utter_booking_interrupted"], steps.LEFT)
    assert (talk.memory.asked, talk.memory.chosen) == (None, None)
    assert (
        responses(talk.say("let's go on with it", "book_appointment"))[-1]
        == "utter_booking_ask_name_and_email"
    )


def test_starting_over_in_the_middle_is_said() -> None:
    talk = asked_about_pain()
    assert responses(talk.say("start over", "start_over"))[0] == "utter_booking_from_the_beginning"
    assert talk.memory.contact_name == "Dana Cole"


def test_a_yes_after_everything_is_done_begins_nothing() -> None:
    talk = Talk()
    talk.memory = talk.memory.but(made=(MADE,))
    decision = talk.say("yes", "affirm")
    assert (responses(decision), decision.outcome) == (["utter_booking_all_done"], steps.LEFT)
    assert talk.memory.made == (MADE,)


def test_words_that_fit_nowhere_are_met_in_another_way_each_time() -> None:
    talk = Talk()
    talk.say("a check-up with Sarah", "book_appointment")
    assert responses(talk.say("wibble", "nlu_fallback"))[0] == "utter_fallback_not_understood"
    second = talk.say("wobble", "nlu_fallback")
    assert responses(second) == ["utter_fallback_not_understood", "utter_times_ask_by_day"]
    assert titles(second)[:2] == ["Monday 23 November", "Tuesday 24 November"]
    assert responses(talk.say("wubble", "nlu_fallback"))[0] == "utter_fallback_human"


def test_a_day_of_that_list_is_taken() -> None:
    talk = Talk()
    for words in ("a check-up with Sarah", "wibble", "wobble"):
        talk.say(words, "book_appointment" if "Sarah" in words else "nlu_fallback")
    assert responses(talk.press("choose_option day:2026-11-24")) == ["utter_times_offer_one_day"]
    talk.press("choose_option day:nonsense")
    assert talk.memory.asked == steps.WHEN


def test_who_says_no_to_every_time_is_let_go() -> None:
    talk = Talk()
    talk.say("check-up with Sarah on Saturday", "book_appointment")
    assert responses(talk.say("no", "deny")) == ["utter_times_ask_other"]
    decision = talk.say("no thanks", "deny")
    assert (responses(decision), decision.outcome) == (["utter_booking_stopped"], steps.LEFT)


@pytest.mark.parametrize(
    ("words", "times", "response"),
    [
        ("flurb", 1, "utter_fallback_unclear"),
        ("flurb", 2, "utter_fallback_buttons"),
        ("flurb", 3, "utter_fallback_human"),
        ("you useless thing", 1, "utter_smalltalk_insulted"),
        ("ich kann nicht, bitte einen Termin", 1, "utter_fallback_english"),
        ("I'll get back to you later", 1, "utter_smalltalk_all_right"),
    ],
)
def test_with_nothing_under_way_there_is_a_short_answer_to_everything(
    words: str, times: int, response: str
) -> None:
    message = Message("m", words, "nlu_fallback", 0.3)
    assert fallback.answer(message, Memory(misread=times), "utter_fallback_unclear").response == response


@pytest.mark.parametrize(
    "words", ["nothing, just don't book it", "please do not book that", "no need to book"]
)
def test_who_wants_it_not_booked_is_let_go(words: str) -> None:
    talk = asked_about_pain()
    talk.say("2", number=2.0)
    talk.say("no", "deny")
    assert talk.say(words, "deny").outcome == steps.LEFT


def test_in_a_whole_letter_a_move_is_not_always_one() -> None:
    letter = "What with the move and the children I never got round to it, " * 4
    talk = Talk()
    talk.say(f"{letter} so please book me with Tom on Tuesday at 2pm", "move_booking")
    assert (talk.memory.moving_id, talk.memory.wanted_staff) == (None, ("tom",))
