from __future__ import annotations

import asyncio
import json

import pytest

from bot.channels.web import sessions as module
from bot.channels.web.session import MOST_EVENTS, MOST_IDS, Session
from bot.channels.web.sessions import PAGES_OF_ONE, Full, Sessions
from bot.channels.web.stream import as_text, follow


def session() -> Session:
    return Session("s", epoch="e")


def numbers(events) -> list[int]:
    return [event.number for event in events]


def test_a_page_that_comes_back_gets_what_it_missed() -> None:
    talk = session()
    for number in range(5):
        talk.add("reply", {"text": str(number)})
    assert talk.position("e-3") == 3
    assert numbers(talk.after(3)) == [4, 5]


@pytest.mark.parametrize(
    "event_id", [None, "", "e", "e-", "e-x", "other-3", "e-6", "e--1", "e-²", "e-" + "9" * 5000]
)
def test_an_id_that_is_none_of_ours_gets_everything(event_id: str | None) -> None:
    talk = session()
    for _ in range(5):
        talk.add("reply", {})
    assert talk.position(event_id) is None


def test_a_page_that_was_away_too_long_is_told_so() -> None:
    talk = session()
    for _ in range(MOST_EVENTS + 10):
        talk.add("reply", {})
    assert talk.position("e-5") is None
    assert talk.position("e-10") == 10
    assert len(talk.after(10)) == MOST_EVENTS


def test_a_message_is_known_when_it_comes_again_and_old_ones_do_not_fill_the_memory() -> None:
    talk = session()
    for number in range(MOST_IDS + 1):
        assert not talk.knows(str(number))
        talk.learn(str(number))
    assert talk.knows(str(MOST_IDS))
    assert not talk.knows("0")


class Time:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_the_longest_idle_conversation_makes_room_and_open_ones_stay() -> None:
    time = Time()
    sessions = Sessions(2, 10, time)
    first = sessions.open("first")
    with first.page():
        second = sessions.open("second")
        sessions.open("third")
        assert sessions.open("first") is first
        assert sessions.open("second") is not second


def test_when_all_are_open_there_is_no_room() -> None:
    sessions = Sessions(1, 10, Time())
    with sessions.open("first").page(), pytest.raises(Full, match="Too many people"):
        sessions.open("second")


def test_a_conversation_is_forgotten_after_a_day_without_a_page() -> None:
    time = Time()
    sessions = Sessions(10, 10, time)
    first = sessions.open("first")
    time.seconds += module.IDLE_SECONDS + 1
    sessions.open("second")
    assert sessions.open("first") is not first


def test_pages_are_limited_for_one_and_for_all() -> None:
    sessions = Sessions(10, PAGES_OF_ONE + 1, Time())
    talk = sessions.open("first")
    pages = [talk.page() for _ in range(PAGES_OF_ONE)]
    for page in pages:
        sessions.check_room_for_page(talk)
        page.__enter__()
    with pytest.raises(Full, match="close one"):
        sessions.check_room_for_page(talk)
    sessions.check_room_for_page(sessions.open("second"))
    with sessions.open("second").page(), pytest.raises(Full, match="Too many people"):
        sessions.check_room_for_page(sessions.open("third"))


class Page:
    """Collects what a stream sends, until `count` events and heartbeats have come."""

    def __init__(self, talk: Session, last: str | None = None, heartbeat: float = 60) -> None:
        self.sessions, self.text, self.came = Sessions(10, 10), "", asyncio.Event()
        self.task = asyncio.ensure_future(follow(talk, self.sessions, last, self.send, heartbeat))

    async def send(self, text: str) -> None:
        self.text += text
        self.came.set()

    async def until(self, wanted: str) -> str:
        while wanted not in self.text:
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 5)
        return self.text


async def test_a_stream_begins_with_hello_and_what_was_missed_and_goes_on() -> None:
    talk = session()
    talk.add("message", {"text": "one"})
    talk.add("reply", {"text": "two"})
    page = Page(talk, "e-1")
    text = await page.until("two")
    assert '"resumed":true' in text
    assert "one" not in text
    talk.add("reply", {"text": "three"})
    assert "id: e-3\nevent: reply\ndata: " in await page.until("three")
    page.task.cancel()


async def test_a_page_that_knows_another_epoch_is_told_so_and_gets_everything() -> None:
    talk = session()
    talk.add("message", {"text": "one"})
    page = Page(talk, "before-7")
    assert '"resumed":false' in await page.until("one")
    page.task.cancel()


async def test_a_silent_stream_says_that_it_lives() -> None:
    page = Page(session(), heartbeat=0.01)
    await page.until("\n\n:\n\n:\n\n")
    page.task.cancel()


async def test_typing_is_told_but_not_kept() -> None:
    talk = session()
    page = Page(talk)
    await page.until("hello")
    talk.turns = 1
    talk.wake()
    text = await page.until("typing")
    assert text.endswith('event: typing\ndata: {"on":true}\n\n')
    page.task.cancel()


async def test_a_closing_server_lets_every_page_go() -> None:
    talk = Sessions(10, 10).open("s")
    page = Page(talk)
    await page.until("hello")
    page.sessions.closing = True
    talk.wake()
    await asyncio.wait_for(page.task, 5)
    assert talk.pages == 0


def test_a_line_break_in_a_text_does_not_break_the_stream() -> None:
    said = {"text": "a\n\ndata: b\r"}
    name, data, *rest = as_text("reply", said).split("\n")
    assert (name, rest) == ("event: reply", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == said
