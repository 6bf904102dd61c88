"""What the person sees: plain lines, progress of long steps, and errors that say what to do."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Something the person can put right. Its text is the whole message: no traceback is shown."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


_lock = threading.Lock()
_terminal = sys.stdout.isatty()


def terminal_is_gone() -> bool:
    """Whether this began in a terminal that was closed since. Its hang-up signal may reach only make."""
    return _terminal and not os.isatty(1)


def say(text: str = "", end: str = "\n") -> None:
    """Print a line."""
    _write(text + end)


def _write(text: str) -> None:
    """A terminal that is gone is no reason to fail: programs must still be stopped."""
    with _lock:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except (OSError, ValueError):
            _mute()


def _mute() -> None:
    """Point standard output at nothing, so that the interpreter does not fail on flushing it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _interval_seconds() -> float:
    return 1.0 if sys.stdout.isatty() else 15.0


@contextmanager
def step(what: str, detail: Callable[[], str] = lambda: "") -> Iterator[None]:
    """Show that a long step is being done, for how long, and what `detail` tells of how far it is.

    On a terminal one line is kept up to date every second; elsewhere a line is written every 15 seconds.
    """
    started, done = time.monotonic(), threading.Event()
    ticker = threading.Thread(target=_tick, args=(what, detail, started, done), daemon=True)
    say(f"{what} …")
    ticker.start()
    try:
        yield
    except BaseException:
        done.set()
        ticker.join()
        raise
    done.set()
    ticker.join()
    say(f"{_line_start()}{what}: done in {_duration(time.monotonic() - started)}")


def _tick(what: str, detail: Callable[[], str], started: float, done: threading.Event) -> None:
    while not done.wait(_interval_seconds()):
        told = detail()
        text = f"  {_duration(time.monotonic() - started)}{', ' + told if told else ''}"
        if sys.stdout.isatty():
            _write(f"\r\x1b[K{text}")
        else:
            say(text)


def _line_start() -> str:
    return "\r\x1b[K" if sys.stdout.isatty() else ""


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"
