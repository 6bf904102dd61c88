"""What the bot writes into a widget of its own accord: the API's webhook in, a page's stream out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from redis import Redis

from bot.channels.notices import NoticesChannel
from bot.channels.providers.agreements import Agreements
from bot.channels.web.channel import WebChannel
from bot.channels.web.letters import Letter, Letters
from bot.runtime.settings import from_environment
from tests.bot.channels.conftest import FakeAgent, serving
from tests.bot.channels.waiting import deliver, until
from tests.bot.channels.web.test_channel import SETTINGS, SITE, listening, post
from tests.providers import notices
from tests.providers.notices import BOOKED, BOOKING, WAITING
from tests.servers import Server, require_redis
from tools import redis

ADDRESS = "/webhooks/notices/webhook"
ASKED, REMINDED = (
    "May I write to you here about it?",
    "Your appointment: Dental check-up on Sunday 2 June at 9:00 am.",
)


@pytest.fixture(params=["memory", "redis"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Where conversations are kept."""
    monkeypatch.setenv("BOT_NOTICE_SECRET", notices.SECRET)
    monkeypatch.setenv("BOT_NOTICE_FILE", str(tmp_path / "notices.db"))
    if request.param == "memory":
        yield None
        return
    require_redis()
    server = Server(redis.prepared)
    monkeypatch.setenv("BOT_REDIS_URL", server.url)
    yield server.url
    server.end()


class Bot:
    """The bot in a process of its own."""

    def __init__(self) -> None:
        self.agent, self.channel = FakeAgent(), WebChannel(from_environment(SETTINGS))
        self.channels = [self.channel, NoticesChannel.from_credentials({})]
        self.client: httpx.AsyncClient

    async def says(self, token: str, text: str, number: int, said: dict[str, Any] | None = None) -> list[str]:
        """What is answered to a message; `said`: what the dialogue says to it."""

        async def tell(message: UserMessage) -> None:
            await message.output_channel.send_response(message.sender_id, dict(said or {}))

        self.agent.dialogue = tell if said else self.agent.echo
        async with listening(self.client, token) as page:
            await post(self.client, token, f"message-{number}", text=text)
            answered = 0
            heard: list[str] = []
            while answered < number:
                for _, name, data in await page.until("answered"):
                    heard += [data["text"]] if name == "reply" and data["to"] == f"message-{number}" else []
                answered += 1
        return heard

    async def notify(self, event: dict[str, Any], **signing: Any) -> None:
        reply = await deliver(self.client, ADDRESS, notices.signed(event, **signing))
        assert reply.status_code == 200
        await self.channel._turns.finish(10)


