"""The two bots that are compared, each with an action server of its own, in front of one Bookings API.

`ours` is started as `make run` starts it. `stock` is `rasa run` and `rasa run actions`, with the files in
benchmarks/stock_rasa/, this project's domain, data and actions, and none of its launcher and mends.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import load, talk
from benchmarks.bot_conversations import NOW
from bookings.testing import RunningApi, running_api
from tools import train
from tools.paths import API_PYTHON, BOT_PYTHON, MODELS, ROOT, VAR

STOCK = ROOT / "benchmarks" / "stock_rasa"
STOCK_MODELS = MODELS / "stock-rasa"
BUSINESS = ROOT / "benchmarks" / "practice_of_bots.yaml"
READY_SECONDS = 300
STOP_SECONDS = 15


@dataclass
class Side:
    """One bot with its action server."""

    name: str
    bot: Sequence[str]
    """Arguments of the bot's interpreter."""
    actions: Sequence[str]
    """Arguments of the action server's interpreter."""
    port: int
    settings: Mapping[str, str]
    log: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, what: str) -> None:
        """`bot` or `actions`."""
        with self.log.open("ab") as log:
            self.processes[what] = subprocess.Popen(
                [str(BOT_PYTHON), *(self.bot if what == "bot" else self.actions)],
                env={**os.environ, **QUIET, **self.settings},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def stop(self, what: str) -> None:
        process = self.processes.pop(what)
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def seconds_to_first_answer(self) -> float:
        """Start the bot, and say hello until it answers."""
        began = time.perf_counter()
        self.start("bot")
        while time.perf_counter() - began < READY_SECONDS:
            if self.processes["bot"].poll() is not None:
                break
            try:
                answered = talk.talk(self.port, [[(f"hello-{began}", "hello")]], 1)
                if not answered.silences:
                    return time.perf_counter() - began
            except RuntimeError:
                time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def cpu(self) -> dict[str, float]:
        """Seconds of processor time so far, by process."""
        return {what: load.cpu_of(process.pid) for what, process in self.processes.items()}

    def memory(self) -> dict[str, float]:
        """Resident megabytes, by process."""
        return {what: _resident(process.pid) for what, process in self.processes.items()}


QUIET = {
    # Stock Rasa would call home, and wait for it where there is no network.
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} is gone")


@contextmanager
def both(folder: Path, ports: Sequence[int], stock_model: Path) -> Iterator[tuple[RunningApi, Side, Side]]:
    """The API running with both action servers; the bots are not started yet. Stops all at the end."""
    began = str(time.time())
    clock = {"BOOKINGS_NOW": NOW.isoformat(), "BOOKINGS_NOW_AT": began}
    limits = {"BOOKINGS_RATE_LIMIT": "none", "BOOKINGS_WRITE_RATE_LIMIT": "none"}
    with ExitStack() as stack:
        api = stack.enter_context(
            running_api(
                folder, BUSINESS.read_text(encoding="utf-8"), NOW.isoformat(), str(API_PYTHON), clock | limits
            )
        )
        settings = clock | {"BOOKINGS_API_URL": api.url, "BOOKINGS_API_KEY": api.api_key}
        sides = ours(folder, ports[:2], settings), stock(folder, ports[2:], settings, stock_model)
        stack.callback(lambda: [side.stop(what) for side in sides for what in list(side.processes)])
        for side in sides:
            side.start("actions")
        yield api, *sides


def ours(folder: Path, ports: Sequence[int], settings: Mapping[str, str]) -> Side:
    return Side(
        "ours",
        ["-m", "bot.runtime", "run", "--model", str(train.MODEL_FILE)],
        ["-m", "bot.runtime", "actions"],
        ports[0],
        {**settings, "BOT_PORT": str(ports[0]), "ACTIONS_PORT": str(ports[1])},
        folder / "ours.log",
    )


def stock(folder: Path, ports: Sequence[int], settings: Mapping[str, str], model: Path) -> Side:
    files = ["--endpoints", str(STOCK / "endpoints.yml"), "--credentials", str(STOCK / "credentials.yml")]
    address = ["--interface", "127.0.0.1", "--port", str(ports[0])]
    return Side(
        "stock",
        ["-m", "rasa", "run", "--model", str(model), *files, *address],
        ["-m", "rasa", "run", "actions", "--actions", "actions", "--port", str(ports[1])],
        ports[0],
        {**settings, "STOCK_ACTIONS_PORT": str(ports[1])},
        folder / "stock.log",
    )


def trained_stock() -> Path:
    """The stock model for the data as it is now; trained first, which takes minutes, when there is none."""
    model = STOCK_MODELS / f"{_made_from()}.tar.gz"
    if model.is_file():
        return model
    print("training the stock model (some minutes, only when the data has changed) …", flush=True)
    began, log = time.perf_counter(), VAR / "log" / "stock-train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [
        "-m",
        "rasa",
        "train",
        "--config",
        str(STOCK / "config.yml"),
        "--fixed-model-name",
        model.stem[:-4],
    ]
    with log.open("wb") as sink:
        done = subprocess.run(
            [str(BOT_PYTHON), *command, "--out", str(STOCK_MODELS)],
            env={**os.environ, **QUIET},
            cwd=ROOT,
            stdout=sink,
            stderr=sink,
            check=False,
        )
    if done.returncode or not model.is_file():
        sys.exit(f"The stock model could not be trained; see {log.relative_to(ROOT)}.")
    for old in STOCK_MODELS.glob("*.tar.gz"):
        if old != model:
            old.unlink()
    print(f"trained in {time.perf_counter() - began:.0f} s", flush=True)
    return model


def _made_from() -> str:
    """A name for what the stock model is made from; our components learn nothing in it."""
    files = [STOCK / "config.yml", ROOT / "domain.yml", *sorted((ROOT / "data").rglob("*.yml"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]
