"""Whole bookings through the pure part of the dialogue."""

from __future__ import annotations

import pytest

from actions.client import Question
from actions.dialogue import outcomes, steps
from actions.dialogue.message import Message
from actions.dialogue.times import Free
from actions.dialogue.understanding import Understood, understand
from tests.actions.dialogue.talking import (
    NEW,
    PAIN,
    Talk,
    office_hours,
    practice,
    responses,
    titles,
    told,
    without,
)

CONTACT = {"person_name": "Dana Cole", "email": "dana@example.org"}


def to_summary(talk: Talk) -> None:
    talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    talk.say("Dana Cole, dana@example.org", **CONTACT)
    assert talk.memory.asked == steps.CONFIRMATION


def test_one_sentence_needs_only_the_contact_and_a_yes() -> None:
    talk = Talk()
    first = talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    assert responses(first) == ["utter_times_free", "utter_booking_ask_name_and_email"]
    summary = talk.say("Dana Cole, dana@example.org", **CONTACT)
    assert responses(summary) == ["utter_booking_summary"]
    assert told(summary, "when") == "Wednesday 25 November 2026 at 2:00 pm"
    assert told(summary, "staff") == "Sarah Jones"
    done = talk.say("yes please", "affirm")
    assert done.outcome == steps.CONFIRMED
    assert done.waits_for is None
    assert talk.memory.chosen is not None
    assert (talk.memory.chosen.start, talk.memory.chosen.staff_id) == ("2026-11-25T14:00:00Z", "sarah")


def test_bit_by_bit_asks_for_what_is_missing() -> None:
    talk = Talk()
    assert responses(talk.say("I need an appointment", "book_appointment")) == [
        "utter_times_ask_when_anybody_who"
    ]
    assert responses(talk.say("on Wednesday")) == ["utter_times_offer_one_day_anybody"]
    assert responses(talk.say("10:30"))[-1] == "utter_booking_ask_name_and_email"
    assert responses(talk.say("Dana Cole")) == ["utter_booking_ask_email"]
    assert responses(talk.say("dana@example.org", email="dana@example.org")) == ["utter_booking_summary"]


def test_what_was_said_in_passing_is_not_asked_again() -> None:
    talk = Talk()
    text = "I'm Dana Cole, dana@example.org, Wednesday at 2 with Sarah please"
    assert responses(talk.say(text, "book_appointment", **CONTACT)) == ["utter_booking_summary"]


def test_the_service_is_asked_only_when_there_are_several() -> None:
    talk = Talk(practice(links=2))
    asked = talk.say("I need an appointment", "book_appointment")
    assert responses(asked) == ["utter_booking_ask_what"]
    assert titles(asked) == ["Check-up", "Cleaning"]
    talk.press("choose_option service:svc_cleaning")
    assert (talk.memory.link_id, talk.memory.service_id) == ("link_cleaning", "svc_cleaning")


def test_the_person_wanted_decides_between_services() -> None:
    talk = Talk(practice(links=2))
    talk.say("with Ann please", "book_appointment")
    assert talk.memory.link_id == "link_cleaning"


def test_somebody_who_does_not_offer_it_is_named_and_others_are_told() -> None:
    talk = Talk(practice(links=2))
    talk.press("choose_option service:svc_checkup")
    answer = talk.say("with Ann")
    assert responses(answer)[0] == "utter_booking_staff_not_offered"
    assert answer.says[0].values["others"] == "Sarah Jones and Tom Okafor"


@pytest.mark.parametrize(
    ("correction", "when", "staff"),
    [
        ("no, make it Thursday", "Thursday 26 November 2026 at 2:00 pm", "Sarah Jones"),
        ("actually 3pm", "Wednesday 25 November 2026 at 3:00 pm", "Sarah Jones"),
        ("no, Tuesday with Tom", "Tuesday 24 November 2026 at 2:00 pm", "Tom Okafor"),
        ("make it Friday at 9:15", "Friday 27 November 2026 at 9:15 am", "Sarah Jones"),
    ],
)
def test_a_correction_at_the_summary_changes_just_that(correction: str, when: str, staff: str) -> None:
    talk = Talk()
    to_summary(talk)
    summary = talk.say(correction, "change_answer")
    assert responses(summary) == ["utter_booking_summary"]
    assert (told(summary, "when"), told(summary, "staff")) == (when, staff)


def test_yes_with_a_change_is_no_agreement_yet() -> None:
    talk = Talk()
    to_summary(talk)
    summary = talk.say("yes, but at 3pm", "affirm")
    assert summary.outcome is None
    assert told(summary, "when") == "Wednesday 25 November 2026 at 3:00 pm"


