"""Whether a message belongs to a booking, before and while one is under way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.dialogue import beginning, topics
from actions.dialogue.memory import Made, Memory, Offer
from actions.dialogue.message import Entity, Message, from_event
from actions.dialogue.steps import CONFIRMATION, CONTACT, WHAT, WHEN
from tests.actions.dialogue.talking import practice

OFFERED = Memory(asked=WHEN, offered=(Offer("2026-11-25T14:00:00Z", "sarah"),))


def message(text: str, intent: str, confidence: float = 0.9, **found: str) -> Message:
    entities = (
        Entity(kind, {}, text.index(words), text.index(words) + len(words)) for kind, words in found.items()
    )
    return Message("m1", text, intent, confidence, tuple(entities))


@pytest.mark.parametrize(
    ("said", "belongs"),
    [
        (message("who won the cup final on Sunday", "out_of_scope", when="Sunday"), False),
        (message("a circus on Sunday", "out_of_scope", when="Sunday"), False),
        (message("a circus on Sunday", "out_of_scope", 0.5, when="Sunday"), True),
        (message("book a circus", "out_of_scope"), False),
        (message("is Sarah by any chance somewhere near", "out_of_scope", staff="Sarah"), True),
        (message("blub Sunday", "nlu_fallback", 0.4, when="Sunday"), True),
        (message("an appointment blub", "nlu_fallback", 0.4), True),
        (message("blub", "nlu_fallback", 0.4), False),
        (
            message(
                "it has been leaking since Sunday and the man who put it in won't answer", "x", when="Sunday"
            ),
            False,
        ),
    ],
)
def test_a_message_that_no_rule_is_for_may_be_about_a_booking(said: Message, belongs: bool) -> None:
    assert beginning.belongs_here(said) is belongs


@pytest.mark.parametrize(
    ("said", "nothing"),
    [
        (message("three blind mice", "inform", 0.6), True),
        (message("Sunday was the worst day ever", "inform", 0.6, when="Sunday"), True),
        (message("on Sunday please", "inform", 0.6, when="Sunday"), False),
        (message("my tooth hurts", "inform", 0.95), False),
        (message("I was hoping to be seen by Sarah", "inform", 0.5, staff="Sarah"), False),
        (message("yes please", "affirm", 0.5), False),
        (message("🦄", "affirm", 0.5), True),
        (message("je ne comprends pas le français", "inform", 0.95), True),
        (message("something else", "ask_for_others", 0.99), True),
        (message("5 = 7", "inform", 0.99, number="5"), True),
        (message("07700 900123", "inform", 0.99, phone="07700 900123"), False),
        (message("the earliest you have", "choose_option", 0.5), False),
        (message("three blind mice", "ask_about_staff", 0.5), False),
        (message("/inform", "inform", 0.1), False),
    ],
)
def test_an_answer_to_nothing_begins_no_booking_unless_it_is_clear(said: Message, nothing: bool) -> None:
    assert beginning.starts_nothing(Memory(zone="UTC"), said) is nothing


@pytest.mark.parametrize(
    ("said", "nothing"),
    [
        (message("cancel my Netflix", "cancel_booking"), True),
        (message("cancel the gym membership", "cancel_booking"), True),
        (message("cancel my appointment", "cancel_booking"), False),
        (message("cancel my haircut", "cancel_booking"), False),
        (message("cancel my perm", "cancel_booking", service="perm"), False),
        (message("cancel it", "cancel_booking"), False),
        (message("cancel please", "cancel_booking"), False),
        (message("please cancel what I booked this morning", "cancel_booking"), False),
        (message("cancel tomorrow", "cancel_booking", when="tomorrow"), False),
        (message("cancel my 3 o'clock", "cancel_booking", when="3 o'clock"), False),
        (message("move my sofa on Friday", "move_booking", when="Friday"), True),
        (message("move my dentist to Friday", "move_booking", when="Friday"), False),
        (message("book me a flight to Lisbon on Friday", "book_appointment", 0.5, when="Friday"), True),
        (message("book me a blood test on Friday", "book_appointment", when="Friday"), False),
        (message("move my 3 o'clock to 5", "move_booking"), False),
        (message("book me a slot on Friday", "book_appointment", when="Friday"), False),
        (message("text my sister that I'm late", "report_late"), True),
        (message("tell my dentist that I'm late", "report_late"), False),
        (message("/cancel_booking", "cancel_booking", 1.0), False),
        (message("since Monday my laptop " + "hums and " * 20 + "rattles", "move_booking"), True),
        (message("I have said it " + "again and " * 20 + "want a human", "ask_for_human"), False),
        (message("since Monday my tooth " + "hurts and " * 20 + "an appointment", "move_booking"), False),
    ],
)
def test_what_is_cancelled_moved_or_booked_is_an_appointment(said: Message, nothing: bool) -> None:
    assert beginning.starts_nothing(Memory(zone="UTC"), said) is nothing
    assert beginning.starts_nothing(Memory(zone="UTC", misread=1), said) is nothing
    assert not beginning.starts_nothing(Memory(zone="UTC", asked=WHEN), said)


def test_an_unclear_message_that_is_most_likely_about_something_else_is_not_about_a_booking() -> None:
    said = message("a kite maybe on Sunday I think", "nlu_fallback", 0.4, when="Sunday")
    assert beginning.belongs_here(said)
    assert not beginning.belongs_here(replace(said, guess="out_of_scope"))


def test_an_unclear_message_with_a_day_has_to_wish_or_to_say_little_besides() -> None:
    assert beginning.belongs_here(message("my ears on Sunday", "nlu_fallback", 0.4, when="Sunday"))
    talk = message("the minister is in the tower on Sunday", "nlu_fallback", 0.4, when="Sunday")
    assert not beginning.belongs_here(talk)


@pytest.mark.parametrize(
    ("text", "strangeness", "nothing"),
    [
        ("the pears on Sunday please", 0.1, False),
        ("the pears on Sunday please", 0.3, True),
        ("the pears and a visit on Sunday please", 0.3, False),
        ("the pears and a visit on Sunday please", 0.6, True),
        ("move my Sunday to the pears", 0.3, False),
        ("pears on Sunday", 0.39, False),
        ("ripe Sunday", 0.39, True),
    ],
)
def test_what_may_be_out_of_scope_needs_words_of_an_appointment(
    text: str, strangeness: float, nothing: bool
) -> None:
    said = replace(message(text, "book_appointment", 0.6, when="Sunday"), strangeness=strangeness)
    assert beginning.starts_nothing(Memory(zone="UTC"), said) is nothing


def test_how_strange_a_message_is_comes_from_the_classifier() -> None:
    ranking = [{"name": "inform", "confidence": 0.5}, {"name": "out_of_scope", "confidence": 0.3}]
    assert from_event({"text": "x", "parse_data": {"intent_ranking": ranking}}).strangeness == 0.3
    assert from_event({"text": "x", "parse_data": {}}).strangeness == 0.0


@pytest.mark.parametrize(
    "memory",
    [
        Memory(asked=WHEN),
        Memory(link_id="link_checkup"),
        Memory(made=(Made("bk_1", "ABCD-2345", "Check-up", "Sarah", "2026-11-25T14:00:00Z"),)),
        Memory(waitlist_offer="wl_1"),
    ],
)
def test_what_was_said_before_is_something_to_answer(memory: Memory) -> None:
    assert not beginning.starts_nothing(memory, message("three blind mice", "inform", 0.6))


CHOSEN = Memory(asked=CONTACT, chosen=Offer("2026-11-25T14:00:00Z", "sarah"))


@pytest.mark.parametrize(
    ("memory", "said", "wanders"),
    [
        (CHOSEN, message("how is the weather in Rome at 3?", "out_of_scope", 0.99, when="at 3"), True),
        (CHOSEN, message("does it rain in Rome at 3?", "out_of_scope", 0.46, when="at 3"), True),
        (CHOSEN, message("does it rain in Rome at 3?", "out_of_scope", 0.3, when="at 3"), False),
        (CHOSEN, message("the visit at 3", "out_of_scope", 0.99, when="at 3"), False),
        (CHOSEN, message("Tom at 3", "out_of_scope", 0.99, when="at 3", staff="Tom"), False),
        (CHOSEN, message("better at 3", "change_answer", 0.99, when="at 3"), False),
        (OFFERED, message("how is the weather in Rome at 3?", "out_of_scope", 0.99, when="at 3"), True),
        (OFFERED, message("does it rain in Rome at 3?", "out_of_scope", 0.46, when="at 3"), False),
    ],
)
def test_a_time_in_what_is_about_something_else_is_no_answer(
    memory: Memory, said: Message, wanders: bool
) -> None:
    assert topics.wanders(memory, said, practice()) is wanders


@pytest.mark.parametrize(
    ("memory", "said", "wanders"),
    [
        (Memory(asked=WHAT), message("I need a dentist", "ask_about_staff"), False),
        (Memory(asked=WHAT), message("can you find me a dentist?", "ask_about_staff"), False),
        (Memory(asked=WHAT), message("who works there", "ask_about_staff"), True),
        (Memory(asked=CONTACT), message("I need a dentist", "ask_about_staff"), True),
        (OFFERED, message("is there another dentist?", "ask_about_staff"), False),
        (OFFERED, message("who is that?", "ask_about_staff"), True),
        (OFFERED, message("great, thanks", "thank"), False),
        (OFFERED, message("thanks", "thank"), True),
        (Memory(asked=WHEN, offered=OFFERED.offered * 2), message("great, thanks", "thank"), True),
        (Memory(asked=CONFIRMATION), message("yes, and where is it?", "ask_about_business"), False),
    ],
)
def test_what_was_asked_decides_whether_a_message_is_an_answer(
    memory: Memory, said: Message, wanders: bool
) -> None:
    assert topics.wanders(memory, said, practice()) is wanders
