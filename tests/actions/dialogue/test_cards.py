"""What answers hold beside their words, for channels that can show more than text."""

from __future__ import annotations

import json

from actions.client import Question
from actions.dialogue import cards, outcomes
from actions.dialogue.decision import Decision
from actions.dialogue.memory import Made, Memory
from tests.actions.dialogue.talking import Talk, practice, without

DANA = {"person_name": "Dana Cole", "email": "dana@example.org"}


def card(decision: Decision) -> dict:
    """The card of the bot's last words; it has to survive the way to the channel."""
    found = decision.says[-1].card
    assert found == json.loads(json.dumps(found))
    return found


def starts(found: dict) -> list[str]:
    return [time["start"] for day in found["days"] for time in day["times"]]


def test_times_come_by_day_with_those_of_the_buttons_among_them() -> None:
    talk = Talk()
    decision = talk.say("check-up with Sarah", "book_appointment", service="svc_checkup")
    found = card(decision)
    assert (found["kind"], found["zone"], found["zone_label"]) == ("slots", "Europe/London", "London time")
    assert (found["first"], found["last"]) == ("2026-11-23", "2027-01-22")
    assert found["days"][0]["label"] == "Monday 23 November"
    assert len(starts(found)) == cards.MOST_TIMES
    assert starts(found) == sorted(set(starts(found)))
    assert {offer.start for offer in talk.memory.offered} <= set(starts(found))
    times = [time for day in found["days"] for time in day["times"]]
    assert {time["staff"] for time in times} == {None}, "it is clear with whom"
    pressed = {time["payload"] for time in times if time["payload"].startswith("/")}
    assert pressed == {button.payload for button in decision.says[-1].buttons}


def test_a_time_without_a_button_is_chosen_by_its_words() -> None:
    talk = Talk()
    found = card(talk.say("check-up with Sarah tomorrow", "book_appointment", service="svc_checkup"))
    words = next(time for time in found["days"][0]["times"] if not time["payload"].startswith("/"))
    talk.say(words["payload"], "inform")
    assert talk.memory.chosen.start == words["start"]


def test_the_person_is_named_where_it_is_not_clear_with_whom() -> None:
    talk = Talk(free=without("2026-11-24T14:00"))
    found = card(talk.say("check-up with Sarah Tuesday 2pm", "book_appointment", service="svc_checkup"))
    named = {time["start"]: time["staff"] for day in found["days"] for time in day["times"]}
    assert named["2026-11-24T14:00:00Z"] == "Tom Okafor"
    assert named["2026-11-24T13:45:00Z"] is None


def test_a_question_for_another_day_tells_which_days_there_are() -> None:
    talk = Talk()
    talk.say("check-up with Sarah", "book_appointment", service="svc_checkup")
    found = card(talk.say("no", "deny"))
    assert found == {"kind": "ask_date", "first": "2026-11-23", "last": "2027-01-22"}


def test_a_question_for_a_date_has_its_bounds_and_other_questions_have_no_card() -> None:
    born = Question("q_born", "When were you born?", "date", min="1900-01-01")
    assert cards.ask_answer(born) == {"kind": "ask_date", "first": "1900-01-01", "last": None}
    assert cards.ask_answer(Question("q", "Why?", "text")) is None


def test_contact_details_are_asked_for_by_field() -> None:
    talk = Talk()
    found = card(talk.say("check-up with Sarah Tuesday 2pm", "book_appointment", service="svc_checkup"))
    assert found == {"kind": "ask_contact", "fields": ["name", "email"]}
    assert card(talk.say("Dana Cole", person_name="Dana Cole"))["fields"] == ["email"]


def test_the_summary_says_what_will_be_booked() -> None:
    talk = Talk()
    talk.say("check-up with Sarah Tuesday 2pm", "book_appointment", service="svc_checkup")
    found = card(talk.say("Dana Cole, dana@example.org", **DANA))
    assert found == {
        "kind": "summary",
        "action": "book",
        "title": "Check-up",
        "staff": "Sarah Jones",
        "start": "2026-11-24T14:00:00Z",
        "end": "2026-11-24T14:30:00Z",
        "when": "Tuesday 24 November 2026 at 2:00 pm",
        "zone": "Europe/London",
        "zone_label": "London time",
        "name": "Dana Cole",
        "email": "dana@example.org",
    }


def test_the_summary_tells_the_businesss_time_too_where_it_is_another() -> None:
    talk = Talk(memory=Memory(zone="America/New_York"))
    talk.say("check-up with Sarah Tuesday 9am", "book_appointment", service="svc_checkup")
    found = card(talk.say("Dana Cole, dana@example.org", **DANA))
    assert found["when"] == "Tuesday 24 November 2026 at 9:00 am"
    assert found["there"] == "Tuesday 24 November at 2:00 pm (London time)"


def test_the_summary_of_a_move_tells_where_it_was() -> None:
    made = Made(
        *("bkg_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z"),
        *("link_checkup", "svc_checkup", "sarah", "2026-11-24T14:30:00Z"),
    )
    talk = Talk(memory=Memory(zone="Europe/London", made=(made,)))
    found = card(talk.say("move it to Wednesday", "move_booking"))
    assert (found["action"], found["before"]) == ("move", "Tuesday 24 November at 2:00 pm")
    assert found["start"] == "2026-11-25T14:00:00Z"


def test_what_is_booked_has_all_that_a_calendar_needs() -> None:
    made = Made(
        *("bkg_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z"),
        end="2026-11-24T14:30:00Z",
    )
    found = card(outcomes.booked(Memory(zone="Europe/London"), made, practice()))
    assert (found["kind"], found["action"], found["reference"]) == ("booked", "book", "K7QX-3TRB")
    assert (found["start"], found["end"]) == ("2026-11-24T14:00:00Z", "2026-11-24T14:30:00Z")
    assert (found["business"], found["address"]) == ("Bright Smiles", None)
