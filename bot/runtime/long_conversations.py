"""Long conversations, cut so that the four hundredth message costs what the tenth does.

Rasa plays a conversation again from its first event, in each turn, for each policy. What happens next
depends only on the last few turns and on what the slots hold, so what is older is replaced by what it came
to: a session that starts with the slots as they were, in the form that was open. That is how Rasa itself
carries a conversation over into the next session. What was said before stays in front of that session, where
nothing is played again, for whoever wants the words. Everything in this module is pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.patches.quick_tracker import copy_of

MOST_TURNS, KEPT_TURNS = 20, 10
"""A conversation that has more turns than the first keeps at least the second."""
MOST_WORDS = 80
"""Of older turns so many messages stay, of both sides together."""


def shortened(
    tracker: DialogueStateTracker, slots: Iterable[Slot], most: int = MOST_TURNS, kept: int = KEPT_TURNS
) -> DialogueStateTracker:
    """The conversation in the same state with fewer events, or itself if it is short.

    `slots` are the domain's, with their initial values. It is cut where no form was open, if there was such
    a place among the turns that may go. One whose state would not be the same is returned as it is.
    """
    events = list(tracker.events)
    turns = _starts_of_turns(events)
    if len(turns) <= most:
        return tracker
    slots = list(slots)
    cut, before = _best_cut(tracker, slots, events, turns[-most:-kept])
    short = DialogueStateTracker.from_events(
        tracker.sender_id,
        [*_words(events[:cut]), *_outcome(before, slots, events[cut].timestamp), *events[cut:]],
        slots,
    )
    return short if _state(short) == _state(tracker) else tracker


def _words(events: Iterable[Event]) -> list[Event]:
    """What was said last in these events."""
    return [event for event in events if isinstance(event, (UserUttered, BotUttered))][-MOST_WORDS:]


def _starts_of_turns(events: Sequence[Event]) -> list[int]:
    """Where the bot began to listen to what then was said."""
    found: list[int] = []
    listening = None
    for place, event in enumerate(events):
        if isinstance(event, SessionStarted):
            found, listening = [], None
        elif isinstance(event, ActionExecuted):
            listening = place if event.action_name == ACTION_LISTEN_NAME else None
        elif isinstance(event, UserUttered) and listening is not None:
            found.append(listening)
            listening = None
    return found


def _best_cut(
    tracker: DialogueStateTracker, slots: Sequence[Slot], events: Sequence[Event], places: Sequence[int]
) -> tuple[int, DialogueStateTracker]:
    """The last of the places at which no form is open, else the last; and the state before it."""
    past, wanted = DialogueStateTracker(tracker.sender_id, slots), set(places)
    best: tuple[int, DialogueStateTracker] | None = None
    for place, event in enumerate(events[: places[-1] + 1]):
        if place in wanted and (best is None or past.active_loop is None or best[1].active_loop is not None):
            best = place, copy_of(past)
        past.update(event)
    assert best is not None
    return best


def _outcome(before: DialogueStateTracker, slots: Sequence[Slot], at: float) -> list[Event]:
    """The events of a session that starts in this state."""
    initial = {slot.name: slot.initial_value for slot in slots}
    outcome: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    for name, slot in before.slots.items():
        if slot.value != initial.get(name):
            outcome.append(SlotSet(name, slot.value))
    if before.active_loop_name:
        outcome += [ActionExecuted(before.active_loop_name), ActiveLoop(before.active_loop_name)]
    for event in outcome:
        event.timestamp = at
    return outcome


def _state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What decides how the conversation goes on, beside its last turns."""
    loop = tracker.active_loop
    return {
        "slots": tracker.current_slot_values(),
        "loop": loop and (loop.name, loop.is_interrupted, loop.rejected),
        "latest action": tracker.latest_action,
        "followup action": tracker.followup_action,
        "latest message": tracker.latest_message,
        "paused": tracker.is_paused(),
    }
