"""Deliveries that reach several processes of the bot are answered once."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import RasaException
from redis import Redis

from bot.channels.providers.channel import ProviderChannel
from bot.channels.providers.seen import RecentIds, SharedIds, seen
from tests.servers import Server


@pytest.fixture
def shared(redis_server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    with Redis.from_url(redis_server.url) as client:
        client.flushall()
    monkeypatch.setenv("BOT_REDIS_URL", redis_server.url)
    return redis_server.url


def test_without_a_redis_each_process_remembers_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT_REDIS_URL", raising=False)
    assert type(seen("slack")) is RecentIds


async def test_an_id_is_new_once_for_all_processes(shared: str) -> None:
    one, other, another_channel = seen("slack"), seen("slack"), seen("telegram")
    assert not await other.known("a")
    firsts = await asyncio.gather(*(each.first("a") for each in (one, other) * 10))
    assert sum(firsts) == 1
    assert await other.known("a")
    assert await another_channel.first("a")


async def test_an_id_is_forgotten_in_the_end(shared: str) -> None:
    one = SharedIds("slack", shared, keep_seconds=0.2)
    assert await one.first("a")
    await asyncio.sleep(0.5)
    assert await one.first("a")


async def test_while_redis_is_away_the_process_remembers_by_itself(redis_server: Server, shared: str) -> None:
    one = seen("slack")
    redis_server.stop()
    try:
        assert [await one.first("b"), await one.first("b"), await one.known("b")] == [True, False, True]
    finally:
        redis_server.start()
    assert await one.first("c")


def test_a_redis_that_does_not_answer_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(RasaException, match="BOT_REDIS_URL names does not let the bot in"):
        seen("slack")


class Channel(ProviderChannel):
    """Of one process."""

    def __init__(self) -> None:
        super().__init__(2000)
        self.answered: list[str] = []

    @classmethod
    def name(cls) -> str:
        return "slack"

    async def receives(self, delivery: str) -> bool:
        """As a webhook of the provider's would be."""

        async def make() -> UserMessage | None:
            self.answered.append(delivery)
            return None

        request: Any = SimpleNamespace(app=SimpleNamespace(ctx=SimpleNamespace(agent=None)))
        handler: Any = None
        return await self.take(request, handler, delivery, "dana", make)


async def test_a_delivery_that_comes_again_to_another_process_is_answered_once(shared: str) -> None:
    one, other = Channel(), Channel()
    taken = [await one.receives("event-1"), await other.receives("event-1"), await other.receives("event-2")]
    for channel in (one, other):
        await channel._turns.finish(10)
    assert taken == [True, True, True]
    assert (one.answered, other.answered) == (["event-1"], ["event-2"])
