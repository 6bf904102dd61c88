from __future__ import annotations

import json
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.runtime.patches import action_calls
from bot.runtime.patches.action_calls import recent

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
    connections = 0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.daemon_threads = True
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def get_request(self):
        self.connections += 1
        return super().get_request()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"events": []}).encode()
        self.send_response(200)
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
