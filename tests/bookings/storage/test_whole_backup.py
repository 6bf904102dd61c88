"""Backup and restore of a whole database, with the commands of docs/backup.md, word by word, under load."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import func, select

from bookings.bootstrap import plugs
from bookings.clock import SystemClock
from bookings.config import Settings
from bookings.outbox.routes import Routes
from bookings.outbox.worker import Worker
from bookings.storage.database import Database
from bookings.storage.outbox import SqlOutbox
from bookings.storage.tables import booking_history, bookings, outbox
from bookings.storage.unit import SqlStorage
from bookings.testing import ROOT, running_api
from tests.bookings.databases import Backend
from tests.bookings.outbox.support import QUICK, run_until
from tests.bookings.support import NOW, Api
from tools import postgresql

PAGE = (ROOT / "docs" / "backup.md").read_text(encoding="utf-8").split("## Whole databases")[1]
DAYS = [f"2026-06-{day:02}" for day in (2, 3, 8, 9, 10, 15, 16, 17, 22, 23, 24, 29, 30)]


def commands(database: str, step: str) -> str:
    """What the page says for this step: a block of commands below `### SQLite` or `### PostgreSQL`."""
    section = re.split(r"^### ", PAGE, flags=re.MULTILINE)
    (chosen,) = [part for part in section if part.startswith(database)]
    blocks = dict(re.findall(r"^(\w+):\n\n```sh\n(.*?)```", chosen, re.MULTILINE | re.DOTALL))
    return blocks[step]


def carry_out(script: str, folder: Path, **environment: str) -> str:
    folder.mkdir(exist_ok=True)
    binaries = postgresql.binaries()
    path = f"{binaries}:{os.environ['PATH']}" if binaries else os.environ["PATH"]
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def load(api: Api, made: list[str]) -> Iterator[None]:
    """Somebody books, one after the other, as long as it lasts."""
    stop = threading.Event()
    starts = [start for day in DAYS for start in api.starts(day)]

    def book() -> None:
        for start in starts * 2:  # two people
            answer = api.book(start)
            assert answer.status_code == 201, answer.text
            made.append(answer.json()["data"]["id"])
            if stop.wait(0.02):
                return

    thread = threading.Thread(target=book)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def work(url: str, folder: Path, api: Api) -> None:
    """What is due is delivered, the mails into the folder."""
    settings = Settings(secret_key="s" * 40, mail_folder=folder, clock=cast("SystemClock", api.clock))
    storage = SqlStorage(Database(url))
    store = SqlOutbox(storage.database)
    worker = Worker(storage, store, Routes(plugs(settings, storage)), api.clock, "w", pace=QUICK)
    try:
        asyncio.run(run_until(lambda: not waiting(storage.database), worker, seconds=120))
    finally:
        storage.database.close()


def waiting(database: Database) -> int:
    open_ones = outbox.c.delivered_at.is_(None), outbox.c.dead_at.is_(None), outbox.c.available_at <= NOW
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(outbox).where(*open_ones)).scalar_one()


def kept(url: str) -> tuple[set[str], set[str], set[str]]:
    """The bookings; those whose history is there; those whose event is."""
    database = Database(url)
    try:
        with database.reading() as connection:
            told = select(outbox.c.booking_id).where(outbox.c.kind == "booking.created")
            queries = select(bookings.c.id), select(booking_history.c.booking_id), told
            one, two, three = (set(connection.execute(query).scalars()) for query in queries)
            return one, two, three
    finally:
        database.close()


@pytest.mark.slow
def test_what_was_backed_up_under_load_is_restored_whole_and_goes_on(
    api: Api, url: str, backend: Backend, tmp_path: Path
) -> None:
    kind = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    made: list[str] = []
    for start in api.starts("2026-06-02")[:3]:
        made.append(api.book(start).json()["data"]["id"])
    work(url, tmp_path / "sent", api)
    sent = {file.name for file in (tmp_path / "sent").iterdir()}
    assert len(sent) >= 3
    with load(api, made):
        while len(made) < 8:
            threading.Event().wait(0.05)
        before = list(made)
        carry_out(commands(kind, "Backup"), tmp_path / "work", BOOKINGS_DATABASE_URL=url, **file_of(url))
    empty = backend.make(with_tables=False)
    carry_out(commands(kind, "Restore"), tmp_path / "work", BOOKINGS_DATABASE_URL=empty, **file_of(empty))
    there, with_history, with_event = kept(empty)
    assert set(before) <= there <= set(made)
    assert there == with_history == with_event
    checked = carry_out(
        commands(kind, "Check"), tmp_path / "work", BOOKINGS_DATABASE_URL=empty, **file_of(empty)
    )
    assert checked.split() in (["ok"], [])
    work(empty, tmp_path / "sent again", api)
    again = {file.name for file in (tmp_path / "sent again").iterdir()}
    assert again
    assert not again & sent
    (tmp_path / "api").mkdir()
    settings = {"BOOKINGS_DATABASE_URL": empty, "BOOKINGS_SECRET_KEY": "s" * 40}
    with running_api(tmp_path / "api", now=NOW.isoformat(), environment=settings) as running:
        assert running.request("GET", "/health")[0] == 200
    backend.drop(empty)


def file_of(url: str) -> dict[str, str]:
    return {"DATABASE_FILE": url.removeprefix("sqlite:///")} if url.startswith("sqlite") else {}
