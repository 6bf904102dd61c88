from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.runtime.shared_conversations import SharedConversations
from tests.servers import Server, require_postgresql
from tools import postgresql

DOMAIN = Domain.from_yaml("slots: {name: {type: any, mappings: [{type: custom}]}}")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    require_postgresql()
    server = Server(postgresql.prepared)
    yield server
    server.end()


@pytest.fixture
def url(server: Server) -> str:
    engine = sa.create_engine(server.url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS events"))
    engine.dispose()
    return server.url


def process(url: str) -> SharedConversations:
    """The store as one process of the bot has it."""
    return SharedConversations(DOMAIN, url)


def turn(text: str, *events: Event) -> list[Event]:
    return [ActionExecuted("action_listen"), UserUttered(text), *events]


async def say(store: SharedConversations, sender: str, text: str, *events: Event) -> None:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update_with_events(turn(text, *events), DOMAIN)
    await store.save(tracker)


def words(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_each_process_goes_on_where_another_left_off(url: str) -> None:
    one, other = process(url), process(url)
    said = [f"message {number}" for number in range(8)]
    for number, text in enumerate(said):
        await say((one, other)[number % 2], "dana", text, SlotSet("name", number))
    for store in (one, other, process(url)):
        tracker = await store.retrieve("dana")
        assert tracker is not None
        assert words(tracker) == said
        assert tracker.get_slot("name") == 7
    assert await process(url).retrieve("tom") is None
    assert list(await one.keys()) == ["dana"]


async def test_rasas_own_store_reads_the_same_conversation(url: str) -> None:
    store = process(url)
    for text in ("hello", "book", "yes"):
        await say(store, "dana", text, SlotSet("name", text))
    rasas = SQLTrackerStore(
        DOMAIN, dialect="postgresql", host=url.replace("postgresql:", "postgresql+psycopg2:")
    )
    ours, theirs = await process(url).retrieve("dana"), await rasas.retrieve("dana")
    assert ours is not None
    assert theirs is not None
    assert list(ours.events) == list(theirs.events)


async def test_a_long_session_is_cut_and_all_that_was_said_stays_in_the_table(url: str) -> None:
    one, other = process(url), process(url)
    said = [f"message {number}" for number in range(75)]
    for number, text in enumerate(said):
        await say((one, other)[number % 2], "dana", text, SlotSet("name", number))
    whole = await one.retrieve_full_tracker("dana")
    assert whole is not None
    assert words(whole) == said
    latest = await process(url).retrieve("dana")
    assert latest is not None
    assert 10 <= len(words(latest)) <= 21
    assert words(latest) == said[-len(words(latest)) :]
    assert latest.get_slot("name") == 74


async def test_what_was_set_long_ago_survives_the_cut(url: str) -> None:
    store = process(url)
    await say(store, "dana", "I am Dana", SlotSet("name", "Dana"))
    for number in range(50):
        await say(store, "dana", f"message {number}")
    tracker = await process(url).retrieve("dana")
    assert tracker is not None
    assert tracker.get_slot("name") == "Dana"
    assert "I am Dana" not in words(tracker)


async def test_a_new_session_is_taken_over_by_the_other_process(url: str) -> None:
    one, other = process(url), process(url)
    await say(one, "dana", "before")
    await say(other, "dana", "still before")
    again = [ActionExecuted("action_session_start"), SessionStarted()]
    tracker = await other.retrieve("dana")
    assert tracker is not None
    tracker.update_with_events([*again, *turn("after")], DOMAIN)
    await other.save(tracker)
    await say(one, "dana", "and on")
    for store in (one, other, process(url)):
        tracker = await store.retrieve("dana")
        assert tracker is not None
        assert words(tracker)[-2:] == ["after", "and on"]
    whole = await one.retrieve_full_tracker("dana")
    assert whole is not None
    assert words(whole) == ["before", "still before", "after", "and on"]


async def test_who_was_erased_is_not_remembered_by_any_process(url: str) -> None:
    store = process(url)
    await say(store, "dana", "hello")
    with store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM events"))
    assert await store.retrieve("dana") is None


async def test_a_database_that_is_restarted_is_waited_for(url: str, server: Server) -> None:
    store = process(url)
    await say(store, "dana", "before")
    server.stop()
    try:
        saying = asyncio.create_task(say(store, "dana", "meanwhile"))
        await asyncio.sleep(0.5)
        assert not saying.done()
    finally:
        server.start()  # in this thread: a server ends with the thread that started it
    await saying
    tracker = await process(url).retrieve("dana")
    assert tracker is not None
    assert words(tracker) == ["before", "meanwhile"]


async def test_what_was_written_before_the_connection_broke_is_not_written_again(url: str) -> None:
    store = process(url)
    await say(store, "dana", "before")
    write = store._rows.write
    broken = []

    def written_but_not_told(*arguments: object) -> int:
        last = write(*arguments)
        if not broken:
            broken.append(last)
            arguments[0].execute(sa.text("COMMIT"))
            raise sa.exc.OperationalError("COMMIT", {}, Exception("the connection is gone"))
        return last

    store._rows.write = written_but_not_told
    await say(store, "dana", "once")
    assert broken
    tracker = await process(url).retrieve("dana")
    assert tracker is not None
    assert words(tracker) == ["before", "once"]


async def test_a_slow_database_holds_up_nobody_else(url: str) -> None:
    """While one waits half a second for a lock on the table, the event loop goes on."""
    store = process(url)
    await say(store, "dana", "hello")
    locked, free = threading.Event(), threading.Event()

    def lock() -> None:
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            connection.execute(sa.text("LOCK TABLE events IN ACCESS EXCLUSIVE MODE"))
            locked.set()
            free.wait(30)
        engine.dispose()

    locker = threading.Thread(target=lock)
    locker.start()
    await asyncio.to_thread(locked.wait, 30)
    reading = asyncio.create_task(store.retrieve("dana"))
    started, ticks = time.monotonic(), 0
    while time.monotonic() - started < 0.5:
        await asyncio.sleep(0.005)
        ticks += 1
    assert not reading.done()
    assert ticks > 3
    free.set()
    assert await reading is not None
    locker.join()


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("mysql://root@localhost/bot", "postgresql://user@host/name"),
        ("postgresql://nobody@127.0.0.1:1/bot", "BOT_DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_at_the_start(given: str, right: str) -> None:
    with pytest.raises(RasaException, match=right):
        process(given)


def test_a_missing_address_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT_DATABASE_URL", raising=False)
    with pytest.raises(RasaException, match="BOT_DATABASE_URL is not set"):
        SharedConversations(DOMAIN)
