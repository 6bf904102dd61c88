"""What the programs are, how each is started and how one sees that it answers."""

import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from tools import local_http
from tools.paths import API_PYTHON, BOT_PYTHON, LOGS, VAR
from tools.settings import Settings

PROBE_SECONDS = 2.0
FRESH_SECONDS = 10.0


@dataclass(frozen=True)
class Service:
    """One program that runs until it is told to stop."""

    name: str
    """What the person reads: "Bookings API"."""
    command: tuple[str, ...]
    """Program and arguments."""
    port: int | None
    """TCP port that it listens on, if it does."""
    port_setting: str
    """Environment variable that chooses the port."""
    health: str | Path | Callable[[], bool]
    """Address that answers 200 once the program can work; a file that it touches as long as it does; or
    what tells whether it can."""
    output: Path
    """File that receives what it prints."""
    log: Path
    """Where its own notes are; the same as output when it has no other."""
    patience_seconds: float
    """How long it may take to answer for the first time."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Environment variables beside the common ones."""
    stop_signal: int = int(signal.SIGTERM)
    """What it is told with to end what it is doing, and then itself."""
    pid_file: Path | None = None
    """File that holds its process's number, for who wants to send it signals."""

    def answers(self) -> bool:
        """Whether it says that it can work."""
        if isinstance(self.health, Path):
            return _is_fresh(self.health)
        if not isinstance(self.health, str):
            return self.health()
        try:
            with local_http.get(self.health, PROBE_SECONDS) as reply:
                return reply.status == 200
        except (OSError, HTTPException):
            return False


def _is_fresh(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime < FRESH_SECONDS
    except FileNotFoundError:
        return False


def reachable(host: str) -> str:
    """The host to call for a program listening on `host`: "all addresses" is no address one can call."""
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, host)
    return f"[{local}]" if ":" in local and not local.startswith("[") else local


def api(settings: Settings) -> Service:
    """The Bookings API."""
    output = LOGS / "api.log"
    return Service(
        name="Bookings API",
        command=(str(API_PYTHON), "-m", "bookings", "serve"),
        port=settings.api_port,
        port_setting="BOOKINGS_PORT",
        health=f"http://{reachable(settings.host)}:{settings.api_port}/health",
        output=output,
        log=output,
        patience_seconds=60,
    )


def worker(settings: Settings) -> Service:
    """What delivers e-mail and the rest. It listens nowhere."""
    output = LOGS / "worker.log"
    alive = VAR / f"worker-{settings.api_port}.alive"
    return Service(
        name="worker",
        command=(str(API_PYTHON), "-m", "bookings", "worker"),
        port=None,
        port_setting="",
        health=alive,
        output=output,
        log=output,
        patience_seconds=60,
        extra={"BOOKINGS_WORKER_ALIVE_FILE": str(alive)},
    )


def actions(settings: Settings) -> Service:
    """The action server."""
    return Service(
        name="action server",
        command=(str(BOT_PYTHON), "-m", "bot.runtime", "actions"),
        port=settings.actions_port,
        port_setting="ACTIONS_PORT",
        health=f"http://{reachable(settings.bot_host)}:{settings.actions_port}/health",
        output=LOGS / "actions-console.log",
        log=LOGS / "actions.log",
        patience_seconds=120,
        extra={"BOT_LOG_FILE": str(LOGS / "actions.log")},
    )


def bot(settings: Settings, model: Path) -> Service:
    """Rasa with the channels. Its port opens when the model is loaded: if it answers, it can talk."""
    return Service(
        name="Rasa",
        command=(str(BOT_PYTHON), "-m", "bot.runtime", "run", "--model", str(model)),
        port=settings.bot_port,
        port_setting="BOT_PORT",
        health=f"http://{reachable(settings.bot_host)}:{settings.bot_port}/",
        output=LOGS / "bot-console.log",
        log=LOGS / "bot.log",
        patience_seconds=300,
        extra={"BOT_LOG_FILE": str(LOGS / "bot.log")},
    )
