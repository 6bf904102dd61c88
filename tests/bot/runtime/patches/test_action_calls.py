from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import aiohttp
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.runtime.patches import action_calls
from bot.runtime.patches.action_calls import recent
from tests.conversations.stack import free_ports

pytestmark = pytest.mark.usefixtures("unmended")


def conversation(turns: int) -> DialogueStateTracker:
    events = [[UserUttered(f"message {number}"), ActionExecuted("action_listen")] for number in range(turns)]
    return DialogueStateTracker.from_events("dana", [ActionExecuted("start"), *sum(events, [])], [])


def test_the_last_messages_are_told_with_what_followed_them() -> None:
    events = conversation(5).events
    assert recent(events, 2) == list(events)[-4:]
    assert recent(events, 5) == list(events)[-10:]
    assert recent(events, 6) == list(events)
    assert recent(deque(), 6) == []


def test_the_call_is_the_one_of_rasa_but_for_older_events() -> None:
    tracker, action = conversation(30), RemoteAction("action_book", EndpointConfig("http://x"))
    expected = action._action_call_format(tracker, Domain.empty())
    action_calls.apply()
    call = action._action_call_format(tracker, Domain.empty())
    events = expected["tracker"].pop("events")
    told = call["tracker"].pop("events")
    assert call == expected
    assert told[-20:] == events[-20:]
    assert [each["text"] for each in told[:-20]] == [f"message {number}" for number in range(20)]
    assert len(tracker.events) == 61


class Server(ThreadingHTTPServer):
    connections = calls = 0

    def __init__(self, port: int = 0, broken: list[str] | None = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.broken = broken or []
        """What becomes of the first calls: "cut off", or a status."""
        self.daemon_threads = True
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def get_request(self):
        self.connections += 1
        return super().get_request()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls += 1
        status = self.server.broken.pop(0) if self.server.broken else "200"
        if status == "cut off":
            self.close_connection = True
            return
        body = json.dumps({"events": []}).encode()
        self.send_response(int(status))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


async def test_a_connection_is_used_again_and_one_that_was_closed_is_not() -> None:
    action_calls.apply()
    server = Server()
    endpoint = EndpointConfig(f"http://127.0.0.1:{server.server_port}/")
    try:
        for _ in range(3):
            assert await endpoint.request(json={}) == {"events": []}
        assert server.connections == 1
        kept = endpoint._kept[1]
        await kept.close()
        assert await endpoint.request(json={}) == {"events": []}
        assert server.connections == 2
    finally:
        await endpoint._kept[1].close()
        server.shutdown()
        server.server_close()


def test_connections_are_dropped_before_the_server_would() -> None:
    from sanic.config import DEFAULT_CONFIG

    assert action_calls.KEPT_OPEN_SECONDS < DEFAULT_CONFIG["KEEP_ALIVE_TIMEOUT"]


async def begin_later(port: int, seconds: float) -> Server:
    await asyncio.sleep(seconds)
    return Server(port)


async def test_a_call_is_made_again_while_the_action_server_is_started_again() -> None:
    action_calls.apply()
    (port,) = free_ports(1)
    starting = asyncio.create_task(begin_later(port, 0.5))
    answer = await EndpointConfig(f"http://127.0.0.1:{port}/").request(json={})
    server = await starting
    server.shutdown()
    server.server_close()
    assert answer == {"events": []}


@pytest.mark.parametrize("broken", ["cut off", "502"])
async def test_a_call_that_is_cut_off_and_one_for_which_the_proxy_finds_nobody_are_made_again(
    broken: str,
) -> None:
    action_calls.apply()
    server = Server(broken=[broken, broken])
    try:
        answer = await EndpointConfig(f"http://127.0.0.1:{server.server_port}/").request(json={})
    finally:
        server.shutdown()
        server.server_close()
    assert answer == {"events": []}
    assert server.calls == 3


async def test_calling_again_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    action_calls.apply()
    monkeypatch.setattr(action_calls, "RETRY_SECONDS", 0.5)
    (port,) = free_ports(1)
    began = time.monotonic()
    with pytest.raises(aiohttp.ClientConnectionError):
        await EndpointConfig(f"http://127.0.0.1:{port}/").request(json={})
    assert 0.2 < time.monotonic() - began < 2


@pytest.mark.parametrize("status", ["400", "500", "504"])
async def test_what_the_action_server_answers_is_final(status: str) -> None:
    action_calls.apply()
    server = Server(broken=[status])
    try:
        with pytest.raises(ClientResponseError):
            await EndpointConfig(f"http://127.0.0.1:{server.server_port}/").request(json={})
    finally:
        server.shutdown()
        server.server_close()
    assert server.calls == 1
