"""An action server that is told to stop while it is at work, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conversations.stack import free_ports
from tools.paths import ROOT

pytestmark = pytest.mark.slow

SLOW = """
import asyncio
from pathlib import Path

from rasa_sdk import Action


class Slow(Action):
    def name(self):
        return "action_slow"

    async def run(self, dispatcher, tracker, domain):
        Path({begun!r}).touch()
        await asyncio.sleep(1.5)
        dispatcher.utter_message(text="done")
        return []
"""
SERVE = """
from bot.runtime import action_server, settings
action_server.PACKAGE = "slow_actions"
action_server.serve(settings.from_environment())
"""
CALL = {
    "next_action": "action_slow",
    "sender_id": "dana",
    "version": "3.6.21",
    "tracker": {"sender_id": "dana", "slots": {}, "latest_message": {}, "events": []},
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and where it listens."""
    (tmp_path / "slow_actions.py").write_text(SLOW.format(begun=str(tmp_path / "begun")))
    (port,) = free_ports(1)
    env = os.environ | {"ACTIONS_PORT": str(port), "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert "listens on" in process.stdout.readline()
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def test_what_it_is_doing_is_answered_before_it_ends(
    server: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, address = server
    answers: list[httpx.Response] = []

    def call() -> None:
        with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
            answers.append(client.post("/webhook", json=CALL))

    busy = threading.Thread(target=call)
    busy.start()
    until = time.monotonic() + 10
    while not (tmp_path / "begun").exists() and time.monotonic() < until:
        time.sleep(0.02)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    took = time.monotonic() - began
    busy.join(20)
    assert [answer.status_code for answer in answers] == [200]
    assert answers[0].json()["responses"][0]["text"] == "done"
    assert 1.0 < took < 6.0
