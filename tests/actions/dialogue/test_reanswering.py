"""One answer is changed in words, and nothing else."""

from __future__ import annotations

import pytest

from actions.client import Question
from actions.dialogue.memory import Memory, Offer
from actions.dialogue.steps import CHANGE, CONFIRMATION, QUESTION
from tests.actions.dialogue.talking import NEW, PAIN, ZONE, Talk, practice, responses, titles, told

LAST = Question("q_last", "When was your last cleaning?", "choice", choices=("Within a year", "Longer ago"))
PLACE = Question("q_place", "Where does it hurt?", "text", ask_if={"q_pain": {"gte": 3}})
QUESTIONS = (NEW, PAIN, LAST)
DONE = {"q_new": False, "q_pain": 4, "q_last": "Within a year"}


def talk(asked: str = CONFIRMATION, questions: tuple[Question, ...] = QUESTIONS, **more: object) -> Talk:
    memory = Memory(
        link_id="link_checkup",
        service_id="svc_checkup",
        wanted_staff=("sarah",),
        contact_name="Dana Cole",
        contact_email="dana@example.org",
        zone=ZONE,
        answers=dict(DONE),
    )
    person = Talk(practice(questions), memory=memory)
    person.say("Wednesday at 2pm")
    person.memory = person.memory.but(asked=asked, **more)
    return person


@pytest.mark.parametrize(
    ("words", "entities", "question", "answer"),
    [
        ("actually I am a new patient", {}, "q_new", True),
        ("wait, I'm a new patient", {}, "q_new", True),
        ("the pain is more like a 7", {"number": 7}, "q_pain", 7),
        ("make the pain a 2", {"number": 2}, "q_pain", 2),
        ("the last cleaning was longer ago", {}, "q_last", "Longer ago"),
    ],
)
@pytest.mark.parametrize("step", [CONFIRMATION, CHANGE])
def test_an_answer_is_changed_alone(
    step: str, words: str, entities: dict[str, object], question: str, answer: object
) -> None:
    person = talk(step)
    decision = person.say(words, "change_answer", **entities)
    assert person.memory.answers[question] == answer
    assert "utter_qualification_changed" in responses(decision)
    assert decision.waits_for == CONFIRMATION


def test_an_answer_that_brings_questions_asks_them() -> None:
    person = talk(questions=(NEW, PAIN))
    person.memory = person.memory.but(answers={"q_new": True})
    decision = person.say("sorry, I'm not a new patient", "change_answer")
    assert responses(decision) == ["utter_qualification_changed", "utter_qualification_ask_open_optional"]
    assert decision.says[0].values == {"question": NEW.text, "answer": "No"}


def test_a_number_that_does_not_fit_is_asked_for_again() -> None:
    person = talk()
    decision = person.say("the pain is a 12", "change_answer", number=12)
    assert (decision.waits_for, person.memory.asked_question) == (QUESTION, "q_pain")


def test_which_answer_can_be_said_or_pressed() -> None:
    person = talk(CHANGE)
    decision = person.press("choose_option change:answers")
    assert responses(decision) == ["utter_qualification_ask_which"]
    assert titles(decision) == [NEW.text, PAIN.text, LAST.text]
    decision = person.press("choose_option answer:q_pain")
    assert told(decision, "question") == PAIN.text
    assert person.memory.answers == {"q_new": False, "q_last": "Within a year"}
    person = talk(CHANGE)
    person.say("the pain", "inform")
    assert person.memory.asked_question == "q_pain"


def test_while_another_question_is_open_a_correction_is_heard() -> None:
    person = talk(QUESTION, asked_question="q_last")
    person.memory = person.memory.but(answers={"q_new": False, "q_pain": 4})
    decision = person.say("sorry, the pain is a 6", "inform", number=6)
    assert person.memory.answers["q_pain"] == 6
    assert told(decision, "question") == LAST.text


def test_an_answer_to_the_open_question_is_no_change_of_another() -> None:
    person = talk(QUESTION, questions=(NEW, PAIN, PLACE), asked_question="q_place")
    person.memory = person.memory.but(answers={"q_new": False, "q_pain": 4})
    person.say("the pain is in the lower left, 3 teeth", "inform", number=3)
    assert person.memory.answers["q_pain"] == 4
    assert person.memory.answers["q_place"] == "the pain is in the lower left, 3 teeth"


@pytest.mark.parametrize("words", ["yes", "yes please, I'm new there", "no, Friday at 10", "hm", "no"])
def test_other_words_at_the_summary_change_no_answer(words: str) -> None:
    person = talk()
    person.say(words, "affirm" if words.startswith("yes") else "deny")
    assert person.memory.answers == DONE


def test_the_time_chosen_is_kept() -> None:
    person = talk()
    person.say("actually I am a new patient", "change_answer")
    assert person.memory.chosen == Offer("2026-11-25T14:00:00Z", "sarah")
