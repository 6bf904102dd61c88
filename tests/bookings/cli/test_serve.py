"""`bookings serve`, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bookings.testing import ROOT, running_api
from tests.bookings.support import NOW

pytestmark = pytest.mark.slow


def serve(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """For settings with which it does not start."""
    settings = {"BOOKINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'bookings.db'}", "BOOKINGS_PORT": "0"}
    return subprocess.run(
        [sys.executable, "-m", "bookings", "serve"],
        env=os.environ | settings | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("BOOKINGS_PORT", "eighty", 'BOOKINGS_PORT must be a number from 0 to 65535; it is "eighty".'),
        ("BOOKINGS_HOST", "no.such.host.invalid", "BOOKINGS_HOST no.such.host.invalid cannot be used"),
        ("BOOKINGS_NOW", "yesterday", "BOOKINGS_NOW must be an instant"),
        ("BOOKINGS_DATABASE_URL", "redis://x", "BOOKINGS_DATABASE_URL must look like"),
    ],
)
def test_a_wrong_setting_is_told_and_nothing_starts(
    tmp_path: Path, setting: str, value: str, told: str
) -> None:
    done = serve(tmp_path, **{setting: value})
    assert done.returncode == 3
    assert done.stderr.startswith(f"bookings: {told}")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "bookings.db").exists()


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = serve(tmp_path, BOOKINGS_PORT=str(port))
    assert done.returncode == 3
    assert done.stderr.startswith(
        f"bookings: Cannot listen on 127.0.0.1:{port}: Address already in use. Set BOOKINGS_PORT"
    )


def test_it_starts_on_an_empty_database_books_and_stops_cleanly(
    tmp_path: Path, dentist: dict[str, Any]
) -> None:
    dentist["api_keys"][0]["key_env"] = "BOOKINGS_API_KEY"
    with running_api(tmp_path, now=NOW.isoformat()) as api:
        assert api.request("GET", "/health") == (200, {"status": "ok"})
        assert api.request("GET", "/api/v1/catalogue")[1]["data"]["business"] is None
        api.apply(yaml.safe_dump(dentist))
        assert api.request("GET", "/api/v1/catalogue")[1]["data"]["business"]["id"] == "dentist"
        body = {"slug": "check-up", "contact_name": "Dana", "contact_email": "d@example.com"}
        status, answer = api.request(
            "POST", "/api/v1/bookings", body | {"start_time": "2026-06-02T08:00:00Z"}
        )
        assert status == 201, answer
        began = time.monotonic()
        api.process.send_signal(signal.SIGTERM)
        assert api.process.wait(10) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < 5
    assert (tmp_path / "api.log").read_text() == ""


def test_the_clock_starts_where_it_is_told_and_runs_on(tmp_path: Path, dentist: dict[str, Any]) -> None:
    dentist["api_keys"][0]["key_env"] = "BOOKINGS_API_KEY"
    dentist["booking_links"][0] |= {"windows": {"mon": ["09:00-12:00"]}, "min_notice_minutes": 0}
    five_seconds_ago = {"BOOKINGS_NOW": "2026-06-01T08:59:58Z", "BOOKINGS_NOW_AT": str(time.time() - 5)}
    with running_api(tmp_path, yaml.safe_dump(dentist), environment=five_seconds_ago) as api:
        path = "/api/v1/availability?slug=check-up&date=2026-06-01"
        assert api.request("GET", path)[1]["data"]["slots"][0]["start"] == "2026-06-01T09:30:00Z"
        assert api.request("GET", "/health?" + "x" * 9000)[1]["error"]["code"] == "address_too_long"
