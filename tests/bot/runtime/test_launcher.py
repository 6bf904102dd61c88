from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from rasa.shared.core.domain import Domain

from bot.runtime.conversations import RecentConversations
from bot.runtime.launcher import about_rest, about_sharing, main
from bot.runtime.locks import ConversationLocks

ROOT = Path(__file__).parents[3]
FIRST_ANSWER_SECONDS = 120
"""Far more than it takes: the machine may be busy with other tests."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: Path, *command: str, **environment: str) -> subprocess.Popen[str]:
    # Libraries imported by other tests set this; who starts the bot has not.
    inherited = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    return subprocess.Popen(
        [sys.executable, "-m", "bot.runtime", *command],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class RunningBot:
    """`python -m bot.runtime run` with the small model and no action server."""

    def __init__(self, folder: Path) -> None:
        self.port, self.log = free_port(), folder / "var" / "bot.log"
        self.process = start(
            folder,
            "run",
            BOT_PORT=str(self.port),
            ACTIONS_PORT=str(free_port()),
            BOT_LOG_FILE=str(self.log),
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False)

    def wait(self) -> None:
        until = time.monotonic() + FIRST_ANSWER_SECONDS
        while self.process.poll() is None and time.monotonic() < until:
            try:
                self.client.get("/webhooks/rest/")
                return
            except httpx.TransportError:
                time.sleep(0.1)
        pytest.fail(f"the bot does not answer: {self.process.stderr.read() if self.process.stderr else ''}")

    def say(self, text: str) -> list[dict]:
        message = {"sender": "dana", "message": text}
        return self.client.post("/webhooks/rest/webhook", json=message, timeout=20).json()


@pytest.fixture(scope="module")
def folder(small_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("run")
    shutil.copytree(small_project / "models", made / "models")
    for name in ("endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, made / name)
    return made


@pytest.fixture
def bot(folder: Path) -> Iterator[RunningBot]:
    running = RunningBot(folder)
    try:
        running.wait()
        yield running
    finally:
        running.client.close()
        running.process.kill()
        running.process.wait()


@pytest.mark.slow
def test_the_bot_runs_quietly_answers_at_once_and_stops_when_told(bot: RunningBot) -> None:
    assert [answer["text"] for answer in bot.say("hello")] == ["Hello."]
    # The port of the actions is taken from the environment, and nobody listens there.
    assert [answer["text"] for answer in bot.say("book")] == ["Sorry."]
    assert bot.client.get("/chat/").status_code == 200
    # No other site's scripts may talk to the bot in a visitor's name.
    foreign = bot.client.get("/webhooks/rest/", headers={"Origin": "http://elsewhere.example"})
    assert "access-control-allow-origin" not in foreign.headers
    # Rasa's own interface, which gives conversations and the model away, is not there.
    assert bot.client.get("/conversations/dana/tracker").status_code == 404
    assert bot.client.post("/model/parse", json={"text": "hello"}).status_code == 404
    bot.process.send_signal(signal.SIGTERM)
    out, err = bot.process.communicate(timeout=20)
    assert bot.process.returncode == 0
    assert out == f"The bot listens on http://127.0.0.1:{bot.port}/\n"
    assert [line for line in err.splitlines() if not re.match(r"ERROR .*action(_note|\.py:)", line)] == []
    assert "Loading model" in bot.log.read_text()


@pytest.mark.slow
def test_the_shell_talks_to_the_running_bot(bot: RunningBot, folder: Path) -> None:
    shell = start(folder, "shell", BOT_PORT=str(bot.port))
    out, err = shell.communicate("hello\n\nbook\n", timeout=FIRST_ANSWER_SECONDS)
    assert shell.returncode == 0
    assert "Hello." in out
    assert "Sorry." in out
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_broken_model_ends_the_bot_with_a_clear_error(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "broken", ignore=shutil.ignore_patterns("var"))
    (tmp_path / "broken" / "models" / "small.tar.gz").write_bytes(b"no archive")
    process = start(tmp_path / "broken", "run", BOT_PORT=str(free_port()))
    out, err = process.communicate(timeout=FIRST_ANSWER_SECONDS)
    assert process.returncode == 1
    assert err.endswith("The model could not be loaded. Train it again (make train).\n")
    assert err.count("\n") == 1
    assert out == ""


def test_a_wrong_setting_is_refused_before_anything_is_loaded(monkeypatch, capsys) -> None:
    monkeypatch.setenv("BOT_PORT", "eighty")
    assert main(["run"]) == 2
    assert capsys.readouterr().err.startswith("BOT_PORT is 'eighty': it has to be")


def test_without_a_command_it_tells_which_there_are(capsys) -> None:
    assert main([]) == 2
    assert "shell" in capsys.readouterr().out
    assert main(["--help"]) == 0


def test_an_open_rest_channel_is_told_where_others_can_reach_it_and_a_closed_one_everywhere() -> None:
    assert about_rest("127.0.0.1", is_open=True) == ""
    assert "credentials.production.yml" in about_rest("0.0.0.0", is_open=True)
    assert "closed" in about_rest("0.0.0.0", is_open=False)


@pytest.mark.slow
def test_the_credentials_for_production_leave_the_rest_channel_off(folder: Path) -> None:
    shutil.copy(ROOT / "credentials.production.yml", folder / "credentials.production.yml")
    port, production = free_port(), {"BOT_CREDENTIALS": "credentials.production.yml"}
    process = start(folder, "run", BOT_PORT=str(port), **production)
    out, err = process.communicate(timeout=FIRST_ANSWER_SECONDS)
    assert (process.returncode, out) == (1, "")
    assert "BOT_SESSION_KEY is not set" in err
    process = start(folder, "run", BOT_PORT=str(port), BOT_SESSION_KEY="k" * 40, **production)
    try:
        assert process.stdout.readline() == f"The bot listens on http://127.0.0.1:{port}/\n"
        assert "The REST channel is closed" in process.stdout.readline()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            message = {"sender": "dana", "message": "hello"}
            assert client.post("/webhooks/rest/webhook", json=message).status_code == 404
            assert (
                client.post("/widget/sessions", headers={"Origin": str(client.base_url)}).status_code == 201
            )
    finally:
        process.kill()
        process.communicate()


def test_locks_that_only_this_process_knows_are_told_where_several_share() -> None:
    domain = Domain.empty()
    agent = SimpleNamespace(lock_store=ConversationLocks(), tracker_store=RecentConversations(domain))
    assert about_sharing(False, agent) == ""
    told = about_sharing(True, agent)
    assert "their locks and the conversations" in told
    assert "BOT_ENDPOINTS=endpoints.production.yml" in told
    assert about_sharing(True, SimpleNamespace(lock_store=None, tracker_store=None)) == ""
