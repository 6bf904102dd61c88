"""Moving a booking: which one, to when, sure."""

from __future__ import annotations

import pytest

from actions.dialogue import moving
from actions.dialogue.memory import Made, Memory
from actions.dialogue.search import Found
from actions.dialogue.steps import CONFIRMATION, LEFT, MOVE_WHICH, MOVING, PROOF, WHEN
from tests.actions.dialogue.talking import ZONE, Talk, responses, said, titles, told, without

TUESDAY = Made(
    *("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z"),
    *("link_checkup", "svc_checkup", "sarah"),
)
THURSDAY = Made(
    *("bk_2", "WXRT-2345", "Check-up", "Sarah Jones", "2026-11-26T10:00:00Z"),
    *("link_checkup", "svc_checkup", "sarah"),
)


def talk(*made: Made, **options: object) -> Talk:
    return Talk(memory=Memory(zone=ZONE, made=made), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("can I push it to Thursday, same time?", "Thursday 26 November 2026 at 2:00 pm"),
        ("move my appointment to Wednesday", "Wednesday 25 November 2026 at 2:00 pm"),
        ("move my appointment to 4pm", "Tuesday 24 November 2026 at 4:00 pm"),
        ("move my Tuesday appointment to Wednesday at 9:30", "Wednesday 25 November 2026 at 9:30 am"),
        ("can we move it from Tuesday to Friday", "Friday 27 November 2026 at 2:00 pm"),
        ("I booked Tuesday but I need Thursday", "Thursday 26 November 2026 at 2:00 pm"),
        ("swap my Tuesday appointment for Thursday at 11", "Thursday 26 November 2026 at 11:00 am"),
        ("can it be an hour later", "Tuesday 24 November 2026 at 3:00 pm"),
        ("would the day after be possible", "Wednesday 25 November 2026 at 2:00 pm"),
    ],
)
def test_what_is_not_said_stays_as_it_was(words: str, when: str) -> None:
    person = talk(TUESDAY)
    decision = person.say(words, "move_booking")
    assert responses(decision) == ["utter_rescheduling_summary"]
    assert told(decision, "when") == when
    assert told(decision, "before") == "Tuesday 24 November at 2:00 pm"
    assert person.say("yes", "affirm").outcome == MOVING


def test_right_after_booking_a_correction_moves_what_was_booked() -> None:
    decision = talk(TUESDAY).say("actually make it Wednesday", "change_answer")
    assert told(decision, "when") == "Wednesday 25 November 2026 at 2:00 pm"


def test_without_a_new_time_it_is_asked_for() -> None:
    person = talk(TUESDAY)
    decision = person.say("I need to move my appointment", "move_booking")
    assert responses(decision) == ["utter_rescheduling_begin", "utter_times_ask_when"]
    decision = person.say("Wednesday at 10")
    assert told(decision, "when") == "Wednesday 25 November 2026 at 10:00 am"


def test_it_can_be_changed_at_the_summary_and_left_as_it_was() -> None:
    person = talk(TUESDAY)
    person.say("move it to Thursday", "move_booking")
    assert told(person.say("no, Friday", "change_answer"), "when") == "Friday 27 November 2026 at 2:00 pm"
    assert responses(person.say("no", "deny")) == ["utter_rescheduling_ask_other"]
    decision = person.say("leave it", "stop")
    assert (responses(decision), decision.outcome) == (["utter_rescheduling_kept"], LEFT)
    assert person.memory.made == (TUESDAY,)
    assert person.memory.moving_id is None


def test_with_somebody_else_at_the_same_time() -> None:
    decision = talk(TUESDAY).say("could I have Tom instead?", "move_booking")
    assert (told(decision, "staff"), told(decision, "when")) == (
        *("Tom Okafor",),
        "Tuesday 24 November 2026 at 2:00 pm",
    )


def test_a_time_that_is_not_free_brings_the_nearest() -> None:
    person = talk(TUESDAY, free=without("2026-11-26T14:00"))
    decision = person.say("push it to Thursday", "move_booking")
    assert responses(decision) == ["utter_times_not_free", "utter_times_offer_instead"]
    person.say("the first one", "choose_option", ordinal=1)
    assert person.memory.asked == CONFIRMATION


def test_where_it_is_already_is_no_move() -> None:
    person = talk(TUESDAY)
    person.say("move it to Thursday", "move_booking")
    decision = person.say("no, Tuesday at 2", "change_answer")
    assert responses(decision) == ["utter_rescheduling_same", "utter_rescheduling_ask_other"]
    assert person.memory.asked == WHEN


