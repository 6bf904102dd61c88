"""A cancellation and a booking in one message."""

from __future__ import annotations

from datetime import date, time

import pytest

from actions.dialogue import cancelling, twofold
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from actions.dialogue.wishes import DayWish, TimeWish, Wish
from tests.actions.dialogue.talking import NOW, Talk, practice, responses, said

TOMORROW = Made("bk_1", "K7QX-3TRB", "Check-up", "Tom Okafor", "2026-11-24T10:00:00Z", "link_checkup")
THURSDAY = Made("bk_2", "M2RR-9XYZ", "Check-up", "Sarah Jones", "2026-11-26T10:00:00Z", "link_checkup")
FRIDAY_AT_TEN = Wish(DayWish(date(2026, 11, 27), date(2026, 11, 27)), TimeWish(exact=time(10)))


@pytest.mark.parametrize(
    "words",
    [
        "cancel tomorrow's and book Friday at ten",
        "please cancel the one tomorrow, then make me a new one on Friday at 10:00 am",
        "Can you cancel my appointment tomorrow? And I'd like to come on Friday at ten.",
        "drop tomorrow and give me Friday at ten",
        "book Friday at ten and cancel tomorrow's",
        "I need a new appointment on Friday at ten, and cancel the one tomorrow please",
    ],
)
def test_each_half_has_its_own_day(words: str) -> None:
    found = twofold.wishes(said(words, "cancel_booking"))
    assert found is not None
    memory = Memory(zone="Europe/London", made=(TOMORROW, THURSDAY))
    assert cancelling.which(memory, found.cancellation) == TOMORROW
    wish = twofold.with_booking(memory, found.booking, practice(), NOW).wish
    assert wish.exact == FRIDAY_AT_TEN.exact


@pytest.mark.parametrize(
    "words", ["book Friday at ten and cancel tomorrow's", "drop tomorrow and book Friday"]
)
def test_the_words_say_which_comes_first(words: str) -> None:
    found = twofold.wishes(said(words, "cancel_booking"))
    assert found is not None
    assert found.books_first is words.startswith("book")


@pytest.mark.parametrize(
    "words",
    [
        "cancel my appointment on Friday",
        "please cancel it and let me know",
        "cancel it, I can't come on Friday",
        "I can't make it on Friday, please cancel",
        "I am not able to come on Friday, so cancel it",
        "book Friday at ten",
        "do you charge if I cancel on Friday?",
    ],
)
def test_one_wish_stays_one(words: str) -> None:
    assert twofold.wishes(said(words, "cancel_booking")) is None


def test_when_the_booking_comes_first_the_cancellation_is_kept_for_later() -> None:
    talk = Talk()
    talk.memory = talk.memory.but(
        made=(TOMORROW,), contact_name="Dana Cole", contact_email="dana@example.org"
    )
    decision = talk.say("book Friday at ten with Sarah and cancel tomorrow's", "book_appointment")
    assert responses(decision) == ["utter_booking_summary"]
    assert talk.memory.then_cancel == "bk_1"
    after = twofold.to_cancel(talk.memory.fresh())
    assert after is not None
    assert responses(cancelling.next_step(cancelling.Heard(after))) == ["utter_cancelling_ask_sure"]


def test_what_is_no_longer_there_is_not_asked_about() -> None:
    assert twofold.to_cancel(Memory(then_cancel="bk_1")) is None


def test_who_keeps_the_one_is_still_asked_about_the_other() -> None:
    memory = Memory(zone="Europe/London", made=(TOMORROW,), then_book=True, wish=FRIDAY_AT_TEN)
    decision = cancelling.next_step(cancelling.Heard(memory, kept=True))
    assert (decision.outcome, decision.memory.wish) == ("booking", FRIDAY_AT_TEN)


def test_a_button_is_no_message_of_two_halves() -> None:
    assert twofold.wishes(Message("m", "/cancel_booking and book Friday", "cancel_booking", 1.0)) is None
