"""Asking for a person: what is asked first, when it is handed over, and what is gone on with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.client import Business, Catalogue
from actions.dialogue import handover, steps, topics
from actions.dialogue.decision import Decision
from actions.dialogue.handover import AGAIN, AGREE, BOOKING, CANCELLING, OVER, REACH, HandOver
from actions.dialogue.memory import Memory
from actions.dialogue.message import Entity, Message
from actions.dialogue.transcript import LONGEST, LONGEST_LINE, MOST_LINES, Line, lines
from tests.actions.dialogue.talking import practice, responses, told

KNOWN = Memory(contact_email="dana@example.org", contact_phone="01174960000")


def team(takes: bool = True, **facts: str) -> Catalogue:
    business = Business("smiles", "Bright Smiles", "Europe/London", facts, takes)
    return replace(practice(), business=business)


def said(text: str, intent: str = "inform", **entities: object) -> Message:
    found = tuple(Entity(kind, value, 0, 1) for kind, value in entities.items())
    return Message("m1", text, intent, 0.95, found)


@pytest.mark.parametrize(
    ("memory", "message", "response", "waits"),
    [
        (Memory(), said("a human", "ask_for_human"), "utter_handover_ask_reach", REACH),
        (Memory(), said("I'll be late", "report_late"), "utter_handover_ask_late_reach", REACH),
        (KNOWN, said("a human", "ask_for_human"), "utter_handover_ask_sure", AGREE),
        (KNOWN, said("I'll be late", "report_late"), "utter_handover_ask_late", AGREE),
        (Memory(handing=REACH), said("hm"), "utter_handover_ask_reach_again", AGAIN),
        (Memory(handing=AGAIN), said("hello?", "ask_for_human"), "utter_handover_ask_reach", REACH),
    ],
)
def test_what_is_asked_before_anything_is_passed_on(
    memory: Memory, message: Message, response: str, waits: str
) -> None:
    decision = handover.hear(memory, message, team())
    assert isinstance(decision, Decision)
    assert (responses(decision), decision.memory.handing) == ([response], waits)
    assert decision.waits_for == steps.HANDOVER


@pytest.mark.parametrize(
    ("memory", "message"),
    [
        (Memory(), said("call me on 0117 496 0000", "ask_for_human", phone="01174960000")),
        (Memory(handing=REACH), said("dana@example.org", email="dana@example.org")),
        (Memory(handing=AGAIN), said("0117 496 0000", phone="01174960000")),
        (KNOWN.but(handing=AGREE), said("yes please", "affirm")),
        (KNOWN.but(handing=AGREE), said("rather 0117 496 0001", phone="01174960001")),
    ],
)
def test_it_is_handed_over_once_they_can_be_reached_and_agree(memory: Memory, message: Message) -> None:
    step = handover.hear(memory, message, team())
    assert isinstance(step, HandOver)
    assert step.memory.contact_email or step.memory.contact_phone


@pytest.mark.parametrize(
    ("memory", "message"),
    [
        (KNOWN.but(handing=AGREE), said("no", "deny")),
        (Memory(handing=REACH), said("never mind", "stop")),
        (Memory(handing=AGAIN), said("hm")),
    ],
)
def test_nothing_is_passed_on_without_that(memory: Memory, message: Message) -> None:
    decision = handover.hear(memory, message, team(phone="020"))
    assert isinstance(decision, Decision)
    assert responses(decision)[0] == "utter_handover_left"
    assert (decision.memory.handing, decision.outcome) == (None, OVER)


@pytest.mark.parametrize("handing", [REACH, AGREE])
def test_another_topic_leads_away(handing: str) -> None:
    message = said("book me a check-up", "book_appointment")
    assert handover.hear(KNOWN.but(handing=handing), message, team()) is None


@pytest.mark.parametrize(
    ("facts", "response"),
    [
        ({"phone": "020", "email": "a@b.example"}, "utter_handover_reach_both"),
        ({"phone": "020"}, "utter_handover_reach_call"),
        ({"email": "a@b.example"}, "utter_handover_reach_write"),
        ({}, "utter_handover_reach_unknown"),
    ],
)
def test_where_nothing_is_set_up_it_is_said_how_to_reach_somebody(
    facts: dict[str, str], response: str
) -> None:
    message = said("a human", "ask_for_human")
    decision = handover.hear(KNOWN, message, team(takes=False, **facts))
    assert isinstance(decision, Decision)
    assert (responses(decision), decision.outcome) == ([response], OVER)
    assert responses(handover.refused(KNOWN, team(**facts))) == ["utter_handover_not_possible", response]


def test_what_is_done_is_told_with_where_the_answer_goes() -> None:
    decision = handover.done(KNOWN.but(handing=AGREE), team(phone="020"))
    assert responses(decision) == ["utter_handover_done_call"]
    assert told(decision, "reach") == "dana@example.org or 01174960000"
    assert responses(handover.done(KNOWN, team())) == ["utter_handover_done"]


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        (steps.CONTACT, BOOKING),
        (steps.QUESTION, BOOKING),
        (steps.CONFIRMATION, BOOKING),
        (steps.SURE, CANCELLING),
        (steps.PROOF, OVER),
        (steps.RETRY_BOOK, OVER),
        (None, OVER),
    ],
)
def test_what_was_under_way_is_gone_on_with(asked: str | None, outcome: str) -> None:
    memory = KNOWN.but(asked=asked, handing=AGREE)
    for decision in (handover.done(memory, team()), handover.hear(memory, said("no", "deny"), team())):
        assert isinstance(decision, Decision)
        assert (decision.outcome, decision.memory.asked) == (outcome, asked)


@pytest.mark.parametrize(("confidence", "wanders"), [(0.5, True), (0.4, False)])
def test_who_asks_for_a_person_need_not_be_understood_for_sure(confidence: float, wanders: bool) -> None:
    message = Message("m1", "rather a real person", "ask_for_human", confidence)
    assert topics.wanders(Memory(asked=steps.WHEN), message, practice()) is wanders
    assert not topics.wanders(Memory(asked=steps.WHEN), replace(message, intent="ask_if_bot"), practice())


# ---- The transcript --------------------------------------------------------------------------------------


def user(text: str) -> dict[str, Any]:
    return {"event": "user", "text": text}


def bot(text: str | None, *buttons: tuple[str, str]) -> dict[str, Any]:
    listed = [{"title": title, "payload": payload} for title, payload in buttons]
    return {"event": "bot", "text": text, "data": {"buttons": listed or None}}


def test_the_transcript_has_what_was_said_and_the_titles_of_buttons_that_were_pressed() -> None:
    events = [
        {"event": "action", "name": "action_listen"},
        user("a check-up\x07 please"),
        {"event": "slot", "name": "contact_email", "value": "dana@example.org"},
        bot("With whom?", ("Sarah", '/choose_option{"option": "staff:sarah"}')),
        user('/choose_option{"option": "staff:sarah"}'),
        bot(None),
        user("/affirm"),
        user(""),
    ]
    assert lines(events) == (
        Line("person", "a check-up  please"),
        Line("assistant", "With whom?"),
        Line("person", "Sarah"),
    )


def test_a_long_conversation_is_cut_at_its_beginning() -> None:
    many = lines([user(str(number)) for number in range(MOST_LINES + 5)])
    assert (len(many), many[0].text, many[-1].text) == (MOST_LINES, "5", str(MOST_LINES + 4))
    novel = lines([user("x" * (LONGEST_LINE + 1))])
    assert (len(novel[0].text), novel[0].text[-1]) == (LONGEST_LINE, "…")
    novels = lines([user("x" * LONGEST_LINE)] * MOST_LINES)
    assert sum(len(line.text) for line in novels) == LONGEST