def test_of_several_it_is_asked_which_and_the_wish_is_kept() -> None:
    person = talk(TUESDAY, THURSDAY)
    decision = person.say("I want to change my appointment to Friday", "move_booking")
    assert (responses(decision), decision.waits_for) == (["utter_rescheduling_ask_which"], MOVE_WHICH)
    assert len(titles(decision)) == 2
    decision = person.press("choose_option booking:bk_2")
    assert told(decision, "when") == "Friday 27 November 2026 at 10:00 am"


def test_of_several_the_one_that_is_named_is_moved() -> None:
    decision = talk(TUESDAY, THURSDAY).say("move my Thursday appointment to Friday", "move_booking")
    assert told(decision, "before") == "Thursday 26 November at 10:00 am"
    assert told(decision, "when") == "Friday 27 November 2026 at 10:00 am"


def test_a_booking_made_elsewhere_needs_its_reference_and_address() -> None:
    person = talk(bookings={("K7QX-3TRB", "dana@example.org"): Found(TUESDAY)})
    decision = person.say("I need to move my appointment to Wednesday", "move_booking")
    assert (responses(decision), decision.waits_for) == (["utter_finding_ask_both"], PROOF)
    assert responses(person.say("it's k7qx 3trb")) == ["utter_finding_ask_email"]
    decision = person.say("dana@example.org", email="dana@example.org")
    assert told(decision, "when") == "Wednesday 25 November 2026 at 2:00 pm"
    assert person.say("yes", "affirm").outcome == MOVING


def test_guesses_are_counted() -> None:
    person = talk()
    person.say("move my booking", "move_booking")
    for number in (2, 3):
        decision = person.say(f"K7QX-333{number} dana@example.org", email="dana@example.org")
        assert responses(decision) == ["utter_finding_not_found", "utter_finding_ask_both"]
    decision = person.say("K7QX-3334 dana@example.org", email="dana@example.org")
    assert (responses(decision), decision.outcome) == (["utter_finding_too_often_call"], LEFT)
    decision = person.say("move my booking K7QX-3335", "move_booking")
    assert responses(decision) == ["utter_finding_too_often_call"]


def test_what_is_over_is_said_to_be() -> None:
    person = talk(bookings={("K7QX-3TRB", "dana@example.org"): Found(TUESDAY, over=True)})
    decision = person.say(
        "move K7QX-3TRB, dana@example.org, to Friday", "move_booking", email="dana@example.org"
    )
    assert (responses(decision), decision.outcome) == (["utter_finding_over"], LEFT)


def test_who_can_show_nothing_is_told_whom_to_ask() -> None:
    person = talk()
    person.say("move my booking", "move_booking")
    assert responses(person.say("I lost the reference", "inform")) == ["utter_proving_ask_email"]
    decision = person.say("I can't access that mail any more", "inform")
    assert responses(decision) == ["utter_finding_too_often_call"]
    assert told(decision, "phone") == "020 7946 0000"


def test_while_a_booking_is_being_made_moving_it_only_changes_it() -> None:
    person = talk(TUESDAY)
    person.say("check-up with Sarah on Wednesday at 3")
    person.say("move it to Thursday", "move_booking")
    assert person.memory.moving_id is None
    assert person.memory.chosen is not None
    assert person.memory.chosen.start == "2026-11-26T15:00:00Z"


@pytest.mark.parametrize(
    ("words", "moves"),
    [
        ("I'd like to schedule something on Friday at 4 with Sarah", False),
        ("I need a different day", False),
        ("make the appointment for Friday at 4 then", False),
        ("can you set the appointment on Thursday", False),
        ("an appointment to talk about my teeth", False),
        ("reschedule please", True),
        ("something came up, can my visit be postponed", True),
        ("I have an appointment on Tuesday and need Thursday", True),
        ("could the appointment I have be on Friday instead", True),
        ("I booked by phone and need another day", True),
        ("can you put my session off a bit", True),
    ],
)
def test_with_no_booking_known_moving_has_to_be_said_in_words(words: str, moves: bool) -> None:
    person = talk()
    person.say(words, "move_booking")
    assert (person.memory.asked == PROOF) is moves


