"""Programs side by side: who may start when, and that none is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import side_by_side
from tools.paths import ROOT
from tools.side_by_side import Job, Runner

RUN = """
import pathlib, sys
from tools.side_by_side import Job, Runner
folder = pathlib.Path(sys.argv[1])
waits = '''
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid}")
try:
    time.sleep(600)
except KeyboardInterrupt:
    pathlib.Path(sys.argv[1] + ".told").touch()
'''
jobs = [Job(name, (sys.executable, "-c", waits, folder / name), folder / f"{name}.log") for name in "ab"]
import os
Runner(jobs, 2, folder, dict(os.environ)).run(lambda *_: None)
"""


def job(folder: Path, name: str, code: str, places: int = 1, after: str = "") -> Job:
    return Job(name, (sys.executable, "-c", code), folder / f"{name}.log", places, after)


def test_no_more_run_at_once_than_there_are_places(tmp_path: Path) -> None:
    """Each fails when it finds more at work beside it than are allowed."""
    code = (
        "import os, pathlib, sys, time\n"
        f"mine = pathlib.Path({str(tmp_path)!r}) / f'{{os.getpid()}}.at_work'\n"
        "mine.touch(); time.sleep(0.3)\n"
        "sys.exit(len(list(mine.parent.glob('*.at_work'))) > 2 or mine.unlink())\n"
    )
    jobs = [job(tmp_path, name, code) for name in "abcde"]
    order: list[str] = []
    runner = Runner(jobs, 2, tmp_path, dict(os.environ))
    runner.run(lambda ended, _: order.append(ended.name))
    assert order == list("abcde")
    assert {done.code for done in runner.done.values()} == {0}


def test_one_that_takes_more_places_than_there_are_runs_alone(tmp_path: Path) -> None:
    runner = Runner([job(tmp_path, "a", ""), job(tmp_path, "b", "", places=9)], 2, tmp_path, dict(os.environ))
    runner.run(lambda *_: None)
    assert [done.code for done in runner.done.values()] == [0, 0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_stops_the_tests_stops_all_that_they_started(tmp_path: Path, number: signal.Signals) -> None:
    code = "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n" + RUN
    running = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    pids = [int(pid) for name in "ab" for pid in written(tmp_path / name).split()]
    running.send_signal(number)
    assert running.wait(60) != 0
    assert all((tmp_path / f"{name}.told").exists() for name in "ab")
    assert len(pids) == 4
    assert [pid for pid in pids if is_alive(pid)] == []


def written(file: Path) -> str:
    deadline = time.monotonic() + 60
    while not (file.exists() and len(file.read_text().split()) == 2):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return file.read_text()


def is_alive(pid: int) -> bool:
    """A process that has ended and that nobody has asked about yet does not live."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_compiled_modules_are_kept_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    env = side_by_side.environment(tmp_path / "compiled")
    (tmp_path / "some_module.py").write_text("")
    subprocess.run([sys.executable, "-c", "import some_module"], cwd=tmp_path, env=env, check=True)
    assert list((tmp_path / "compiled").rglob("some_module.*.pyc"))
