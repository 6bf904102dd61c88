"""The PostgreSQL server that tests and benchmarks start for themselves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers import require_postgresql
from tools import postgresql

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> None:
    require_postgresql()


def folder_of(url: str) -> Path:
    return Path(url.partition("host=")[2])


def test_it_listens_on_a_socket_of_its_own_and_leaves_nothing_behind(server: None) -> None:
    with postgresql.running() as url:
        folder = folder_of(url)
        assert [path.name for path in folder.glob(".s.PGSQL.*[0-9]")] == [".s.PGSQL.5432"]
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_it_ends_with_whoever_started_it(server: None) -> None:
    """Also when that is killed and cannot clean up."""
    program = "from tools.postgresql import running\nwith running() as url: print(url, flush=True); input()"
    starter = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    folder = folder_of(starter.stdout.readline().strip())
    pid_file = folder / "data" / "postmaster.pid"
    assert pid_file.exists()
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    deadline = time.monotonic() + 20
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not pid_file.exists()
    subprocess.run(["rm", "-r", str(folder)], check=True)


def test_where_there_is_none_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POSTGRESQL_BIN", str(tmp_path))
    assert postgresql.binaries() is None
    with pytest.raises(RuntimeError, match="Debian's package postgresql"), postgresql.running():
        pass


def test_another_database_of_the_server_has_its_address() -> None:
    url = "postgresql://bookings@/postgres?host=/tmp/postgres"
    assert postgresql.address_of(url, "x") == "postgresql://bookings@/x?host=/tmp/postgres"


def test_without_a_server_the_tests_say_what_was_left_out_and_fail_in_ci(tmp_path: Path) -> None:
    """Run on one test that touches the database."""
    test = "tests/bookings/storage/test_guard.py::test_bookings_may_touch"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    environment = os.environ | {"POSTGRESQL_BIN": str(tmp_path)}
    told = {}
    for ci in ("", "true"):
        done = subprocess.run(
            command, cwd=ROOT, env=environment | {"CI": ci}, capture_output=True, text=True, check=False
        )
        told[ci] = done.returncode, done.stdout
    assert told[""][0] == 0
    assert "LEFT OUT: 2 tests on PostgreSQL. There is no PostgreSQL server on this machine." in told[""][1]
    assert told["true"][0] == 1
    assert "There is no PostgreSQL server on this machine." in told["true"][1]