def test_a_new_time_said_while_the_booking_is_looked_for_is_kept() -> None:
    person = talk(bookings={("K7QX-3TRB", "dana@example.org"): Found(TUESDAY)})
    person.say("I need to move my booking", "move_booking")
    assert responses(person.say("to Thursday")) == ["utter_finding_ask_both"]
    decision = person.say("K7QX-3TRB dana@example.org", email="dana@example.org")
    assert told(decision, "when") == "Thursday 26 November 2026 at 2:00 pm"


def test_three_answers_without_either_end_the_search() -> None:
    person = talk()
    person.say("I need to move my booking", "move_booking")
    for _ in range(2):
        assert responses(person.say("hm"))[0] == "utter_fallback_not_understood"
    assert responses(person.say("hm")) == ["utter_finding_too_often_call"]


def test_what_did_not_fit_can_be_put_right_alone() -> None:
    person = talk(bookings={("K7QX-3TRB", "dana@example.org"): Found(TUESDAY)})
    person.say("I need to move my booking to Wednesday", "move_booking")
    person.say("K7QX-3TR8 dana@example.org", email="dana@example.org")
    decision = person.say("sorry, K7QX-3TRB")
    assert told(decision, "when") == "Wednesday 25 November 2026 at 2:00 pm"


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("bring it forward by an hour", "1:00 pm"),
        ("can I bring the appointment forward a bit, like an hour", "1:00 pm"),
        ("push it back half an hour", "2:30 pm"),
        ("move my appointment back by 30 minutes", "2:30 pm"),
        ("move it an hour forward", "1:00 pm"),
        ("delay it by 2 hours", "4:00 pm"),
    ],
)
def test_it_is_pushed_back_or_brought_forward(words: str, when: str) -> None:
    decision = talk(TUESDAY).say(words, "move_booking")
    assert told(decision, "when") == f"Tuesday 24 November 2026 at {when}"


@pytest.mark.parametrize("words", ["and another check-up on Thursday at 2", "make it Thursday at 2 as well"])
def test_one_more_is_no_move(words: str) -> None:
    person = talk(TUESDAY)
    person.say(words, "change_answer")
    assert person.memory.moving_id is None


@pytest.mark.parametrize(
    ("words", "is_move"),
    [
        ("Hello, we're moving to Leeds and have to find a dentist", False),
        ("I just moved here and would like to see somebody", False),
        ("we moved house, and need a new dentist", False),
        ("I'm moving to Thursday", True),
        ("I'm moving house, can I move my appointment to Thursday?", True),
        ("we moved to Leeds and I have an appointment that has to be changed", True),
        ("moving my appointment to Thursday", True),
    ],
)
def test_who_moves_house_moves_no_booking(words: str, is_move: bool) -> None:
    assert moving.begins(Memory(zone=ZONE), said(words, "move_booking")) is is_move


@pytest.mark.parametrize(
    ("words", "intent", "confidence", "is_new"),
    [
        ("actually I'd like to book a check-up with Tom on Friday", "book_appointment", 0.98, True),
        ("can I make an appointment with Tom?", "book_appointment", 0.95, True),
        ("the appointment with Tom", "book_appointment", 0.6, False),
        ("the one I booked with Tom", "book_appointment", 0.95, False),
        ("the reference is K7QX-3TRB, I booked it", "book_appointment", 0.95, False),
        ("the slot on Friday", "inform", 0.95, False),
    ],
)
def test_who_wants_a_new_booking_need_not_name_an_old_one(
    words: str, intent: str, confidence: float, is_new: bool
) -> None:
    person = talk()
    person.say("I want to move my booking", "move_booking")
    assert person.memory.asked == PROOF
    decision = person.say(words, intent, confidence)
    assert (person.memory.moving_id is None) is is_new
    if is_new:
        assert person.memory.asked != PROOF
        assert person.memory.wanted_staff == ("tom",), decision


def test_another_day_is_a_move() -> None:
    person = talk(TUESDAY)
    person.say("can I come another day", "move_booking")
    assert person.memory.moving_id == "bk_1"


@pytest.mark.parametrize(
    ("words", "intent"),
    [("push it back 15 minutes", "out_of_scope"), ("can I come on Friday at 9 instead?", "ask_availability")],
)
def test_right_after_a_booking_words_of_moving_move_it(words: str, intent: str) -> None:
    message = said(words, intent)
    assert moving.begins(
        Memory(
            zone="Europe/London",
            made=(Made("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z"),),
        ),
        message,
    )
    assert not moving.begins(Memory(zone="Europe/London"), message)
