"""`bookings outbox`, as an operator types it, and `bookings worker` in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bookings.cli import main
from bookings.services.delivery import Postponed, PutAside
from bookings.storage.outbox import SqlOutbox
from bookings.testing import ROOT
from tests.bookings.outbox.support import MINUTE, rows, say, write
from tests.bookings.support import NOW, Api


@pytest.fixture
def aside(api: Api, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Two messages put aside, one that waits for its next attempt, one that has not been tried."""
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", api.storage.database.url.render_as_string())
    monkeypatch.setenv("BOOKINGS_NOW", NOW.isoformat())
    write(api, say("a", kind="email.confirmation"), say("b", kind="hook"), say("c", kind="hook"), say("d"))
    store = SqlOutbox(api.storage.database)
    a, b, c = store.claim(["email.confirmation", "hook"], NOW, 10, "w", NOW + MINUTE)
    outcomes = PutAside(a, "550 no such user"), PutAside(b, "410 gone"), Postponed(c, "503", NOW + MINUTE)
    store.settle(outcomes, "w", NOW)
    return [row["id"] for row in rows(api)]


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["outbox", *arguments]) == code
    printed = capsys.readouterr()
    return printed.err if code else printed.out


def test_what_was_put_aside_is_listed_with_its_reason_and_without_its_payload(
    aside: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    a, b, _, _ = aside
    assert said(capsys, "list") == (
        f"{b}  hook  dentist  -  2026-06-01T08:00:00Z\n    1 attempt: 410 gone\n"
        f"{a}  email.confirmation  dentist  -  2026-06-01T08:00:00Z\n    1 attempt: 550 no such user\n"
        "2 put aside, 2 waiting (1 failing).\n"
    )
    assert '{"say": "a"}' in said(capsys, "list", "--payload")


def test_the_list_can_be_narrowed(aside: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    a, b, c, d = aside

    def listed(*arguments: str) -> list[int]:
        lines = said(capsys, "list", *arguments).splitlines()[:-1]
        return [int(line.split()[0]) for line in lines if not line.startswith(" ")]

    assert listed("--kind", "email.") == [a]
    assert listed("--kind", "hook") == [b]
    assert listed("--kind", "hoo") == []
    assert listed("--state", "waiting") == [d, c]
    assert listed("--state", "failing") == [c]
    assert listed("--state", "delivered") == []
    assert listed("--limit", "1") == [b]
    assert listed("--business", "bakery") == []
    assert "next 2026-06-01T08:01:00Z: 503" in said(capsys, "list", "--state", "failing")


def test_what_was_put_aside_is_sent_again(
    api: Api, aside: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    a, b, c, _ = aside
    assert said(capsys, "retry", str(a), str(c)) == "2 to be delivered now.\n"
    assert said(capsys, "retry", "--all", "--kind", "hook") == "1 to be delivered now.\n"
    claimed = SqlOutbox(api.storage.database).claim(
        ["email.confirmation", "hook"], NOW, 10, "w", NOW + MINUTE
    )
    assert [(message.id, message.attempts) for message in claimed] == [(a, 1), (b, 1), (c, 1)]
    assert "just being delivered" in said(capsys, "retry", str(a), code=1)


def test_what_was_dropped_is_never_sent(
    api: Api, aside: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    a, b, _, d = aside
    assert said(capsys, "drop", str(a), str(d)) == "2 dropped.\n"
    assert "Dropped by an operator." in said(capsys, "list", "--state", "delivered")
    assert said(capsys, "drop", "--all") == "1 dropped.\n"
    assert SqlOutbox(api.storage.database).due(["email.confirmation", "test.note"], NOW) == set()
    assert rows(api)[1]["id"] == b


@pytest.mark.parametrize("action", ["retry", "drop"])
def test_an_unknown_one_or_none_at_all_is_told_and_changes_nothing(
    api: Api, aside: list[int], capsys: pytest.CaptureFixture[str], action: str
) -> None:
    before = rows(api)
    assert "nothing was changed" in said(capsys, action, str(aside[0]), "99999", code=1)
    assert "Name the messages" in said(capsys, action, code=1)
    assert "Name the messages" in said(capsys, action, str(aside[0]), "--all", code=1)
    assert rows(api) == before


@pytest.mark.slow
def test_the_worker_starts_shows_that_it_lives_and_stops_cleanly(tmp_path: Path) -> None:
    alive = tmp_path / "run" / "worker.alive"
    settings = {
        "BOOKINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'bookings.db'}",
        "BOOKINGS_WORKER_ALIVE_FILE": str(alive),
        "BOOKINGS_NOW": "2026-06-01T08:00:00Z",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bookings", "worker"],
        env=os.environ | settings,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert "is ready" in process.stdout.readline()
        assert "BOOKINGS_NOW is set" in process.stdout.readline()
        until = time.monotonic() + 10
        while not alive.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert alive.read_text() == f"{process.pid}\n"
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=10)
        assert (process.returncode, rest) == (0, "")
        assert not alive.exists()
    finally:
        process.kill()
        process.wait()
