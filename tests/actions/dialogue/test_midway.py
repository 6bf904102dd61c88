"""What people say in the middle of a booking that is neither an answer nor another topic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.dialogue import business, steps
from actions.dialogue.message import Entity
from tests.actions.dialogue.talking import NEW, Talk, practice, responses, said, titles

CONTACT = {"person_name": "Dana Cole", "email": "dana@example.org"}


def offered(day: str = "on Wednesday") -> Talk:
    talk = Talk(practice(questions=(NEW,)))
    talk.say(f"book me with Sarah {day}", "book_appointment")
    return talk


def at_the_question() -> Talk:
    talk = offered("on Wednesday at 2pm")
    talk.say("Dana Cole, dana@example.org", **CONTACT)
    assert talk.memory.asked == steps.QUESTION
    return talk


@pytest.mark.parametrize(
    "words",
    ["actually cancel that", "no, forget it", "cancel this please", "I want to cancel the whole thing"],
)
@pytest.mark.parametrize("intent", ["change_answer", "cancel_booking", "nlu_fallback"])
def test_calling_it_off_at_the_summary_books_nothing(words: str, intent: str) -> None:
    talk = at_the_question()
    talk.say("yes", "affirm")
    assert talk.memory.asked == steps.CONFIRMATION
    decision = talk.say(words, intent, 0.5)
    assert responses(decision) == ["utter_booking_stopped"]
    assert decision.outcome == steps.LEFT


@pytest.mark.parametrize("words", ["cancel that and book Friday", "cancel the later one"])
def test_what_says_more_is_not_only_calling_off(words: str) -> None:
    talk = at_the_question()
    talk.say("yes", "affirm")
    assert talk.say(words, "change_answer").outcome != steps.LEFT


@pytest.mark.parametrize(
    "words", ["why do you need my email", "what do you need that for", "is that really necessary?"]
)
def test_why_the_address_is_needed_is_told_before_it_is_asked_again(words: str) -> None:
    talk = offered("on Wednesday at 2pm")
    decision = talk.say(words, "out_of_scope", 0.7)
    assert responses(decision) == ["utter_booking_why_contact", "utter_booking_ask_name_and_email"]


def test_the_time_can_be_opened_again_while_something_else_is_asked() -> None:
    talk = at_the_question()
    talk.say("wait, can I change the day?", "change_answer")
    assert (talk.memory.asked, talk.memory.chosen) == (steps.WHEN, None)
    talk.say("Thursday at 3pm")
    assert talk.memory.asked == steps.QUESTION
    assert talk.memory.chosen is not None
    assert talk.memory.chosen.start == "2026-11-26T15:00:00Z"


def test_so_can_who_is_to_be_seen() -> None:
    talk = offered("on Tuesday at 2pm")
    decision = talk.say("can I have a different person?", "ask_for_others")
    assert talk.memory.asked == steps.WHO
    assert titles(decision) == ["Sarah Jones", "Tom Okafor"]


@pytest.mark.parametrize(("words", "later"), [("too early", True), ("that's too late for me", False)])
def test_too_early_asks_for_later_times_and_too_late_for_earlier_ones(words: str, later: bool) -> None:
    talk = offered("on Wednesday between 11 and 1")
    before = [offer.start for offer in talk.memory.offered]
    talk.say(words, "deny")
    after = [offer.start for offer in talk.memory.offered]
    assert after
    assert (min(after) > max(before)) if later else (max(after) < min(before))


def test_later_that_day_stays_on_the_day() -> None:
    talk = offered()
    talk.say("hmm, do you have anything later that day", "ask_for_others")
    assert {offer.start[:10] for offer in talk.memory.offered} == {"2026-11-25"}


def test_whoever_is_first_names_no_place_in_the_list() -> None:
    talk = Talk(practice(links=2))
    talk.say("I need an appointment", "book_appointment")
    talk.say("whoever is first", ordinal=1)
    assert talk.memory.link_id is None


def test_book_that_means_the_service_that_was_asked_about() -> None:
    talk = Talk(practice(links=2))
    about = said("how long does a cleaning take?", "ask_about_services")
    about = replace(about, entities=(Entity("service", "svc_cleaning", 16, 24),))
    talk.memory = business.spoken_of(about, talk.memory)
    talk.say("ok book that for Wednesday", "book_appointment")
    assert (talk.memory.link_id, talk.memory.asked) == ("link_cleaning", steps.WHEN)


@pytest.mark.parametrize("words", ["I need an appointment that day", "book me in"])
def test_other_words_do_not_point_at_it(words: str) -> None:
    talk = Talk(practice(links=2))
    talk.memory = talk.memory.but(spoken_of="svc_cleaning")
    talk.say(words, "book_appointment")
    assert (talk.memory.link_id, talk.memory.asked) == (None, steps.WHAT)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("no wait, not wednesday, thursday", "2026-11-26"),
        ("not Wednesday or Thursday", None),
        ("anything but Wednesday, Thursday", None),
    ],
)
def test_after_not_a_comma_parts_what_is_wanted_from_what_is_not(words: str, day: str | None) -> None:
    talk = offered("on Wednesday at 2pm")
    talk.say(words, "change_answer")
    assert (talk.memory.chosen.start[:10] if talk.memory.chosen else None) == day


@pytest.mark.parametrize("words", ["u there", "hey there", "anybody there"])
def test_a_call_is_no_name(words: str) -> None:
    talk = offered("on Wednesday at 2pm")
    talk.say(words)
    assert talk.memory.contact_name is None
