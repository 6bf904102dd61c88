"""`bookings serve --workers N`: several processes behind one address."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bookings.cli import main
from bookings.testing import RunningApi, running_api
from tests.bookings.support import NOW

pytestmark = pytest.mark.slow


def workers_of(process: int) -> list[int]:
    """Its children."""
    return sorted(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def is_gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def ask(api: RunningApi) -> int:
    return api.request("GET", "/api/v1/availability?slug=check-up&date=2026-06-02")[0]


def test_they_share_the_work_and_stop_together(url: str, tmp_path: Path, dentist: dict[str, Any]) -> None:
    dentist["api_keys"][0]["key_env"] = "BOOKINGS_API_KEY"
    settings = {"BOOKINGS_DATABASE_URL": url}
    with running_api(
        tmp_path, yaml.safe_dump(dentist), NOW.isoformat(), environment=settings, workers=2
    ) as api:
        one, other = workers_of(api.process.pid)
        for _ in range(20):  # each time a new connection, which either may get
            assert ask(api) == 200
        os.kill(one, signal.SIGKILL)
        wait_until(lambda: one not in workers_of(api.process.pid) and len(workers_of(api.process.pid)) == 2)
        for _ in range(20):
            assert ask(api) == 200
        both = workers_of(api.process.pid)
        assert other in both
        api.process.send_signal(signal.SIGTERM)
        assert api.process.wait(10) == 0
        assert all(map(is_gone, both))
    assert (tmp_path / "api.log").read_text().count("ended by itself (-9)") == 1


def test_they_do_not_outlive_who_started_them(tmp_path: Path) -> None:
    with running_api(tmp_path, workers=2) as api:
        both = workers_of(api.process.pid)
        api.process.kill()
        wait_until(lambda: all(map(is_gone, both)))


def test_a_number_that_makes_no_sense_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--workers", "0"])
    assert "must be a number from 1 to 64" in capsys.readouterr().err
