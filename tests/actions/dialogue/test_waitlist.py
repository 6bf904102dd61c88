"""Being put on the waitlist: a booking without a time, and what is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pytest

from actions.dialogue import waitlist
from actions.dialogue.memory import Memory
from actions.dialogue.message import Entity, Message
from actions.dialogue.times import Free, Query
from actions.dialogue.waitlist import Wished, wished
from actions.dialogue.wishes import DayWish, TimeWish, Wish
from tests.actions.dialogue.talking import NEW, Talk, office_hours, practice, responses, titles, without

TODAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def full_on_tuesday(query: Query) -> Sequence[Free]:
    return [slot for slot in office_hours(query) if slot.start.date() != TUESDAY]


def test_a_full_day_offers_the_waitlist_and_joining_asks_for_the_rest_only() -> None:
    talk = Talk(practice((NEW,)), full_on_tuesday)
    answer = talk.say("a check-up on Tuesday", "book_appointment")
    assert responses(answer)[-1] == "utter_waitlist_offer"
    assert titles(answer) == ["Put me on the waitlist"]
    assert answer.says[-1].values["wish"] == "Tuesday 24 November"
    assert responses(talk.press("join_waitlist")) == [
        "utter_waitlist_begin",
        "utter_booking_ask_name_and_email",
    ]
    talk.say("Dana Cole, dana@example.org", email="dana@example.org", person_name="Dana Cole")
    answer = talk.say("yes", "affirm")
    assert answer.outcome == waitlist.JOINING
    assert wished(talk.memory, TODAY) == Wished(TUESDAY, TUESDAY)


def test_an_exact_time_that_is_not_free_on_a_full_day_offers_it_too() -> None:
    answer = Talk(free=full_on_tuesday).say("Tuesday at 10", "book_appointment")
    assert responses(answer)[-1] == "utter_waitlist_offer"


@pytest.mark.parametrize("text", ["Saturday please", "Tuesday at 10"])
def test_where_something_is_free_or_the_day_is_closed_it_is_not_offered(text: str) -> None:
    answer = Talk().say(text, "book_appointment")
    assert "utter_waitlist_offer" not in responses(answer)


def test_without_a_day_it_is_asked_for() -> None:
    talk = Talk()
    assert responses(talk.say("put me on the waiting list", "join_waitlist")) == ["utter_waitlist_ask_day"]
    assert responses(talk.say("Wednesday")) == ["utter_booking_ask_name_and_email"]


def test_everything_in_one_sentence() -> None:
    talk = Talk(memory=Memory(zone="Europe/London", contact_name="Dana", contact_email="dana@example.org"))
    answer = talk.say("waitlist me for Tuesday with Sarah", "join_waitlist")
    assert (answer.outcome, talk.memory.wanted_staff) == (waitlist.JOINING, ("sarah",))


@pytest.mark.parametrize("words", ["put me on the waiting list", "waitlist me", "I would go on a wait-list"])
def test_an_appointment_that_names_the_waitlist_is_waited_for(words: str) -> None:
    talk = Talk()
    talk.say(f"{words} with Sarah on Tuesday", "book_appointment", 0.5)
    assert talk.memory.waiting


def test_choosing_a_free_time_after_all_is_a_booking_again() -> None:
    talk = Talk(free=full_on_tuesday)
    talk.say("Tuesday please", "book_appointment")
    talk.press("join_waitlist")
    talk.say("what else is free", "ask_for_others")
    assert not talk.memory.waiting


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(), None),
        (Wish(None, TimeWish(exact=time(10))), None),
        (Wish(DayWish(TUESDAY, TUESDAY)), Wished(TUESDAY, TUESDAY)),
        (Wish(DayWish(date(2026, 11, 20), TUESDAY)), Wished(TODAY, TUESDAY)),
        (Wish(DayWish(TUESDAY, None)), Wished(TUESDAY, date(2026, 12, 7))),
        (
            Wish(DayWish(TUESDAY, TUESDAY), TimeWish(after=time(9), before=time(12))),
            Wished(TUESDAY, TUESDAY, time(9), time(12)),
        ),
        (
            Wish(DayWish(TUESDAY, TUESDAY), TimeWish(exact=time(10))),
            Wished(TUESDAY, TUESDAY, time(9), time(11)),
        ),
        (
            Wish(DayWish(TUESDAY, TUESDAY), TimeWish(exact=time(23, 30))),
            Wished(TUESDAY, TUESDAY, time(22, 30), None),
        ),
        (Wish(DayWish(date(2026, 11, 20), date(2026, 11, 21))), None),
    ],
)
def test_what_is_waited_for(wish: Wish, found: Wished | None) -> None:
    assert wished(Memory(wish=wish), TODAY) == found


@pytest.mark.parametrize(
    ("text", "accepts", "refuses"),
    [
        ("yes, I'll take the slot from the waitlist", True, False),
        ("book it for me please", True, False),
        ("no thanks to the waitlist slot", False, True),
        ("give it to somebody else", False, True),
        ("has anything come up on the waitlist", False, False),
        ("nothing from the waiting list yet?", False, False),
        ("did somebody cancel, I'm on the waitlist", False, False),
    ],
)
def test_what_is_said_to_an_offer(text: str, accepts: bool, refuses: bool) -> None:
    message = Message("1", text, "answer_offer", 0.95, ())
    is_refused = waitlist.refuses(message)
    assert (waitlist.accepts(message) and not is_refused, is_refused) == (accepts, refuses)


@pytest.mark.parametrize(
    "words",
    [
        "tell me if somebody cancels",
        "can you let me know when a slot frees up?",
        "text me in case someone drops out",
        "please email me as soon as something opens up",
    ],
)
def test_who_wants_to_hear_of_a_cancellation_is_put_on_the_waitlist(words: str) -> None:
    talk = Talk(free=without("2026-11-24T14:00"))
    talk.say("check-up with Sarah on Tuesday at 2pm", "book_appointment")
    assert responses(talk.say(words, "nlu_fallback"))[0] == "utter_waitlist_begin"
    assert talk.memory.waiting


@pytest.mark.parametrize(
    "words", ["what if I cancel?", "can I cancel if something comes up?", "let me know the price"]
)
def test_not_every_cancellation_is_somebody_elses(words: str) -> None:
    talk = Talk(free=without("2026-11-24T14:00"))
    talk.say("check-up with Sarah on Tuesday at 2pm", "book_appointment")
    talk.say(words, "ask_about_business")
    assert not talk.memory.waiting


def test_words_taken_for_the_waitlists_of_who_is_on_none_can_be_about_an_appointment() -> None:
    letter = Message("m", "a check-up on Friday please", "leave_waitlist", 0.9, (Entity("when", {}, 0, 1),))
    assert waitlist.is_about_booking(Memory(), letter)
    assert not waitlist.is_about_booking(Memory(waitlist=("wl_1",)), letter)
