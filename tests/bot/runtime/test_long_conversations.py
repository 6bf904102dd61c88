from __future__ import annotations

import itertools

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.long_conversations import KEPT_TURNS, MOST_TURNS, MOST_WORDS, shortened

DOMAIN = Domain.from_yaml(
    """
    intents: [inform]
    slots:
      name: {type: any, mappings: [{type: custom}]}
      outcome: {type: categorical, values: [done, left], mappings: [{type: custom}]}
    forms: {form: {required_slots: []}}
    actions: [action_tell]
    """
)
START: list[Event] = [
    SlotSet("name", "Dana"),
    ActionExecuted("action_session_start"),
    SessionStarted(),
    SlotSet("name", "Dana"),
    ActionExecuted("action_listen"),
]


def turn(number: int, *between: Event) -> list[Event]:
    said = UserUttered(f"message {number}", {"name": "inform", "confidence": 1.0})
    return [said, *between, BotUttered(f"reply {number}"), ActionExecuted("action_listen")]


def tracker_of(*turns: list[Event]) -> DialogueStateTracker:
    events = [*START, *itertools.chain(*turns)]
    for second, event in enumerate(events):
        event.timestamp = float(second)
    return DialogueStateTracker.from_events("dana", events, DOMAIN.slots)


def plain(count: int) -> list[list[Event]]:
    return [turn(number, ActionExecuted("action_tell")) for number in range(count)]


def texts(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def played(tracker: DialogueStateTracker) -> list[str]:
    """The texts of the session that is under way."""
    said: list[str] = []
    for event in tracker.events:
        if isinstance(event, SessionStarted):
            said = []
        elif isinstance(event, UserUttered):
            said.append(event.text)
    return said


def test_a_short_conversation_stays_as_it_is() -> None:
    tracker = tracker_of(*plain(MOST_TURNS))
    assert shortened(tracker, DOMAIN.slots) is tracker


def test_of_a_long_one_the_last_turns_are_kept_whole() -> None:
    tracker = tracker_of(*plain(MOST_TURNS + 1))
    short = shortened(tracker, DOMAIN.slots)
    assert texts(short) == texts(tracker)
    assert played(short) == texts(tracker)[-KEPT_TURNS - 1 :]
    kept = len(short.applied_events()) - 1  # without the slot that the session starts with
    assert list(short.events)[-kept:] == list(tracker.events)[-kept:]


def test_the_memory_is_that_of_the_whole_conversation() -> None:
    early = turn(0, ActionExecuted("action_tell"), SlotSet("outcome", "done"))
    short = shortened(tracker_of(early, *plain(30)), DOMAIN.slots)
    assert short.current_slot_values() == {"name": "Dana", "outcome": "done"} | {
        name: slot.initial_value for name, slot in short.slots.items() if name not in ("name", "outcome")
    }
    assert short.latest_message.text == "message 29"
    assert short.latest_action_name == "action_listen"


def test_it_is_cut_where_no_form_was_open() -> None:
    opened = turn(0, ActionExecuted("form"), ActiveLoop("form"))
    closed = turn(1, ActionExecuted("form"), SlotSet("outcome", "left"), ActiveLoop(None))
    tracker = tracker_of(*plain(8), opened, closed, opened, *plain(15))
    short = shortened(tracker, DOMAIN.slots)
    assert played(short)[0] == "message 0"
    assert len(played(short)) == 16
    assert short.active_loop_name == "form"


def test_in_a_form_that_is_open_for_ever_it_is_cut_all_the_same() -> None:
    opened = turn(0, ActionExecuted("form"), ActiveLoop("form"))
    answers = [turn(number, ActionExecuted("form"), SlotSet("name", number)) for number in range(1, 40)]
    tracker = tracker_of(opened, *answers)
    short = shortened(tracker, DOMAIN.slots)
    assert len(played(short)) == KEPT_TURNS + 1
    assert short.active_loop_name == "form"
    assert short.get_slot("name") == 39


@pytest.mark.parametrize("in_a_form", [False, True])
def test_policies_see_the_same_last_turns(in_a_form: bool) -> None:
    opened = turn(0, ActionExecuted("form"), ActiveLoop("form"))
    tracker = tracker_of(opened, *plain(40)) if in_a_form else tracker_of(*plain(40))
    short = shortened(tracker, DOMAIN.slots)
    assert short.past_states(DOMAIN)[-8:] == tracker.past_states(DOMAIN)[-8:]


def test_it_can_be_cut_again_and_again() -> None:
    tracker = tracker_of(*plain(1))
    for number in range(200):
        for event in turn(number, ActionExecuted("action_tell"), SlotSet("name", number)):
            tracker.update(event)
        tracker = shortened(tracker, DOMAIN.slots)
    assert tracker.get_slot("name") == 199
    assert len(tracker.events) < 7 * MOST_TURNS + MOST_WORDS
    assert texts(tracker)[-45:] == [f"message {number}" for number in range(155, 200)]


def test_one_whose_state_would_differ_is_left_alone() -> None:
    tracker = tracker_of(*plain(40))
    tracker.slots["name"].value = "set by no event"
    assert shortened(tracker, DOMAIN.slots) is tracker
