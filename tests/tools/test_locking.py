"""One process at a time, and nobody waits for a process that is gone."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tools import locking
from tools.console import Problem
from tools.paths import ROOT

HOLDER = """
import sys, time
from pathlib import Path
from tools import locking
with locking.held(Path(sys.argv[1]), "x"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "var" / "x.lock"


def hold_elsewhere(lock: Path) -> "subprocess.Popen[str]":
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def end(holder: "subprocess.Popen[str]", number: int = signal.SIGKILL) -> None:
    holder.send_signal(number)
    holder.communicate()


def test_a_lock_held_elsewhere_is_waited_for_and_the_person_is_told(
    lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    holder = hold_elsewhere(lock)
    threading.Timer(0.3, end, [holder]).start()
    started = time.monotonic()
    with locking.held(lock, "another set-up"):
        assert time.monotonic() - started >= 0.25
    assert f"Waiting for another set-up (process {holder.pid})" in capsys.readouterr().out


def test_a_killed_process_leaves_no_lock_behind(lock: Path) -> None:
    end(hold_elsewhere(lock))
    with locking.held(lock, "x"):
        assert locking.is_held(lock)
    assert not locking.is_held(lock)


def test_a_lock_that_is_not_waited_for_names_its_holder(lock: Path) -> None:
    with (
        locking.held_or_refused(lock, "at port 5", ""),
        pytest.raises(Problem, match=r"^running \(\d+\): at port 5$"),
        locking.held_or_refused(lock, "", "running ({pid}): {note}"),
    ):
        pass


def test_a_lock_passed_to_a_child_holds_until_the_child_ends(lock: Path) -> None:
    with locking.held(lock, "x") as descriptor:
        child = subprocess.Popen(["sleep", "60"], pass_fds=(descriptor,))
    assert locking.is_held(lock)
    child.kill()
    child.wait()
    assert not locking.is_held(lock)


def test_a_file_that_was_never_locked_is_not_held(lock: Path) -> None:
    assert not locking.is_held(lock)
