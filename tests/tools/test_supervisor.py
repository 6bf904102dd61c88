"""The supervisor with real, small programs: they start, are kept running, and none is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tools.console import Problem
from tools.paths import ROOT
from tools.running import ports, supervisor
from tools.running.errors import ErrorFilter
from tools.running.service import Service, reachable
from tools.running.supervisor import Supervisor

SERVER = """
import http.server, os, pathlib, subprocess, sys
folder, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
if (folder / "refuse").exists():
    print("ERROR cannot open the till", flush=True)
    sys.exit(7)
helper = subprocess.Popen(["sleep", "300"])
(folder / "pids").open("a").write(f"{os.getpid()} {helper.pid}\\n")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        if self.path == "/die":
            os._exit(9)
    def log_message(self, *_):
        print("a line of notes", flush=True)
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def service(tmp_path: Path) -> Service:
    port = free_port()
    return Service(
        name="till",
        command=(sys.executable, "-c", SERVER, str(tmp_path), str(port)),
        port=port,
        port_setting="TILL_PORT",
        health=f"http://127.0.0.1:{port}/",
        output=tmp_path / "till.log",
        log=tmp_path / "till.log",
        patience_seconds=20,
    )


@pytest.fixture
def pids(tmp_path: Path) -> Iterator[Path]:
    """The file of process ids; whatever of them is left at the end of a failed test is ended."""
    file = tmp_path / "pids"
    yield file
    for pid in process_ids(file):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def process_ids(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()] if file.exists() else []


def eventually(condition: object, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def look_after(boss: Supervisor, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for post in boss._posts:
            boss._look_after(post)
        time.sleep(0.05)


def test_starting_waits_until_the_program_answers_and_leaving_stops_it(
    service: Service, pids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Supervisor(os.environ) as boss:
        boss.start([service])
        assert service.answers()
        assert "till answers after" in capsys.readouterr().out
    assert not service.answers()
    assert len(process_ids(pids)) == 2
    assert eventually(lambda: not any(map(is_alive, process_ids(pids))))


def test_a_program_that_does_not_start_is_told_with_its_last_lines(service: Service, tmp_path: Path) -> None:
    (tmp_path / "refuse").touch()
    with pytest.raises(
        Problem, match=r"(?s)till did not start \(exit code 7\).*cannot open the till"
    ) as told:
        with Supervisor(os.environ) as boss:
            boss.start([service])
    assert told.value.exit_code == 7


def test_a_program_that_never_answers_is_given_up(service: Service, pids: Path) -> None:
    deaf = Service(**{**vars(service), "health": f"http://127.0.0.1:{free_port()}/", "patience_seconds": 0.5})
    with pytest.raises(Problem, match="till does not answer after"), Supervisor(os.environ) as boss:
        boss.start([deaf])
    assert eventually(lambda: not any(map(is_alive, process_ids(pids))))


def test_a_program_that_ends_is_started_again(
    service: Service, pids: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.1)
    with Supervisor(os.environ) as boss:
        boss.start([service])
        os.kill(process_ids(pids)[0], signal.SIGKILL)
        assert eventually(lambda: boss._posts[0].child.exit_code is not None)
        look_after(boss, 0.2)
        assert eventually(service.answers)
        look_after(boss, 0.2)
        told = capsys.readouterr().out
        assert "The till has ended (signal 9)" in told
        assert told.count("till answers after") == 2


def test_a_program_is_named_as_people_name_it(service: Service) -> None:
    assert supervisor._subject(service) == "The till"
    assert supervisor._subject(replace(service, name="Rasa")) == "Rasa"


def test_a_program_that_keeps_ending_stops_everything_with_its_exit_code(
    service: Service, pids: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(supervisor, "RESTARTS", 2)
    with Supervisor(os.environ) as boss:
        boss.start([service])
        (tmp_path / "refuse").touch()
        os.kill(process_ids(pids)[0], signal.SIGKILL)
        with pytest.raises(Problem, match=r"till has ended 3 times \(exit code 7\)") as told:
            look_after(boss, 20)
        assert told.value.exit_code == 7


def test_only_errors_of_a_program_reach_the_console(
    service: Service, pids: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Supervisor(os.environ) as boss:
        boss.start([service])
    assert "a line of notes" in service.output.read_text()
    assert "a line of notes" not in capsys.readouterr().out
    (tmp_path / "refuse").touch()
    with pytest.raises(Problem), Supervisor(os.environ) as boss:
        boss.start([service])
    assert "[till] ERROR cannot open the till" in capsys.readouterr().out


def test_a_killed_supervisor_leaves_no_program_behind(service: Service, pids: Path, tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path\n"
        "from tools.running.service import Service; from tools.running.supervisor import Supervisor\n"
        f"from pathlib import PosixPath; service = Service(**{vars(service)!r})\n"
        "boss = Supervisor(os.environ); boss.start([service]); print('up', flush=True); time.sleep(60)\n"
    )
    boss = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert boss.stdout is not None
    assert "till answers" in boss.stdout.readline()
    boss.kill()
    boss.communicate()
    assert eventually(lambda: not is_alive(process_ids(pids)[0]))


def test_a_taken_port_is_told_with_the_setting_that_moves_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} is in use.*set BOT_PORT to a free port"):
            ports.refuse_taken([("127.0.0.1", port, "BOT_PORT")])
    ports.refuse_taken([("127.0.0.1", free_port(), "BOT_PORT")])


def test_an_address_that_is_not_of_this_machine_is_told() -> None:
    with pytest.raises(Problem, match=r"Cannot listen on 192\.0\.2\.1"):
        ports.refuse_taken([("192.0.2.1", free_port(), "BOT_PORT")])


@pytest.mark.parametrize(
    ("host", "called"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")],
)
def test_a_program_on_all_addresses_is_called_on_the_local_one(host: str, called: str) -> None:
    assert reachable(host) == called


OUTPUT = """\
2026-11-23 09:00:00 INFO  rasa.core - all is well
UserWarning: something is deprecated
ERROR bot.channels: the answer was lost
2026-11-23 09:00:00,123 ERROR uvicorn: refused
[ERROR] sanic
Traceback (most recent call last):
  File "x.py", line 1, in <module>
    raise ValueError(
ValueError: no such thing
Loading weights: 100%
The word ERROR inside a line is no error
"""


def test_errors_and_whole_tracebacks_are_told_apart_from_noise() -> None:
    errors = ErrorFilter()
    shown = [line.split(":")[0].strip() for line in OUTPUT.splitlines() if errors.shows(line)]
    assert shown == [
        "ERROR bot.channels",
        "2026-11-23 09",
        "[ERROR] sanic",
        "Traceback (most recent call last)",
        'File "x.py", line 1, in <module>',
        "raise ValueError(",
        "ValueError",
    ]
