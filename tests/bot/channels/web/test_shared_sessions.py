"""Two processes of the bot behind one address, as the widget's pages see them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import RasaException
from redis import Redis

from bot.channels.web.channel import WebChannel
from bot.channels.web.shared_rates import SharedLimiter
from bot.runtime.settings import from_environment
from bot.runtime.values import Rate
from tests.bot.channels.conftest import FakeAgent, serving
from tests.bot.channels.web.test_channel import SETTINGS, SITE, headers, listening, post
from tests.servers import Server


class Process:
    """One process of the bot."""

    def __init__(self) -> None:
        self.agent = FakeAgent()
        self.channel = WebChannel(from_environment(SETTINGS | {"BOT_MESSAGE_RATE": "100/minute"}))
        self.channel.sessions._lease = 0.8
        self.client: httpx.AsyncClient


@pytest.fixture
async def processes(
    redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Process, Process]]:
    with Redis.from_url(redis_server.url) as client:
        client.flushall()
    monkeypatch.setenv("BOT_REDIS_URL", redis_server.url)
    one, other = Process(), Process()
    async with (
        serving(one.agent, [one.channel], monkeypatch) as one.client,
        serving(other.agent, [other.channel], monkeypatch) as other.client,
    ):
        yield one, other


async def begun(process: Process) -> str:
    reply = await process.client.post("/widget/sessions", headers={"Origin": SITE})
    return str(reply.json()["token"])


def kept(events: list[tuple[str, str, object]]) -> list[tuple[str, object]]:
    return [(name, data) for _, name, data in events if name not in ("hello", "typing")]


ANSWERED = [
    ("message", {"id": "message-1", "text": "hello"}),
    ("reply", {"to": "message-1", "text": "You said hello"}),
    ("answered", {"id": "message-1"}),
]


async def test_what_one_process_answers_is_seen_by_the_pages_of_all(processes) -> None:
    one, other = processes
    token = await begun(one)
    async with listening(one.client, token) as first, listening(other.client, token) as second:
        await post(other.client, token)
        seen = [kept(await page.until("answered")) for page in (first, second)]
    assert seen == [ANSWERED, ANSWERED]


async def test_a_message_that_reaches_both_is_answered_once(processes) -> None:
    one, other = processes
    token = await begun(one)
    async with listening(one.client, token) as page:
        both = (one.client, other.client) * 4
        replies = await asyncio.gather(*(post(client, token) for client in both))
        assert sorted(reply.status_code for reply in replies) == [200] * 7 + [202]
        assert kept(await page.until("answered")) == ANSWERED
    assert len(one.agent.received) + len(other.agent.received) == 1


async def test_a_page_that_lands_on_another_process_gets_only_what_it_missed(processes) -> None:
    one, other = processes
    token = await begun(one)
    async with listening(one.client, token) as page:
        await post(one.client, token)
        *_, (last, _, _) = await page.until("answered")
    await post(one.client, token, "message-2")
    async with listening(other.client, token, last) as page:
        events = await page.until("answered")
    assert events[0][1:] == ("hello", {"resumed": True, "epoch": last.split("-")[0]})
    assert {data.get("id", data.get("to")) for _, data in kept(events)} == {"message-2"}  # type: ignore[attr-defined]


async def test_a_message_whose_process_was_killed_is_answered_by_another_and_nothing_is_said_twice(
    processes,
) -> None:
    one, other = processes
    token = await begun(one)

    async def says_one_thing_and_is_killed(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": "first"})
        await asyncio.Event().wait()

    async def shows_no_life(*_: object) -> None:
        await asyncio.Event().wait()

    async def says_all(message: UserMessage) -> None:
        for text in ("first", "second"):
            await message.output_channel.send_response(message.sender_id, {"text": text})

    one.agent.dialogue, other.agent.dialogue = says_one_thing_and_is_killed, says_all
    one.channel.sessions.keep = shows_no_life
    for task in one.channel.sessions._tasks:
        task.cancel()
    async with listening(other.client, token) as page:
        assert (await post(one.client, token)).status_code == 202
        events = kept(await page.until("answered"))
    assert [data["text"] for name, data in events if name == "reply"] == ["first", "second"]  # type: ignore[index]
    assert [message.text for message in other.agent.received] == ["hello"]
    assert (await post(other.client, token)).json()["state"] == "known"


async def test_a_long_turn_of_a_process_that_lives_is_not_taken_over(processes) -> None:
    one, other = processes
    token = await begun(one)

    async def takes_long(message: UserMessage) -> None:
        await asyncio.sleep(2.5)  # three times as long as one may show no life
        await one.agent.echo(message)

    one.agent.dialogue = takes_long
    async with listening(other.client, token) as page:
        await post(one.client, token)
        assert kept(await page.until("answered")) == ANSWERED
    assert not other.agent.received


async def test_a_redis_that_is_restarted_loses_nothing(processes, redis_server: Server) -> None:
    one, other = processes
    token = await begun(one)
    async with listening(one.client, token) as page:
        await post(one.client, token)
        assert kept(await page.until("answered")) == ANSWERED
        redis_server.stop()
        sending = asyncio.create_task(post(other.client, token, "message-2"))
        await asyncio.sleep(0.3)
        redis_server.start()
        assert (await sending).status_code in (200, 202)
        events = kept(await page.until("answered"))
    assert [name for name, _ in events] == ["message", "reply", "answered"]


async def test_messages_that_wait_for_answers_are_limited_in_all_processes_together(processes) -> None:
    one, other = processes
    token, go = await begun(one), asyncio.Event()

    async def hang(_: UserMessage) -> None:
        await go.wait()

    one.agent.dialogue = other.agent.dialogue = hang
    both = (one.client, other.client) * 3
    replies = [await post(both[number], token, f"message-{number}") for number in range(6)]
    assert [reply.status_code for reply in replies] == [202] * 5 + [429]
    go.set()


async def test_new_conversations_of_one_address_are_limited_in_all_processes_together(processes) -> None:
    one, other = processes
    asked = [one.client, other.client, one.client, other.client]
    replies = [await client.post("/widget/sessions", headers={"Origin": SITE}) for client in asked]
    assert [reply.status_code for reply in replies] == [201, 201, 201, 429]
    assert int(replies[-1].headers["retry-after"]) > 600


async def test_the_name_alone_opens_nothing_here_either(processes) -> None:
    one, other = processes
    await begun(one)
    reply = await other.client.get("/widget/stream", headers=headers("a.b.c"))
    assert reply.status_code == 401


async def test_a_bucket_drains_as_time_goes_by(redis_server: Server) -> None:
    with Redis.from_url(redis_server.url) as client:
        client.flushall()
    limiter, again = (SharedLimiter("x", Rate(2, 1), redis_server.url) for _ in range(2))
    assert [await limiter.wait("dana"), await again.wait("dana"), await limiter.wait("dana")] == [0, 0, 1]
    await asyncio.sleep(0.7)
    assert await again.wait("dana") == 0
    assert await again.wait("tom") == 0


async def test_while_redis_is_away_each_process_counts_by_itself() -> None:
    limiter = SharedLimiter("x", Rate(1, 60), "redis://127.0.0.1:1/0")
    assert [await limiter.wait("dana") > 0 for _ in range(2)] == [False, True]


@pytest.mark.parametrize(
    ("setting", "value", "right"),
    [
        ("BOT_SESSION_KEY", "", "BOT_SESSION_KEY is not set"),
        ("BOT_REDIS_URL", "http://x", "redis://"),
        ("BOT_REDIS_URL", "redis://127.0.0.1:1/0", "does not let the bot in"),
    ],
)
def test_settings_that_do_not_do_for_several_processes_are_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, right: str
) -> None:
    monkeypatch.setenv("BOT_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("BOT_SESSION_KEY", "k" * 40)
    monkeypatch.setenv(setting, value)
    with pytest.raises(RasaException, match=right):
        WebChannel.from_credentials(None)