def test_yes_with_a_telephone_number_agrees() -> None:
    talk = Talk()
    to_summary(talk)
    assert (
        talk.say("yes, and my number is 07700 900123", "affirm", phone="07700 900123").outcome
        == steps.CONFIRMED
    )
    assert talk.memory.contact_phone == "07700 900123"


def test_repeating_what_is_right_agrees() -> None:
    talk = Talk()
    to_summary(talk)
    assert talk.say("yes, Wednesday at 2pm with Sarah is right", "affirm").outcome == steps.CONFIRMED


def test_a_bare_no_at_the_summary_asks_what_to_change() -> None:
    talk = Talk()
    to_summary(talk)
    assert responses(talk.say("no", "deny")) == ["utter_booking_ask_change"]
    assert responses(talk.press("choose_option change:when")) == ["utter_times_ask_when"]
    assert talk.memory.contact_email == "dana@example.org"


@pytest.mark.parametrize("words", ["somebody else", "I'd like another person"])
def test_somebody_else_is_asked_for(words: str) -> None:
    talk = Talk()
    to_summary(talk)
    answer = talk.say(words, "change_answer")
    assert responses(answer) == ["utter_booking_ask_who"]
    assert titles(answer) == ["Sarah Jones", "Tom Okafor"]


def test_stopping_books_nothing_and_forgets_the_wish() -> None:
    talk = Talk()
    to_summary(talk)
    stopped = talk.say("forget it", "stop")
    assert stopped.outcome == steps.LEFT
    assert talk.memory.wish.day is None
    assert talk.memory.contact_name == "Dana Cole"


def test_a_question_about_the_business_is_left_to_its_rule() -> None:
    talk = Talk()
    to_summary(talk)
    from actions.dialogue.message import Message
    from actions.dialogue.understanding import understand

    message = Message("9", "what are your opening hours?", "ask_opening_hours", 0.9)
    assert understand(talk.memory, message, talk.catalogue, talk.now).wanders


# ---- A time that is not to be had --------------------------------------------------------------------


def test_a_time_that_is_not_free_brings_the_nearest_and_the_same_time_with_others() -> None:
    talk = Talk(free=without("2026-11-24T14:00"))
    answer = talk.say("book me with Sarah tomorrow at 2pm", "book_appointment")
    assert responses(answer) == ["utter_times_not_free", "utter_times_offer_instead"]
    assert "2:00 pm with Tom Okafor" in titles(answer)
    assert "2:15 pm" in titles(answer)


def test_the_same_time_with_somebody_else_can_be_chosen_by_name() -> None:
    talk = Talk(free=without("2026-11-24T14:00"))
    talk.say("book me with Sarah tomorrow at 2pm", "book_appointment")
    talk.say("ok, with Tom then")
    assert talk.memory.chosen is not None
    assert (talk.memory.chosen.start, talk.memory.chosen.staff_id) == ("2026-11-24T14:00:00Z", "tom")


def test_a_time_that_is_not_free_is_told_once() -> None:
    talk = Talk(free=without("2026-11-24T14:00"))
    talk.say("book me with Sarah tomorrow at 2pm", "book_appointment")
    assert responses(talk.say("yes", "affirm")) == ["utter_times_offer_instead"]
    assert responses(talk.say("at 8pm then"))[0] == "utter_times_not_free"


def test_a_time_taken_is_no_longer_lost_once_somebody_else_is_found_for_it() -> None:
    talk = Talk()
    to_summary(talk)
    talk.memory = outcomes.taken(talk.memory).memory
    talk.free = lambda query: [Free(slot.start, ("tom",)) for slot in office_hours(query)]
    assert responses(talk.say("with Tom then")) == ["utter_booking_summary"]
    assert responses(talk.say("yes", "affirm")) == [], "nothing is said of a time that was agreed to"


def test_what_was_not_understood_is_not_held_against_a_later_question() -> None:
    talk = Talk()
    talk.say("check-up with Sarah tomorrow at 2pm", "book_appointment")
    assert responses(talk.say("blargh 5", "nlu_fallback"))[0] == "utter_fallback_not_understood"
    heard = understand(
        talk.memory, Message("9", "where are you?", "ask_about_business", 0.95), talk.catalogue, talk.now
    )
    assert heard.wanders
    assert "utter_fallback_not_understood" not in responses(talk.decide(Understood(heard.memory)))


def test_without_a_name_nothing_can_be_booked_and_that_is_said() -> None:
    talk = Talk()
    talk.say("check-up with Sarah tomorrow at 2pm", "book_appointment")
    assert "utter_booking_why_contact" in responses(talk.say("skip", "skip_question"))


