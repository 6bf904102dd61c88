"""A Redis server of our own for tests and benchmarks, on a socket in its own folder and on no port."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tools.running.child import die_with_parent

NONE_FOUND = "There is no Redis server on this machine. Debian's package redis-server has one."
START_SECONDS = 60


def binary() -> str | None:
    """Where redis-server is, if it is."""
    return shutil.which("redis-server")


@contextmanager
def running() -> Iterator[str]:
    """Start a server and stop it at the end; gives its address.

    Raises RuntimeError, with what it said, if there is none or it does not start.
    """
    with prepared() as start, start() as address:
        yield address


@contextmanager
def prepared() -> Iterator[Callable[[], AbstractContextManager[str]]]:
    """Like `running`, but gives what starts the server, again and again, on the same data and address."""
    found = binary()
    if found is None:
        raise RuntimeError(NONE_FOUND)
    folder = Path(tempfile.mkdtemp(prefix="bookings-redis-"))

    @contextmanager
    def start() -> Iterator[str]:
        with _served(found, folder):
            yield f"unix://{folder}/socket"

    try:
        yield start
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _served(found: str, folder: Path) -> Iterator[None]:
    # What was acknowledged is in the file, so that locks and sessions survive a restart.
    options = {"port": "0", "unixsocket": f"{folder}/socket", "dir": str(folder), "appendonly": "yes"}
    options |= {"save": "", "logfile": f"{folder}/log"}
    command = [found, *(part for name, value in options.items() for part in (f"--{name}", value))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent())
    try:
        _wait_for(process, folder)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(folder / "socket"):
        if process.poll() is not None or time.monotonic() > deadline:
            log = folder / "log"
            said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else "(nothing)"
            raise RuntimeError(f"Redis did not start:\n{said}")
        time.sleep(0.05)


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(100).startswith(b"+PONG")
    except OSError:
        return False
