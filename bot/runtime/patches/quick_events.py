"""Rasa finds out several times for each message what of a conversation still counts, and asks each event four
times what it is; so each message takes longer the more was said before.

Nearly all events are of kinds that just happened, which their class tells at once. The others (what undoes
something, starts anew, or belongs to a form) are treated as Rasa treats them, from the last new start on.
"""

from __future__ import annotations

from functools import lru_cache

from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.patches.known_code import require

KNOWN = {
    DialogueStateTracker.applied_events: "764d5065ea9997d6",
    DialogueStateTracker._undo_till_previous: "3a3710e5e73cb945",
}
_STARTS = (Restarted, SessionStarted)
_SPECIAL = (*_STARTS, ActionReverted, UserUtteranceReverted, ActionExecuted, ActiveLoop)


def apply() -> None:
    """Let what still counts be found by the events' classes."""
    require(KNOWN)
    DialogueStateTracker.applied_events = applied_events


@lru_cache(maxsize=256)
def _is_special(kind: type[Event]) -> bool:
    return issubclass(kind, _SPECIAL)


def applied_events(self: DialogueStateTracker) -> list[Event]:
    """As Rasa's: the events without what was undone, since the last start."""
    events = list(self.events)
    special = [(place, event) for place, event in enumerate(events) if _is_special(type(event))]
    loops = {event.name for _, event in special if isinstance(event, ActiveLoop) and event.name}
    done = max((place for place, event in special if isinstance(event, _STARTS)), default=-1) + 1
    applied: list[Event] = []
    for place, event in special:
        if place < done:
            continue
        applied += events[done:place]
        done = place + 1
        _apply(self, event, applied, loops)
    return applied + events[done:]


def _apply(tracker: DialogueStateTracker, event: Event, applied: list[Event], loops: set[str]) -> None:
    if isinstance(event, ActionReverted):
        tracker._undo_till_previous(ActionExecuted, applied)
    elif isinstance(event, UserUtteranceReverted):
        # What was said, and that the bot listened to it.
        tracker._undo_till_previous(UserUttered, applied)
        tracker._undo_till_previous(ActionExecuted, applied)
    elif _goes_on(tracker, event, applied, loops):
        tracker._undo_till_previous_loop_execution(event.action_name, applied)
    else:
        applied.append(event)


def _goes_on(tracker: DialogueStateTracker, event: Event, applied: list[Event], loops: set[str]) -> bool:
    """Whether a form that is open is carried out once more."""
    return (
        isinstance(event, ActionExecuted)
        and event.action_name in loops
        and not tracker._first_loop_execution_or_unhappy_path(event.action_name, applied)
    )
