"""Programs that run side by side: what each prints comes whole, in order, and none is left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools.console import say

LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 30.0
"""How long a program that was interrupted may take to stop what it has started."""
FAILED = 1


@dataclass(frozen=True)
class Job:
    """One program."""

    name: str
    command: Sequence[str | Path]
    log: Path
    """What it printed."""
    places: int = 1
    """How many of the places it takes."""
    after: str = ""
    """The job that has to succeed first; when that fails this one is not run."""


@dataclass
class Done:
    """How a job ended."""

    code: int
    seconds: float
    was_run: bool = True


class Runner:
    """Starts jobs in their order, each when it has its places, and prints one at a time."""

    def __init__(self, jobs: Sequence[Job], places: int, folder: Path, env: dict[str, str]) -> None:
        self._waiting, self._order = list(jobs), list(jobs)
        self._places, self._folder, self._env = places, folder, env
        self._running: dict[str, tuple[Job, subprocess.Popen[bytes], float]] = {}
        self.done: dict[str, Done] = {}

    def run(self, ended: Callable[[Job, Done], None]) -> None:
        """Until all have ended; `ended` is called for each in order, after all that it printed."""
        with _interruptible():
            try:
                for job in self._order:
                    self._show(job)
                    ended(job, self.done[job.name])
            finally:
                self._stop()

    def _show(self, job: Job) -> None:
        """Print what the job prints while it runs, or what it has printed beside another."""
        shown: IO[str] | None = None
        while True:
            self._look()
            over = job.name in self.done
            if shown is None and job.log.exists() and (over or job.name in self._running):
                say(f"\n=== {job.name} ===")
                shown = job.log.open(errors="replace", newline="")
            if shown and (text := shown.read()):
                say(text, end="")
            if over:
                break
            time.sleep(LOOK_SECONDS)
        if shown:
            shown.close()

    def _look(self) -> None:
        """Note who has ended, and start who can begin."""
        for job, process, started in list(self._running.values()):
            if (code := process.poll()) is not None:
                del self._running[job.name]
                self.done[job.name] = Done(code, time.monotonic() - started)
        while (following := self._next()) is not None:
            self._waiting.remove(following)
            self._start(following)

    def _next(self) -> Job | None:
        """The first that waits for no other, if it has its places: large ones are not overtaken for ever."""
        for job in list(self._waiting):
            first = self.done.get(job.after)
            if first and first.code:
                self._waiting.remove(job)
                self.done[job.name] = Done(FAILED, 0, was_run=False)
            elif first or not job.after:
                taken = sum(running.places for running, _, _ in self._running.values())
                fits = taken + job.places <= self._places or not self._running
                return job if fits else None
        return None

    def _start(self, job: Job) -> None:
        job.log.parent.mkdir(parents=True, exist_ok=True)
        with job.log.open("wb") as sink:
            process = subprocess.Popen(
                [str(part) for part in job.command],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                env=self._env,
                # Ctrl-C reaches this process alone, which tells each child once: a second signal would cut
                # short the stopping of servers that the first began.
                start_new_session=True,
            )
        self._running[job.name] = job, process, time.monotonic()

    def _stop(self) -> None:
        """Interrupt what still runs, so that tests stop their servers; end by force what does not end."""
        processes = [process for _, process, _ in self._running.values()]
        try:
            for process in processes:
                process.send_signal(signal.SIGINT)
            deadline = time.monotonic() + PATIENCE_SECONDS
            for process in processes:
                process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        finally:
            for process in processes:
                _end_group(process)


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Started in the background of a script, a process ignores SIGINT, and hands that on to its children."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def environment(compiled: Path) -> dict[str, str]:
    """Ours, but with compiled modules kept in a folder: else every start of Rasa compiles all of it anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(compiled), "PYTHONUNBUFFERED": "1"}
