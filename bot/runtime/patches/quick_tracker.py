"""To copy a conversation Rasa plays all of it again, several times in each turn; and to know an event by its
name it looks through every class of events there is, for each event anew.

A copy is made of what a tracker holds: its events, which never change, and its slots. The classes of events
are looked up once.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from typing import Any, TypeVar

from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.runtime.patches.known_code import require

KNOWN = {
    DialogueStateTracker.__init__: "8f39eb22462aa62b",
    DialogueStateTracker.copy: "dfa48dca9f355ad1",
    DialogueStateTracker.travel_back_in_time: "09d16f28f007492f",
    DialogueStateTracker.init_copy: "429fcd2243b9e0e1",
    DialogueStateTracker._set_slot: "c3c88baddc3c5ea6",
    Slot.__init__: "54ca1ec6b580be6d",
    Event.resolve_by_type: "b5cf570fa7f286c7",
}
T = TypeVar("T")
_resolve_by_type = Event.resolve_by_type
_classes: dict[str, type[Event]] = {}


def apply() -> None:
    """Let trackers be copied, and events be known, without detours."""
    require(KNOWN)
    DialogueStateTracker.copy = copy_of
    Event.resolve_by_type = staticmethod(resolve_by_type)


def copy_of(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A tracker in the same state, whose events and slots change without the other's."""
    twin = _twin(tracker)
    twin.events = deque(tracker.events, tracker._max_event_history)
    twin.slots = _twin(tracker.slots)
    twin.slots.update({name: _twin(slot) for name, slot in tracker.slots.items()})
    twin.latest_action = tracker.latest_action and dict(tracker.latest_action)
    twin.active_loop = tracker.active_loop and dataclasses.replace(tracker.active_loop)
    # Rasa's copies do not mark events with the model either.
    twin.model_id = twin.assistant_id = None
    return twin


def _twin(value: T) -> T:
    if isinstance(value, dict):
        return type(value)()
    twin = object.__new__(type(value))
    twin.__dict__.update(value.__dict__)
    return twin


def resolve_by_type(type_name: str, default: type[Event] | None = None) -> Any:
    """The class of the event that has this name; as Rasa's."""
    if not _classes:
        # The first of a name, as Rasa finds them.
        _classes.update({each.type_name: each for each in reversed(all_subclasses(Event)) if each.type_name})
    return _classes.get(type_name) or _resolve_by_type(type_name, default)
