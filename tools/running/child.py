"""One started program: its process group, its output, and its end."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.console import say
from tools.paths import ROOT
from tools.running.errors import ErrorFilter
from tools.running.service import Service

ROTATE_AT_BYTES = 10_000_000
LAST_LINES = 15
PR_SET_PDEATHSIG = 1


class Child:
    """A running service. Its lines go to its output file; errors among them to the console as well."""

    def __init__(self, service: Service, env: Mapping[str, str]) -> None:
        self.service = service
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        service.output.parent.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            service.command,
            cwd=ROOT,
            env={**env, **service.extra, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
        if service.pid_file is not None:
            _write(service.pid_file, f"{self._process.pid}\n")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def exit_code(self) -> int | None:
        """None while it runs; minus the signal's number when a signal ended it."""
        return self._process.poll()

    def signal_group(self, number: int) -> None:
        """Send a signal to the program and whatever it has started; nothing happens when all are gone."""
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            pass

    def wait(self, seconds: float) -> bool:
        """Wait for its end; whether it came in time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def finish_output(self) -> None:
        """After its end: end what it has left behind, and read what was printed last."""
        self.signal_group(signal.SIGKILL)
        self._reader.join(2)

    def _read(self) -> None:
        assert self._process.stdout is not None
        errors = ErrorFilter()
        with self._process.stdout as lines:
            for line in lines:
                self._keep(line)
                self.last_lines.append(line.rstrip("\n"))
                if errors.shows(line.rstrip("\n")):
                    say(f"[{self.service.name}] {line.rstrip()}")

    def _keep(self, line: str) -> None:
        output = self.service.output
        try:
            if output.exists() and output.stat().st_size > ROTATE_AT_BYTES:
                output.replace(output.with_suffix(".log.1"))
            with output.open("a", encoding="utf-8", errors="replace") as sink:
                sink.write(line)
        except OSError:  # a full disk must not stop the program whose output this is
            pass


def _write(file: Path, text: str) -> None:
    """Whole, for others read it at any time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(text, encoding="ascii")
    new.replace(file)


def die_with_parent() -> Callable[[], None] | None:
    """What to run in a child before its program starts, so that the kernel ends it with this one.

    Linux only; elsewhere a supervisor killed with SIGKILL leaves its programs running.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def before_exec() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return before_exec