def test_skipping_comes_after_the_choices() -> None:
    choice = Question("q_when", "When was your last cleaning?", "choice", choices=("This year", "Longer ago"))
    assert titles(asking(choice).decide(Understood(asking(choice).memory))) == [
        "This year",
        "Longer ago",
        "Skip",
    ]


def test_a_slot_taken_at_the_end_keeps_all_that_was_said() -> None:
    talk = Talk()
    to_summary(talk)
    talk.say("yes", "affirm")
    talk.memory = outcomes.taken(talk.memory).memory
    talk.free = without("2026-11-25T14:00")
    offered = talk.decide(Understood(talk.memory))
    assert responses(offered) == ["utter_times_taken", "utter_times_offer_instead"]
    summary = talk.say("2:15 then", "choose_option")
    assert responses(summary) == ["utter_booking_summary"]
    assert told(summary, "when") == "Wednesday 25 November 2026 at 2:15 pm"
    assert told(summary, "name") == "Dana Cole"


def test_a_closed_day_says_so_and_offers_what_is_near() -> None:
    answer = Talk().say("Saturday please", "book_appointment")
    assert responses(answer) == ["utter_times_nothing_fits", "utter_times_offer_instead_anybody"]
    assert titles(answer)[0].startswith("Fri 27 Nov")


def test_a_time_that_has_passed_is_not_silently_moved() -> None:
    answer = Talk().say("today at 8am", "book_appointment")
    assert responses(answer)[0] == "utter_times_passed"


def test_a_day_beyond_the_horizon_is_refused_with_the_last_day() -> None:
    answer = Talk().say("5 March 2027", "book_appointment")
    assert responses(answer) == ["utter_times_too_far"]
    assert told(answer, "limit") == "Friday 22 January 2027"


def test_nothing_bookable_is_said_when_there_is_no_business() -> None:
    from actions.client import Catalogue

    answer = Talk(Catalogue()).say("book me in", "book_appointment")
    assert (responses(answer), answer.waits_for) == (["utter_business_nothing_bookable"], None)


# ---- Qualification -----------------------------------------------------------------------------------


def asking(*questions: Question) -> Talk:
    talk = Talk(practice(questions))
    talk.say("book me with Sarah on Wednesday at 2pm", "book_appointment")
    talk.say("Dana Cole, dana@example.org", **CONTACT)
    return talk


def test_conditional_questions_are_asked_only_when_they_apply() -> None:
    talk = asking(NEW, PAIN)
    assert talk.memory.asked_question == "q_new"
    assert responses(talk.say("yes I am", "affirm")) == ["utter_booking_summary"]
    talk = asking(NEW, PAIN)
    talk.say("no", "deny")
    assert talk.memory.asked_question == "q_pain"
    assert responses(talk.say("maybe a four", number=4.0)) == ["utter_booking_summary"]
    assert talk.memory.answers == {"q_new": False, "q_pain": 4}


def test_an_answer_that_does_not_fit_is_asked_again() -> None:
    talk = asking(NEW, PAIN)
    talk.say("no", "deny")
    answer = talk.say("eleven", number=11.0)
    assert responses(answer) == [
        "utter_qualification_number_outside",
        "utter_qualification_ask_open_optional",
    ]
    assert answer.says[0].values == {"range": "from 0 to 10"}


def test_an_optional_question_can_be_skipped_and_a_required_one_not() -> None:
    talk = asking(NEW, PAIN)
    assert responses(talk.say("skip", "skip_question"))[0] == "utter_qualification_required"
    talk.say("no", "deny")
    assert responses(talk.press("skip_question")) == ["utter_booking_summary"]
    assert "q_pain" not in talk.memory.answers


def test_a_change_of_mind_while_a_question_is_open_is_heard() -> None:
    talk = asking(NEW)
    answer = talk.say("actually make it Thursday", "change_answer")
    assert responses(answer)[-1] == "utter_qualification_ask_boolean"
    assert talk.memory.chosen is not None
    assert talk.memory.chosen.start == "2026-11-26T14:00:00Z"


def test_what_the_api_still_misses_is_asked_and_nothing_else() -> None:
    talk = asking(NEW, PAIN)
    talk.say("yes", "affirm")
    talk.memory = outcomes.incomplete(talk.memory, [("q_new", True)]).memory
    assert responses(talk.decide(Understood(talk.memory))) == ["utter_qualification_ask_boolean"]
    assert responses(talk.say("yes", "affirm")) == ["utter_booking_summary"]
