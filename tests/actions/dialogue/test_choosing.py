"""Several wishes of which any will do, and what is to be as before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.client import BookingLink, Staff
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Entity, Message
from actions.dialogue.steps import CONTACT, WHEN, WHO
from tests.actions.dialogue.talking import ZONE, Talk, practice, responses, titles, told, without

LAST = Made(
    *("bk_1", "K7QX-3TRB", "Check-up", "Tom Okafor", "2026-11-24T10:30:00Z"),
    *("link_checkup", "svc_checkup", "tom"),
)


def test_of_two_exact_wishes_both_are_offered_when_both_are_free() -> None:
    person = Talk()
    decision = person.say("check-up with Sarah on Wednesday at 2pm or Thursday at 10am")
    assert titles(decision) == ["Wed 25 Nov, 2:00 pm", "Thu 26 Nov, 10:00 am"]
    person.say("the second", "choose_option", ordinal=2)
    assert person.memory.asked == CONTACT
    assert person.memory.choices == ()


def test_of_two_exact_wishes_the_day_chooses_one() -> None:
    person = Talk()
    person.say("check-up with Sarah on Wednesday at 2pm or Thursday at 10am")
    decision = person.say("Thursday then", "choose_option")
    assert decision.says[0].values["when"] == "Thursday 26 November at 10:00 am"


def test_the_one_that_is_free_is_taken() -> None:
    person = Talk(free=without("2026-11-25T14:00"))
    decision = person.say("check-up with Sarah on Wednesday at 2pm or Thursday at 10am")
    assert responses(decision) == ["utter_times_free", "utter_booking_ask_name_and_email"]
    assert decision.says[0].values["when"] == "Thursday 26 November at 10:00 am"


def test_when_neither_is_free_the_first_counts() -> None:
    person = Talk(free=without("2026-11-25T14:00", "2026-11-26T10:00"))
    decision = person.say("check-up with Sarah on Wednesday at 2pm or Thursday at 10am")
    assert responses(decision) == ["utter_times_not_free", "utter_times_offer_instead"]
    assert decision.says[0].values["when"] == "Wednesday 25 November at 2:00 pm"


def test_two_days_keep_both_until_one_is_chosen() -> None:
    person = Talk()
    decision = person.say("check-up with Sarah on Wednesday or Friday")
    assert {title[:10] for title in titles(decision)} == {"Wed 25 Nov", "Fri 27 Nov"}
    decision = person.say("at 11:30")
    assert titles(decision) == ["Wed 25 Nov, 11:30 am", "Fri 27 Nov, 11:30 am"]
    assert responses(person.say("Friday"))[0] == "utter_times_free"


def test_two_hours_of_one_day() -> None:
    decision = Talk().say("check-up with Sarah on Wednesday at 2pm or at 4pm")
    assert titles(decision) == ["2:00 pm", "4:00 pm"]


def test_a_correction_is_no_choice() -> None:
    person = Talk()
    person.say("check-up with Sarah on Wednesday at 2pm, no, Thursday at 10am", "change_answer")
    assert person.memory.choices == ()


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("same time next week please", "Tuesday 1 December at 10:30 am"),
        ("another one on Tuesday 8 December, the usual time", "Tuesday 8 December at 10:30 am"),
    ],
)
def test_as_last_time_takes_hour_weekday_person_and_service_from_the_last_booking(
    words: str, when: str
) -> None:
    person = Talk(memory=Memory(zone=ZONE, made=(LAST,)))
    decision = person.say(words, "book_appointment")
    assert decision.says[0].values["when"] == when
    assert person.memory.wanted_staff in (("tom",), ())
    assert person.memory.service_id == "svc_checkup"


def test_the_same_time_of_what_is_being_booked_is_meant_first() -> None:
    person = Talk(memory=Memory(zone=ZONE, made=(LAST,)))
    person.say("check-up with Sarah on Wednesday at 3pm")
    decision = person.say("no, Thursday, same time", "change_answer")
    assert decision.says[0].values["when"] == "Thursday 26 November at 3:00 pm"


def test_a_closed_day_brings_the_same_hour_on_other_days() -> None:
    decision = Talk().say("check-up with Sarah on Sunday at 11am")
    assert responses(decision) == ["utter_times_not_free", "utter_times_offer_instead"]
    assert all(title.endswith("11:00 am") for title in titles(decision))


def test_somebody_whom_nobody_knows_is_told_of() -> None:
    person = Talk()
    decision = person.say("check-up with John on Wednesday at 2pm", stranger="John")
    assert responses(decision)[0] == "utter_booking_nobody_called"
    assert decision.says[0].values == {"name": "John", "others": "Sarah Jones, Tom Okafor and Ann Lee"}
    assert person.memory.asked == CONTACT


def two_sarahs() -> Talk:
    catalogue = practice()
    staff = (*catalogue.staff, Staff("sarah2", "Sarah Lee", ZONE))
    link: BookingLink = replace(catalogue.booking_links[0], staff_ids=("sarah", "sarah2", "tom"))
    return Talk(replace(catalogue, staff=staff, booking_links=(link,)))


def with_sarah(person: Talk, text: str) -> object:
    at = text.index("Sarah")
    entities = (Entity("staff", "sarah", at, at + 5, ("sarah2",)),)
    return person.hear(Message("m1", text, "book_appointment", 0.95, entities))


@pytest.mark.parametrize(
    ("answer", "entity", "wanted"),
    [
        ("the second one", {"ordinal": 2}, ("sarah2",)),
        ("the last", {"ordinal": -1}, ("sarah2",)),
        ("doesn't matter, don't mind who", {}, ()),
        ("hm", {}, ("sarah", "sarah2")),
    ],
)
def test_of_two_with_one_name_it_is_asked_once_who_is_meant(
    answer: str, entity: dict[str, object], wanted: tuple[str, ...]
) -> None:
    person = two_sarahs()
    decision = with_sarah(person, "check-up with Sarah")
    assert responses(decision) == ["utter_booking_ask_which_person"]  # type: ignore[arg-type]
    assert told(decision, "options") == "Sarah Jones or Sarah Lee"  # type: ignore[arg-type]
    assert person.memory.asked == WHO
    person.say(answer, "choose_option", **entity)
    assert person.memory.wanted_staff == wanted
    assert person.memory.asked == WHEN
    assert person.memory.doubtful_staff == ()


def test_it_can_be_answered_by_button() -> None:
    person = two_sarahs()
    with_sarah(person, "check-up with Sarah")
    person.press("choose_option staff:sarah2")
    assert person.memory.wanted_staff == ("sarah2",)


def test_the_usual_time_of_somebody_unknown_is_not_passed_over() -> None:
    talk = Talk()
    decision = talk.say("a check-up at the same time as last time", "book_appointment")
    assert responses(decision)[0] == "utter_times_no_last_time"
