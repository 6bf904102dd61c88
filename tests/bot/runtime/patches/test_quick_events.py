from __future__ import annotations

import random
from collections import deque

import pytest
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    Event,
    LegacyForm,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.patches import quick_events

rasas = DialogueStateTracker.applied_events


def any_event(chance: random.Random) -> Event:
    """Of every kind that decides what still counts, the frequent ones more often."""
    return chance.choice(
        [
            *(lambda: ActionExecuted("action_listen"), lambda: UserUttered("hello")) * 4,
            *(lambda: ActionExecuted("booking_form"), lambda: SlotSet("day", 1), lambda: BotUttered("hi"))
            * 3,
            lambda: ActionExecuted("other_form"),
            lambda: ActionExecuted("utter_hello"),
            lambda: ActiveLoop("booking_form"),
            lambda: LegacyForm("other_form"),
            lambda: ActiveLoop(None),
            lambda: LoopInterrupted(True),
            lambda: ActionExecutionRejected("booking_form"),
            ActionReverted,
            UserUtteranceReverted,
        ]
        + ([SessionStarted, Restarted] if chance.random() < 0.1 else [])
    )()


@pytest.mark.parametrize("seed", range(20))
def test_the_same_events_count_as_with_rasas_way(seed: int) -> None:
    chance = random.Random(seed)
    for length in range(0, 120, 3):
        tracker = DialogueStateTracker("dana", [])
        tracker.events = deque(any_event(chance) for _ in range(length))
        expected = [id(event) for event in rasas(tracker)]
        assert [id(event) for event in quick_events.applied_events(tracker)] == expected


def test_what_was_said_before_the_last_start_is_not_looked_into(monkeypatch) -> None:
    tracker = DialogueStateTracker("dana", [])
    tracker.events = deque(
        [ActionExecuted("form"), ActiveLoop("form"), ActionExecuted("form"), SessionStarted()]
    )
    last = UserUttered("hello")
    tracker.events.append(last)
    monkeypatch.setattr(tracker, "_first_loop_execution_or_unhappy_path", None)
    assert quick_events.applied_events(tracker) == [last]


@pytest.mark.usefixtures("unmended")
def test_it_takes_the_place_of_rasas_way() -> None:
    quick_events.apply()
    assert DialogueStateTracker.applied_events is quick_events.applied_events