@pytest.fixture
async def bot(place: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    made = Bot()
    async with serving(made.agent, made.channels, monkeypatch) as made.client:
        yield made


@pytest.fixture
async def token(bot: Bot) -> str:
    reply = await bot.client.post("/widget/sessions", headers={"Origin": SITE})
    return str(reply.json()["token"])


async def agreed(bot: Bot, token: str, said: dict[str, Any] = BOOKED, answer: str = "/affirm") -> None:
    assert await bot.says(token, "yes", 1, said) == [said["text"], ASKED]
    await bot.says(token, answer, 2)


async def read(bot: Bot, token: str, last: str = "") -> tuple[list[str], str]:
    """All that a page gets that comes now, and the id of the last event of it."""
    number = 90 + len(bot.agent.received)
    bot.agent.dialogue = bot.agent.echo
    async with listening(bot.client, token, last) as page:
        await post(bot.client, token, f"message-{number}", text="the end")
        events: list[tuple[str, str, Any]] = []
        while not any(name == "answered" and data["id"] == f"message-{number}" for _, name, data in events):
            events += await page.until("answered")
    texts = [data["text"] for _, name, data in events if name == "reply"]
    return texts, [event_id for event_id, _, _ in events if event_id][-1]


async def test_an_open_page_shows_a_reminder_at_once_and_once(bot: Bot, token: str) -> None:
    await agreed(bot, token)
    _, last = await read(bot, token)
    async with listening(bot.client, token, last) as page:
        await page.until("hello")
        for _ in range(3):
            await bot.notify(notices.reminder(BOOKING), name="msg_same")
        ((_, _, data),) = await page.until("reply")
    assert data["text"] == REMINDED
    texts, _ = await read(bot, token, last)
    assert texts == [REMINDED, "You said the end"]


@pytest.mark.parametrize("answer", ["/deny", "no thanks"])
async def test_who_did_not_agree_is_not_written_to(bot: Bot, token: str, answer: str) -> None:
    await agreed(bot, token, answer=answer)
    assert len(bot.agent.received) == 1
    await bot.notify(notices.reminder(BOOKING))
    assert REMINDED not in (await read(bot, token))[0]


async def test_who_says_something_else_is_heard(bot: Bot, token: str) -> None:
    assert await bot.says(token, "yes", 1, BOOKED) == ["Booked.", ASKED]
    assert await bot.says(token, "where is it?", 2) == ["You said where is it?"]


async def test_a_closed_page_finds_it_when_it_comes_back(bot: Bot, token: str) -> None:
    await agreed(bot, token)
    _, last = await read(bot, token)
    await bot.notify(notices.reminder(BOOKING))
    texts, shown = await read(bot, token, last)
    assert texts == [REMINDED, "You said the end"]
    assert (await read(bot, token, shown))[0] == ["You said the end"]
    assert bot.channel.notices is not None


async def test_a_conversation_that_was_forgotten_has_it_until_it_was_shown(
    place: Any, bot: Bot, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agreed(bot, token)
    await bot.notify(notices.reminder(BOOKING), name="msg_before")
    if place:
        with Redis.from_url(place) as client:
            client.flushall()
    after = Bot()  # a restart: it knows no conversation
    async with serving(after.agent, after.channels, monkeypatch) as after.client:
        texts, shown = await read(after, token, "ffffffff-3")
        assert texts == [REMINDED, "You said the end"]
        assert (await read(after, token, shown))[0] == ["You said the end"]
    if place:
        with Redis.from_url(place) as client:
            client.flushall()
    third = Bot()
    async with serving(third.agent, third.channels, monkeypatch) as third.client:
        await third.notify(notices.reminder(BOOKING), name="msg_before")  # the API believes it to be lost
        assert (await read(third, token, shown))[0] == ["You said the end"]


async def test_an_offer_is_told_by_the_dialogue(bot: Bot, token: str) -> None:
    await agreed(bot, token, WAITING)

    class Remembering:
        async def retrieve(self, _: str) -> SimpleNamespace:
            return SimpleNamespace(slots={"waitlist": SimpleNamespace(value=["wl_1"])})

    bot.agent.tracker_store = Remembering()  # type: ignore[attr-defined]
    event = notices.offered("wl_1")
    event["data"]["expires_at"] = "2999-11-24T14:00:00Z"
    bot.agent.dialogue = bot.agent.echo
    await bot.notify(event)
    await until(lambda: len(bot.agent.received) == 2)
    said = bot.agent.received[-1]
    assert (said.text, said.input_channel) == ("/answer_offer", "web")
    assert "You said /answer_offer" in (await read(bot, token))[0]


async def test_what_is_over_is_not_told_to_who_comes_later(tmp_path: Path) -> None:
    now = datetime(2026, 6, 2, 12, 0, tzinfo=timezone.utc)
    letters = Letters(Agreements(tmp_path / "notices.db").path, lambda: now)
    assert letters.keep("somebody", Letter("notice:1:1", {"text": "soon"}), now + timedelta(hours=1))
    assert [letter.said for letter in letters.of("somebody")] == [{"text": "soon"}]
    now += timedelta(hours=2)
    assert letters.of("somebody") == []
