from __future__ import annotations

import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sanic import Sanic

from bot.runtime import action_server

ACTIONS = """
from rasa_sdk import Action


class Greet(Action):
    def name(self):
        return "action_wave"

    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text=f"Hello {tracker.sender_id}")
        return [{"event": "slot", "name": "greeted", "value": True}]


class Fail(Action):
    def name(self):
        return "action_stumble"

    async def run(self, dispatcher, tracker, domain):
        raise ValueError("broken")
"""


@pytest.fixture
async def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "some_actions.py").write_text(ACTIONS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(Sanic, "test_mode", True)
    monkeypatch.setattr(Sanic, "_app_registry", {})
    app = action_server.create_app("some_actions")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        address = "http://{}:{}".format(*listening.getsockname())
        async with httpx.AsyncClient(base_url=address, trust_env=False) as made:
            yield made
        server.close()
        await server.wait_closed()
    del sys.modules["some_actions"]


def call(action: str) -> dict:
    tracker = {
        "sender_id": "dana",
        "slots": {"email": "dana@example.org"},
        "latest_message": {},
        "events": [],
    }
    return {"next_action": action, "sender_id": "dana", "version": "3.6.21", "tracker": tracker}


async def test_an_action_is_run(client) -> None:
    reply = await client.post("/webhook", json=call("action_wave"))
    assert reply.status_code == 200
    assert reply.json()["events"] == [{"event": "slot", "name": "greeted", "value": True}]
    assert reply.json()["responses"][0]["text"] == "Hello dana"


async def test_a_failing_action_answers_its_kind_of_error_and_nothing_of_the_conversation(
    client, caplog
) -> None:
    reply = await client.post("/webhook", json=call("action_stumble"))
    assert reply.status_code == 500
    assert reply.json() == {"error": "ValueError", "action_name": "action_stumble"}
    assert "Action action_stumble failed" in caplog.text
    assert "some_actions.py" in caplog.text
    assert "dana@example.org" not in caplog.text


async def test_an_unknown_action_is_not_found(client) -> None:
    reply = await client.post("/webhook", json=call("action_nope"))
    assert (reply.status_code, reply.json()["action_name"]) == (404, "action_nope")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"next_action": "action_wave"}'])
async def test_a_call_that_is_none_gets_an_error_that_repeats_nothing(client, body: bytes) -> None:
    reply = await client.post("/webhook", content=body)
    assert reply.status_code in (400, 500)
    assert set(reply.json()) <= {"error", "action_name"}


async def test_it_tells_that_it_is_there(client) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
    assert (await client.get("/nope")).status_code == 404
