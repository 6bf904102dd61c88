"""`python -m bot.people` on the tables that Rasa's own SQL tracker store makes and fills."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.providers.agreements import Agreements
from bot.people.command import main
from bot.people.store import SHARED
from tests.servers import require_postgresql
from tools import postgresql

MARKS = ("maud", "4960123", "496 0123", "sore tooth")


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "several processes"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the file of endpoints says of a tracker store."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("trackers") / "conversations.db"
        yield f"  type: SQL\n  dialect: sqlite\n  db: {file}\n"
        return
    require_postgresql()
    with postgresql.running() as server:
        address = postgresql.address_of(server, "postgres").replace("+psycopg", "")
        if request.param == "postgresql":
            yield f"  type: SQL\n  dialect: postgresql\n  url: '{address}'\n"
        else:
            yield f"  type: {SHARED}\n  url: '{address}'\n"


@pytest.fixture
def endpoints(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "endpoints.yml"
    file.write_text("tracker_store:\n" + place)
    monkeypatch.setenv("BOT_ENDPOINTS", str(file))
    monkeypatch.setenv("BOT_NOTICE_FILE", str(tmp_path / "notices.db"))
    return file


@pytest.fixture
def store(endpoints: Path) -> Iterator[SQLTrackerStore]:
    from rasa.core.tracker_store import TrackerStore
    from rasa.utils.endpoints import read_endpoint_config

    made = TrackerStore.create(read_endpoint_config(str(endpoints), "tracker_store"), Domain.empty())
    yield made
    with made.session_scope() as session:
        session.query(SQLTrackerStore.SQLEvent).delete()
        session.commit()
    made.engine.dispose()


@pytest.fixture
def say(store: SQLTrackerStore) -> Callable[..., None]:
    def said(sender: str, *texts: str, at: float = 1_780_000_000.0, **remembered: str) -> None:
        before = asyncio.run(store.retrieve(sender))
        events = list(before.events) if before else []
        events += [UserUttered(text, timestamp=at) for text in texts]
        events += [SlotSet(name, value, timestamp=at) for name, value in remembered.items()]
        events += [BotUttered("Thanks!", timestamp=at)]
        asyncio.run(store.save(DialogueStateTracker.from_events(sender, events)))

    return said


@pytest.fixture
def talks(say: Callable[..., None]) -> None:
    say("one", "I have a sore tooth", "Maud Quill, Maud.Quill@example.com")
    say("two", "call 0117 496 0123", "it's Maud")
    say("three", "dana@example.com", contact_email="aud.quill@example.com")
    say("four", "cancel abcd-efgh please, Maud here")
    say("telegram:+441174960123", "hello, Maud")


def senders(store: SQLTrackerStore) -> list[str]:
    return sorted(asyncio.run(store.keys()))


def test_what_a_person_said_is_told_word_by_word(talks: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "maud.quill@EXAMPLE.com", "+44 117 496 0123", "--reference", "ABCDEFGH"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["sender"] for each in told["conversations"]] == [
        "four",
        "one",
        "telegram:+441174960123",
        "two",
    ]
    first = told["conversations"][1]
    assert first["said"][0] == {
        "at": "2026-05-28T20:26:40Z",
        "author": "person",
        "text": "I have a sore tooth",
    }
    assert first["said"][-1]["author"] == "assistant"
    assert "dana" not in json.dumps(told)


def test_after_an_erase_no_row_and_no_file_knows_the_person(
    store: SQLTrackerStore, talks: None, endpoints: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notices = Agreements(tmp_path / "notices.db")
    notices.note("ABCDEFGH", "Europe/London", "c1", "telegram", {"chat": "maud-4711"})
    notices.note("ZZZZZZZZ", "Europe/London", "c2", "telegram", {"chat": "4712"})
    notices.agree("c2", True)
    assert main(["erase", "maud.quill@example.com", "01174960123", "--reference", "abcd-efgh"]) == 0
    assert "4 conversations" in capsys.readouterr().out
    assert senders(store) == ["three"]
    with store.session_scope() as session:
        rows = str([row.data for row in session.query(SQLTrackerStore.SQLEvent).all()]).lower()
    files = [tmp_path / "notices.db"] + (
        [Path(store.engine.url.database)] if "sqlite" in str(store.engine.url) else []
    )
    texts = [rows, *(file.read_bytes().decode("latin-1").lower() for file in files)]
    assert [mark for text in texts for mark in MARKS if mark in text] == []
    assert notices.place_for("ZZZZZZZZ") is not None
    assert main(["erase", "maud.quill@example.com"]) == 0
    assert "0 conversations" in capsys.readouterr().out


def test_conversations_that_fell_silent_long_ago_are_forgotten(
    store: SQLTrackerStore,
    say: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.people.conversations.AT_ONCE", 2)
    monkeypatch.setenv("BOOKINGS_NOW", "2026-06-28T00:00:00Z")
    for number in range(5):
        say(f"old{number}", "hello")
    say("new", "hello", at=1_782_000_000.0)
    say("going on", "hello")
    say("going on", "still here", at=1_782_000_000.0)
    from bot import clock

    clock._clock.cache_clear()
    assert main(["forget", "--silent-for", "30d", "--dry-run"]) == 0
    assert "5 conversations" in capsys.readouterr().out
    assert main(["forget", "--silent-for", "30d"]) == 0
    assert senders(store) == ["going on", "new"]
    monkeypatch.undo()
    clock._clock.cache_clear()


def test_a_bot_that_keeps_conversations_in_memory_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "maud.quill@example.com", "--endpoints", "endpoints.yml"]) == 0
    assert "memory" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["Maud", "12345", "maud@"])
def test_what_tells_nobody_apart_is_refused(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", word]) == 1
    assert "neither an e-mail address" in capsys.readouterr().err


def test_a_file_of_endpoints_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "maud@example.com", "--endpoints", "nowhere.yml"]) == 1
    assert "nowhere.yml" in capsys.readouterr().err
