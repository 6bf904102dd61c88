"""For tests, also other programs': a running API with a database of its own, and a clock to set.

Only `running_api` and what it gives is meant for programs in other environments; it needs nothing
but the standard library of Python 3.10, and starts the API with the interpreter that it is told.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

DROP_GUARD: Mapping[str, Sequence[str]] = {
    "sqlite": (
        "DROP TRIGGER bookings_no_overlap_insert",
        "DROP TRIGGER bookings_no_overlap_update",
        "DROP TRIGGER bookings_not_full_insert",
        "DROP TRIGGER bookings_not_full_update",
        "DROP INDEX uq_bookings_seat",
    ),
    "postgresql": (
        "ALTER TABLE bookings DROP CONSTRAINT overlapping_booking",
        "DROP TRIGGER bookings_not_held ON bookings",
        "DROP INDEX uq_bookings_seat",
    ),
}
"""By database, what takes out its own guard against double bookings; for controls."""


@dataclass
class SteppingClock:
    """A clock that stands still until it is told otherwise."""

    now: datetime
    """What it shows; aware."""

    def __call__(self) -> datetime:
        return self.now

    def step(self, **length: float) -> None:
        """Move on, by the arguments of timedelta."""
        self.now += timedelta(**length)


@dataclass
class RunningApi:
    """An API in a process of its own."""

    url: str
    """Its address, such as http://127.0.0.1:41231."""
    api_key: str = field(repr=False)
    """A key of the business, as soon as one has been applied whose file takes BOOKINGS_API_KEY."""
    process: subprocess.Popen[str] = field(repr=False)
    """The server."""
    python: str = field(repr=False)
    """The interpreter that runs it."""
    environment: Mapping[str, str] = field(repr=False)
    """Its settings."""

    def apply(self, business: str) -> None:
        """Apply the text of a business file. Raises RuntimeError with its mistakes."""
        done = subprocess.run(
            [self.python, "-m", "bookings", "apply", "-"],
            input=business,
            env=dict(self.environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)

    def request(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and decoded answer; None for an empty one."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())


@contextmanager
def running_api(
    folder: Path,
    business: str | None = None,
    now: str | None = None,
    python: str = sys.executable,
    environment: Mapping[str, str] | None = None,
    workers: int = 1,
) -> Iterator[RunningApi]:
    """Start an API on a free port with its database in `folder`, and stop it at the end.

    `business` is the text of a business file to apply first, `now` the instant at which its clock
    starts. Raises RuntimeError, with what the API said, if it does not start.
    """
    settings = {
        "BOOKINGS_HOST": "127.0.0.1",
        "BOOKINGS_PORT": "0",
        "BOOKINGS_DATABASE_URL": f"sqlite:///{folder / 'bookings.db'}",
        "BOOKINGS_API_KEY": "bk_test_" + secrets.token_urlsafe(24),
        **({"BOOKINGS_NOW": now, "BOOKINGS_NOW_AT": str(time.time())} if now else {}),
        **(environment or {}),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOOKINGS_")}
    with (folder / "api.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [python, "-m", "bookings", "serve", *(["--workers", str(workers)] if workers > 1 else [])],
            env={**kept, **settings},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        url = _address(process, folder / "api.log")
        api = RunningApi(url, settings["BOOKINGS_API_KEY"], process, python, {**kept, **settings})
        if business is not None:
            api.apply(business)
        yield api
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    """The server says where it listens when the socket is open and the tables are there."""
    line = process.stdout.readline() if process.stdout else ""
    match = re.search(r"http://\S+", line)
    if not match:
        process.wait(30)
        raise RuntimeError(f"the API did not start:\n{line}{log.read_text(encoding='utf-8')}")
    return match[0]
