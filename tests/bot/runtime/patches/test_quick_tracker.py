from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.runtime.patches.quick_tracker import copy_of, resolve_by_type

SLOTS = Domain.from_yaml("slots: {name: {type: any, mappings: [{type: custom}]}}").slots


@pytest.fixture
def tracker() -> DialogueStateTracker:
    events = [
        UserUttered("hello", {"name": "greet"}),
        ActionExecuted("form"),
        ActiveLoop("form"),
        SlotSet("name", "Dana"),
        ActionExecuted("action_listen"),
    ]
    return DialogueStateTracker.from_events("dana", events, SLOTS)


def state(tracker: DialogueStateTracker) -> dict[str, object]:
    ours = {name: value for name, value in vars(tracker).items() if name != "slots"}
    return ours | {"slots": {name: vars(slot) for name, slot in tracker.slots.items()}}


def test_a_copy_is_what_rasa_gets_by_playing_the_conversation_again(tracker: DialogueStateTracker) -> None:
    assert state(copy_of(tracker)) == state(tracker.travel_back_in_time(float("inf")))


def test_a_copy_and_its_original_change_by_themselves(tracker: DialogueStateTracker) -> None:
    copy = copy_of(tracker)
    for event in (UserUttered("bye"), SlotSet("name", "Tom"), ActionExecuted("x"), ActiveLoop(None)):
        copy.update(event)
    tracker.reject_action("form")
    assert (tracker.get_slot("name"), copy.get_slot("name")) == ("Dana", "Tom")
    assert (tracker.latest_action_name, copy.latest_action_name) == ("action_listen", "x")
    assert (tracker.active_loop_name, copy.active_loop_name) == ("form", None)
    assert len(tracker.events) == 5
    assert not copy_of(copy).is_active_loop_rejected


def test_every_event_is_known_as_rasa_knows_it() -> None:
    names = [each.type_name for each in all_subclasses(Event)]
    assert len(names) > 20
    for name in names:
        assert resolve_by_type(name) is Event.resolve_by_type(name)


def test_an_unknown_event_is_refused_as_by_rasa() -> None:
    with pytest.raises(ValueError, match="no such"):
        resolve_by_type("no such")
    assert resolve_by_type("no such", UserUttered) is UserUttered
