"""A cluster for a benchmark or a test: started with `make cluster`, looked at, and harmed on purpose."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import local_http
from tools.cluster.run import lock_file
from tools.cluster.settings import ClusterSettings, read
from tools.locking import is_held
from tools.paths import ROOT, VAR

START_SECONDS = 600
UNLIMITED = {
    "BOT_MESSAGE_RATE": "none",
    "BOT_ADDRESS_RATE": "none",
    "BOT_SESSION_RATE": "none",
    "BOOKINGS_RATE_LIMIT": "none",
    "BOOKINGS_WRITE_RATE_LIMIT": "none",
}
"""Everybody comes from one address here."""


@dataclass
class RunningCluster:
    """A `make cluster`."""

    process: subprocess.Popen[bytes]
    """make itself, in a session of its own."""
    settings: ClusterSettings
    env: Mapping[str, str]
    output: Path
    """What it prints."""

    @property
    def url(self) -> str:
        """What people reach."""
        return f"http://127.0.0.1:{self.settings.port}"

    def printed(self) -> str:
        return self.output.read_text(errors="replace")

    def pid(self, name: str) -> int:
        """Of `api-1`, `worker-2`, `actions-1`, `bot-2`, `nginx`, `postgresql`, `redis`."""
        return int((self.settings.folder / "pids" / name).read_text())

    def pids(self) -> dict[str, int]:
        return {file.name: int(file.read_text()) for file in (self.settings.folder / "pids").iterdir()}

    def signal(self, name: str, number: int) -> None:
        os.kill(self.pid(name), number)

    def life(self, name: str) -> tuple[int, int]:
        """Which process it is, and how often one has answered in this place."""
        return self.pid(name), self.printed().count(f"  {title_of(name)} answers after")

    def wait_until_replaced(self, name: str, before: tuple[int, int]) -> None:
        """Until another than the one of that `life` has been started in its place and answers."""
        self.wait(lambda: all(new != old for new, old in zip(self.life(name), before, strict=True)))

    def wait(self, happens: Callable[[], bool], seconds: float = START_SECONDS) -> None:
        """Raises TimeoutError with what was printed last."""
        until = time.monotonic() + seconds
        while not happens():
            if self.process.poll() is not None or time.monotonic() > until:
                raise TimeoutError(self.printed()[-4000:])
            time.sleep(0.2)

    def bookings(self, email: str) -> list[dict[str, Any]]:
        """All bookings of this contact, as the API tells them."""
        query = urllib.parse.urlencode({"limit": 100, "contact_email": email})
        with local_http.get(f"{self.url}/api/v1/bookings?{query}", 30, self._key()) as reply:
            found: list[dict[str, Any]] = json.load(reply)["data"]
        return found

    def booking_count(self) -> int:
        with local_http.get(f"{self.url}/api/v1/bookings?limit=1", 30, self._key()) as reply:
            return int(json.load(reply)["pagination"]["total"])

    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.env['BOOKINGS_API_KEY']}"}

    def stop(self, seconds: float = 120) -> None:
        """Told to by SIGTERM, until all has ended. Raises TimeoutError."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(seconds)
        until = time.monotonic() + seconds  # make itself does not wait
        while is_held(lock_file(self.settings)):
            if time.monotonic() > until:
                raise TimeoutError(f"It does not end:\n{self.printed()[-4000:]}")
            time.sleep(0.1)


def title_of(name: str) -> str:
    """How the cluster calls what has this process file."""
    stem, _, number = name.partition("-")
    titles = {"api": "Bookings API", "worker": "worker", "actions": "action server", "bot": "Rasa"}
    titles |= {"postgresql": "PostgreSQL", "redis": "Redis", "nginx": "nginx"}
    return f"{titles[stem]} {number}".strip()


@contextmanager
def running_cluster(name: str, ports: int, settings: Mapping[str, str]) -> Iterator[RunningCluster]:
    """Start one in var/`name`, on `ports` and the 41 ports after it, and stop it at the end.

    What it prints stays in var/`name`.log. Raises TimeoutError, with that, when it does not start.
    """
    folder, output = VAR / name, VAR / f"{name}.log"
    shutil.rmtree(folder, ignore_errors=True)
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("BOOKINGS_", "BOT_"))},
        "BOOKINGS_API_KEY": "bk_" + secrets.token_urlsafe(24),
        "CLUSTER_PORT": str(ports),
        "CLUSTER_FIRST_PORT": str(ports + 1),
        "CLUSTER_FOLDER": str(folder),
        **settings,
    }
    env.pop("MAKELEVEL", None)
    output.parent.mkdir(exist_ok=True)
    with output.open("wb") as sink:
        process = subprocess.Popen(
            ["make", "cluster"], cwd=ROOT, env=env, stdout=sink, stderr=sink, start_new_session=True
        )
    cluster = RunningCluster(process, read(env), env, output)
    try:
        cluster.wait(lambda: "Ctrl-C stops everything" in cluster.printed())
        yield cluster
    finally:
        try:
            if process.poll() is None:
                cluster.stop()
        finally:
            with_group_gone(process)
            shutil.rmtree(folder, ignore_errors=True)


def with_group_gone(process: subprocess.Popen[bytes]) -> None:
    """Whatever is left of it ends; the programs end with the one that started them."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
