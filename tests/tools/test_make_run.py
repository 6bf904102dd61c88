"""`make run` as a person meets it: it starts everything, the bot books, nothing is left behind."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools import local_http
from tools.paths import ROOT

pytestmark = [
    pytest.mark.conversation,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="tells left-over programs by /proc"),
]

NOW = "2026-11-23T09:00:00+00:00"  # a Monday, in winter: London is at UTC
START_SECONDS = 600
STOP_SECONDS = 30
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Running:
    """A `make run` and what it takes to look at it."""

    process: "subprocess.Popen[bytes]"
    """make itself, in a session of its own."""
    env: dict[str, str]
    """Its environment, with ports and a database of its own."""
    output: Path
    """What it prints."""

    def address(self, setting: str) -> str:
        return f"http://127.0.0.1:{self.env[setting]}"

    def printed(self) -> str:
        return self.output.read_text(errors="replace")

    def programs(self) -> list[int]:
        """Every living process with this run's key in its environment, but make and the tools themselves."""
        return [pid for pid in with_key(self.env["BOOKINGS_API_KEY"]) if b"-m\0tools\0" not in command(pid)]


def with_key(key: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if key.encode() in (folder / "environ").read_bytes() and folder.name != str(os.getpid()):
                found.append(int(folder.name))
        except OSError:
            pass
    return found


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def ports(count: int) -> list[str]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    numbers = [str(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return numbers


def eventually(condition: object, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def start(folder: Path, **settings: str) -> Running:
    api, bot, actions = ports(3)
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BOOKINGS_", "BOT_", "MAKE"))
    }
    env |= {"BOOKINGS_PORT": api, "BOT_PORT": bot, "ACTIONS_PORT": actions, "BOOKINGS_NOW": NOW}
    env |= {
        "BOOKINGS_DATABASE_URL": f"sqlite:///{folder / 'bookings.db'}",
        "BOOKINGS_API_KEY": f"key-{os.urandom(9).hex()}",
    }
    env |= settings
    output = folder / "output"
    with output.open("wb") as sink:
        process = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=env, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True
        )
    return Running(process, env, output)


def end(run: Running) -> None:
    for pid in [*run.programs(), *with_key(run.env["BOOKINGS_API_KEY"])]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    run.process.wait()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    run = start(tmp_path_factory.mktemp("run"))
    try:
        ready = eventually(
            lambda: "Ctrl-C stops" in run.printed() or run.process.poll() is not None, START_SECONDS
        )
        assert ready, run.printed()
        assert run.process.poll() is None, run.printed()
        yield run
    finally:
        end(run)


def say(run: Running, message: str, sender: str = "visitor") -> list[dict[str, object]]:
    body = {"sender": sender, "message": message, "metadata": {"timezone": "Europe/London"}}
    request = urllib.request.Request(
        run.address("BOT_PORT") + "/webhooks/rest/webhook",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with OPENER.open(request, timeout=60) as reply:
        answer: list[dict[str, object]] = json.load(reply)
    return answer


def bookings(run: Running) -> list[dict[str, object]]:
    headers = {"Authorization": f"Bearer {run.env['BOOKINGS_API_KEY']}"}
    with local_http.get(run.address("BOOKINGS_PORT") + "/api/v1/bookings", 30, headers) as reply:
        found: list[dict[str, object]] = json.load(reply)["data"]
    return found


def answers(address: str) -> bool:
    try:
        with local_http.get(address, 5) as reply:
            return reply.status == 200
    except OSError:
        return False


def test_it_prints_the_addresses_and_they_answer(run: Running) -> None:
    chat, reference = run.address("BOT_PORT") + "/chat", run.address("BOOKINGS_PORT") + "/docs"
    assert chat in run.printed()
    assert reference in run.printed()
    assert answers(chat)
    assert answers(reference)


def test_a_clock_that_was_set_is_told_loudly(run: Running) -> None:
    assert f"BOOKINGS_NOW is set: every clock started at {NOW}" in run.printed()
    assert "!!!!!!!!!!" in run.printed()


def test_the_console_stays_free_of_noise(run: Running) -> None:
    for noise in ("Warning", "tensorflow", "SQLAlchemy", "Traceback", "oneDNN"):
        assert noise not in run.printed()


def test_a_sentence_becomes_a_booking(run: Running) -> None:
    before = len(bookings(run))
    for message in (
        "Book me a check-up with Sarah tomorrow at 2pm",
        "Dana Cole, dana@example.org",
        "no",
        "2",
    ):
        asked = say(run, message)
    assert "Tuesday 24 November 2026 at 2:00 pm" in json.dumps(asked)
    answer = say(run, "yes")
    made = bookings(run)
    assert len(made) == before + 1, answer
    assert made[-1]["start_time"] == "2026-11-24T14:00:00Z"
    assert made[-1]["contact_email"] == "dana@example.org"
    assert str(made[-1]["reference"]) in json.dumps(answer)


def test_a_second_one_says_that_it_is_running_already(run: Running) -> None:
    second = subprocess.run(
        ["make", "run"], cwd=ROOT, env=run.env, capture_output=True, text=True, check=False
    )
    assert second.returncode != 0
    assert "It is running already" in second.stderr
    assert run.address("BOT_PORT") in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_in_use_is_told_with_its_setting(run: Running) -> None:
    env = {**run.env, "BOT_PORT": ports(1)[0]}
    second = subprocess.run(["make", "run"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert second.returncode != 0
    assert f"Port {run.env['BOOKINGS_PORT']} is in use" in second.stderr
    assert "set BOOKINGS_PORT to a free port" in second.stderr


def test_a_program_that_dies_comes_back(run: Running) -> None:
    api = [pid for pid in run.programs() if b"bookings\0serve" in command(pid)]
    assert len(api) == 1
    os.kill(api[0], signal.SIGKILL)
    health = run.address("BOOKINGS_PORT") + "/health"
    assert eventually(lambda: run.printed().count("Bookings API answers") == 2, 60)
    assert answers(health)
    assert "The Bookings API has ended (signal 9)" in run.printed()


def test_ending_it_leaves_nothing_behind(run: Running) -> None:
    assert len(run.programs()) >= 3
    os.kill(run.process.pid, signal.SIGTERM)
    run.process.wait(STOP_SECONDS)
    assert eventually(lambda: with_key(run.env["BOOKINGS_API_KEY"]) == [], 5)
    assert "Stopped: told to by SIGTERM." in run.printed()
