"""A channel in a server of its own, with a dialogue that the test writes."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest
from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.shared.core.domain import Domain
from sanic import Sanic

RESPONSES = {
    "utter_apologise_unavailable": [
        {"text": "Sorry.", "buttons": [{"title": "Again", "payload": "/try_again"}]}
    ],
    "utter_message_too_long": [{"text": "At most {limit} characters, please."}],
}
Dialogue = Callable[[UserMessage], Awaitable[Any]]


class FakeAgent:
    """Stands for Rasa's agent: remembers what it was given, answers with `dialogue`."""

    def __init__(self) -> None:
        self.domain = Domain.from_dict({"version": "3.1", "responses": RESPONSES})
        self.received: list[UserMessage] = []
        self.dialogue: Dialogue = self.echo

    async def handle_message(self, message: UserMessage) -> None:
        self.received.append(message)
        await self.dialogue(message)

    async def echo(self, message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": f"You said {message.text}"})


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent()


@pytest.fixture
async def client(
    agent: FakeAgent, channel: InputChannel, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Talks to a real server on the loopback address with the test module's `channel`."""
    async with serving(agent, [channel], monkeypatch) as made:
        yield made


@asynccontextmanager
async def serving(
    agent: FakeAgent, channels: list[InputChannel], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """A server with these channels."""
    # Without it Sanic can be started only once in a process.
    monkeypatch.setattr(Sanic, "test_mode", True)
    app = Sanic(f"test_{uuid4().hex}", configure_logging=False)
    app.ctx.agent = agent
    register(channels, app, route="/webhooks/")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        address = "http://{}:{}".format(*listening.getsockname())
        async with httpx.AsyncClient(base_url=address, trust_env=False) as made:
            yield made
        await server.before_stop()
        server.close()
        await server.wait_closed()
