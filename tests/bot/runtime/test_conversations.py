from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.runtime.conversations import RecentConversations

ROOT = Path(__file__).parents[3]
DOMAIN = Domain.empty()
SLOTS = Domain.from_yaml("slots: {name: {type: any, mappings: [{type: custom}]}}")


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def conversation(sender: str, *words: str) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, [UserUttered(text) for text in words])


def megabytes(tracker: DialogueStateTracker) -> float:
    return len(RecentConversations.serialise_tracker(tracker)) / 1_000_000


async def kept(store: RecentConversations) -> list[str]:
    return sorted(await store.keys())


async def test_a_conversation_is_remembered_as_it_was(clock: Clock) -> None:
    store = RecentConversations(DOMAIN, monotonic=clock)
    await store.save(conversation("dana", "hello", "book"))
    again = await store.retrieve("dana")
    assert [event.text for event in again.events] == ["hello", "book"]
    assert await store.retrieve("tom") is None


async def test_who_has_been_silent_too_long_is_forgotten(clock: Clock) -> None:
    store = RecentConversations(DOMAIN, max_idle_hours=1, monotonic=clock)
    await store.save(conversation("dana", "hello"))
    clock.seconds += 1800
    await store.save(conversation("tom", "hello"))
    clock.seconds += 1801
    await store.save(conversation("ada", "hello"))
    assert await kept(store) == ["ada", "tom"]


async def test_beyond_the_size_the_longest_silent_ones_go_first(clock: Clock) -> None:
    three = 3.5 * megabytes(conversation("dana", "hello"))
    store = RecentConversations(DOMAIN, max_megabytes=three, under_way=0, monotonic=clock)
    for sender in ("dana", "tom", "ada", "dana", "eve"):
        await store.save(conversation(sender, "hello"))
    assert await kept(store) == ["ada", "dana", "eve"]


async def test_the_conversation_just_saved_stays_even_if_it_is_too_large(clock: Clock) -> None:
    store = RecentConversations(DOMAIN, max_megabytes=0.01, under_way=0, monotonic=clock)
    await store.save(conversation("dana", "hello"))
    await store.save(conversation("tom", "x" * 30_000))
    assert await kept(store) == ["tom"]


async def test_saving_again_and_again_counts_once(clock: Clock) -> None:
    two = 2.5 * megabytes(conversation("dana", "hello"))
    store = RecentConversations(DOMAIN, max_megabytes=two, under_way=0, monotonic=clock)
    await store.save(conversation("tom", "hello"))
    for _ in range(50):
        await store.save(conversation("dana", "hello"))
    assert await kept(store) == ["dana", "tom"]


async def test_rasa_makes_it_from_the_endpoints_file() -> None:
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    store = TrackerStore.create(endpoints.tracker_store, DOMAIN)
    assert isinstance(store, RecentConversations)
    limited = EndpointConfig(
        type="bot.runtime.conversations.RecentConversations", max_megabytes=0.01, under_way=0
    )
    store = TrackerStore.create(limited, DOMAIN)
    await store.save(conversation("dana", "hello"))
    await store.save(conversation("tom", "x" * 30_000))
    assert await kept(store) == ["tom"]


async def test_those_under_way_are_kept_as_they_are_and_others_as_text(clock: Clock) -> None:
    store = RecentConversations(DOMAIN, under_way=2, monotonic=clock)
    for sender in ("dana", "tom", "ada"):
        await store.save(conversation(sender, "hello", sender))
    assert list(store.store) == ["dana"]
    for sender in ("dana", "tom", "ada"):
        again = await store.retrieve(sender)
        assert [event.text for event in again.events] == ["hello", sender]


@pytest.mark.parametrize("under_way", [0, 200])
async def test_what_is_not_saved_is_not_remembered(clock: Clock, under_way: int) -> None:
    store = RecentConversations(SLOTS, under_way=under_way, monotonic=clock)
    saved = DialogueStateTracker("dana", SLOTS.slots)
    saved.update(SlotSet("name", "Dana"))
    await store.save(saved)
    for changed in (saved, await store.retrieve("dana")):
        changed.update(UserUttered("lost"))
        changed.update(SlotSet("name", "nobody"))
        changed.update(ActiveLoop("form"))
    again = await store.retrieve("dana")
    assert again.get_slot("name") == "Dana"
    assert again.active_loop is None
    assert len(again.events) == 1


async def test_another_model_gets_the_conversations_with_its_own_slots(clock: Clock) -> None:
    store = RecentConversations(DOMAIN, monotonic=clock)
    await store.save(conversation("dana", "hello"))
    store.domain = SLOTS
    again = await store.retrieve("dana")
    assert list(again.slots) == list(DialogueStateTracker("x", SLOTS.slots).slots)
    assert [event.text for event in again.events] == ["hello"]


async def test_of_several_sessions_the_last_is_remembered(clock: Clock) -> None:
    store = RecentConversations(DOMAIN, monotonic=clock)
    session = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    events = [*session, UserUttered("hello"), *session, UserUttered("again")]
    await store.save(DialogueStateTracker.from_events("dana", events))
    again = await store.retrieve("dana")
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["again"]
