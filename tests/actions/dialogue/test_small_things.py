"""What people say in passing, and what it must not be taken for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.client import Question
from actions.dialogue import business, cues
from actions.dialogue.memory import Made, Memory, Offer
from actions.dialogue.message import Entity, Message
from actions.dialogue.steps import CHANGE, CONTACT, WHEN
from tests.actions.dialogue.talking import NEW, ZONE, Talk, practice, responses, titles

MADE = Made("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z")


@pytest.mark.parametrize(
    ("words", "staff"),
    [("with Tom", ("tom",)), ("Tom then", ("tom",)), ("rather Tom", ("tom",)), ("with whoever is in", ())],
)
def test_at_the_question_for_the_name_somebody_else_can_be_wanted(words: str, staff: tuple[str, ...]) -> None:
    person = Talk()
    person.say("check-up with Sarah on Tuesday at 2pm")
    person.say(words)
    assert (person.memory.wanted_staff, person.memory.contact_name) == (staff, None)


def test_somebody_who_has_just_left_the_catalogue_is_not_told_by_their_id() -> None:
    person = Talk()
    gone = Entity("staff", "staff_gone", 0, 4)
    decision = person.hear(Message("m1", "Gone on Tuesday", "book_appointment", 0.95, (gone,)))
    assert "utter_booking_staff_not_offered" not in responses(decision)
    assert person.memory.wanted_staff == ()


def test_a_bare_name_there_is_the_persons_own() -> None:
    person = Talk()
    person.say("check-up with Sarah on Tuesday at 2pm")
    person.say("Tom")
    assert (person.memory.wanted_staff, person.memory.contact_name) == (("sarah",), "Tom")


@pytest.mark.parametrize(
    ("words", "lost", "kept"),
    [("my name is wrong", "contact_name", "contact_email"), ("wrong email", "contact_email", "contact_name")],
)
def test_only_the_detail_that_is_wrong_is_asked_again(words: str, lost: str, kept: str) -> None:
    person = at_summary()
    person.say(words, "change_answer")
    assert (getattr(person.memory, lost), bool(getattr(person.memory, kept))) == (None, True)


@pytest.mark.parametrize(
    "words", ["yes, and what is their address?", "Nice.", "correct, send me the address too"]
)
def test_a_yes_with_a_question_about_an_address_is_a_yes(words: str) -> None:
    assert at_summary().say(words, "inform").outcome == "confirmed"


@pytest.mark.parametrize("words", ["wait", "wait no", "oh hang on", "no wait, sorry", "one sec"])
def test_who_stops_short_is_asked_what_to_change(words: str) -> None:
    person = Talk()
    person.say("check-up with Sarah on Tuesday at 2pm")
    assert responses(person.say(words, "deny")) == ["utter_booking_ask_change"]
    assert person.memory.asked == CHANGE


def test_a_yes_after_a_no_chooses_nothing() -> None:
    person = Talk()
    person.say("check-up with Sarah on Saturday")
    person.memory = person.memory.but(offered=person.memory.offered[:1])
    person.say("no", "deny")
    person.say("yes", "affirm")
    assert (person.memory.asked, person.memory.chosen) == (WHEN, None)


def test_a_weekday_that_is_refused_is_the_one_talked_of() -> None:
    person = Talk()
    person.say("check-up with Sarah next week")
    decision = person.say("anything but Monday", "ask_for_others")
    assert not any(title.startswith("Mon") for title in titles(decision))


def test_the_later_one_on_a_day() -> None:
    person = Talk()
    person.say("check-up with Sarah next week")
    on_tuesday = [offer for offer in person.memory.offered if offer.start.startswith("2026-12-01")]
    person.say("the later one on Tuesday", "choose_option")
    assert person.memory.chosen == on_tuesday[-1]


def test_the_earliest_are_offered_to_who_wants_them() -> None:
    decision = Talk().say("check-up with Sarah on Tuesday as early as possible")
    assert titles(decision) == ["9:00 am", "9:15 am", "9:30 am", "9:45 am"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("I'm a new patient and need a check-up on Tuesday at 2pm", True),
        ("check-up on Tuesday at 2pm, I'm not a new patient", False),
        ("no rush, I'm a new patient, Tuesday at 2pm", True),
        ("do you see new patients on Tuesday at 2pm?", None),
    ],
)
def test_an_answer_can_come_before_its_question(words: str, answer: bool | None) -> None:
    person = Talk(practice((NEW,)))
    person.say(words, "book_appointment")
    assert person.memory.answers.get("q_new") is answer


def test_a_choice_that_sounds_like_giving_up_is_an_answer() -> None:
    question = Question("q_last", "And your last visit?", "choice", choices=("Within a year", "Longer ago"))
    person = Talk(practice((question,)))
    person.say("check-up with Sarah on Tuesday at 2pm")
    person.say("Dana Cole", person_name="Dana Cole")
    person.say("dana@example.org", email="dana@example.org")
    assert person.say("Longer ago", "stop").outcome is None
    assert person.memory.answers == {"q_last": "Longer ago"}


def test_instead_of_it_is_no_giving_up() -> None:
    person = at_summary()
    decision = person.say("cancel that and book Thursday at 10 instead", "cancel_booking")
    assert decision.outcome is None
    assert person.memory.chosen == Offer("2026-11-26T10:00:00Z", "sarah")


def test_what_was_booked_can_be_asked_in_the_middle() -> None:
    person = Talk(memory=Memory(zone=ZONE, made=(MADE,)))
    person.say("check-up with Sarah on Thursday at 2pm")
    decision = person.say("what did I book?", "list_bookings")
    assert responses(decision) == ["utter_finding_list", "utter_booking_ask_name_and_email"]
    assert person.memory.asked == CONTACT


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Ich möchte einen Termin am Freitag", True),
        ("je voudrais prendre rendez-vous", True),
        ("necesito una cita para el lunes", True),
        ("an appointment for Los Altos", False),
        ("I want to die of boredom", False),
        ("check-up with Dr de la Cruz", False),
        ("un", False),
    ],
)
def test_other_languages_are_told_from_names(text: str, foreign: bool) -> None:
    assert cues.foreign(text) is foreign


def test_of_a_service_or_a_person_that_is_named_only_that_is_told() -> None:
    catalogue = practice(links=2)
    staff = tuple(
        replace(member, about="Likes root canals.") if member.id == "sarah" else member
        for member in catalogue.staff
    )
    catalogue = replace(catalogue, staff=staff)
    about = asked("who is Sarah?", "ask_about_staff", Entity("staff", "sarah", 7, 12))
    (told,) = business.answer(about, Memory(), catalogue)
    assert told.values == {"about": "Sarah Jones: Likes root canals."}
    price = asked("how long is a cleaning", "ask_about_services", Entity("service", "svc_cleaning", 14, 22))
    (told,) = business.answer(price, Memory(), catalogue)
    assert told.values == {"service": "Cleaning (45 minutes)"}


def asked(text: str, intent: str, *entities: Entity) -> Message:
    return Message("m1", text, intent, 0.95, entities)


def at_summary() -> Talk:
    person = Talk()
    person.say("check-up with Sarah on Tuesday at 2pm")
    person.say("Dana Cole", person_name="Dana Cole")
    person.say("dana@example.org", email="dana@example.org")
    return person


@pytest.mark.parametrize(
    "words",
    [
        "Indeed. Is he any good?",
        "I certainly do.",
        "that will be great, thanks",
        "alright",
        "agreed",
        "I'll take it",
    ],
)
def test_a_yes_has_many_words(words: str) -> None:
    assert at_summary().say(words, "thank").outcome == "confirmed"


@pytest.mark.parametrize(
    "words",
    [
        "absolutely not",
        "certainly not!",
        "I do want to change something",
        "yes, but I'm not sure about the day",
        "ok wait, don't book it yet",
        "sure, hmm, let me check",
        "of course not",
    ],
)
def test_what_sounds_like_a_yes_and_is_none_books_nothing(words: str) -> None:
    decision = at_summary().say(words, "affirm" if words[0] in "yos" else "inform")
    assert decision.outcome != "confirmed"


def test_a_time_beside_words_taken_for_a_stop_is_the_new_time() -> None:
    talk = at_summary()
    decision = talk.say("No. I need it for half past 3 in the afternoon.", "stop")
    assert responses(decision)[-1].startswith("utter_booking_summary")
    assert talk.memory.wish.time is not None
    assert str(talk.memory.wish.time.exact) == "15:30:00"
    assert at_summary().say("forget it, I can't come at 3", "stop").outcome == "left"


@pytest.mark.parametrize(
    ("words", "staff", "clock"),
    [
        ("with Tom at 9am", ("tom",), "2026-11-24T09:00:00Z"),
        ("9am please, with Tom", ("tom",), "2026-11-24T09:00:00Z"),
        ("at 9am with Sarah", ("sarah",), "2026-11-24T09:00:00Z"),
        ("9am", (), "2026-11-24T09:00:00Z"),
    ],
)
def test_a_person_named_beside_an_hour_that_was_offered_is_wanted(
    words: str, staff: tuple[str, ...], clock: str
) -> None:
    person = Talk()
    person.say("check-up on Tuesday")
    assert person.memory.offered
    person.say(words)
    assert person.memory.wanted_staff == staff
    assert person.memory.chosen is not None
    assert person.memory.chosen.start == clock


def test_who_is_not_there_at_the_hour_offered_is_not_replaced_in_silence() -> None:
    person = Talk()
    person.say("check-up on Wednesday")
    person.say("with Tom at 9am")
    assert (person.memory.wanted_staff, person.memory.chosen) == (("tom",), None)
