"""One set-up, one training, one `make run` at a time in one work tree."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.console import Problem, say


@contextmanager
def held(path: Path, waiting_for: str) -> Iterator[int]:
    """Hold the lock file while the block runs; wait, and say for what, while another process holds it.

    Gives the descriptor. Passed on to a child, the lock holds until the child has ended too, even if this
    process is killed: two installers must never write into one environment.
    """
    descriptor = _open(path)
    try:
        if not _try(descriptor):
            say(f"Waiting for {waiting_for} (process {_holder(descriptor)}) …")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        _sign(descriptor, "")
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def held_or_refused(path: Path, note: str, refusal: str) -> Iterator[int]:
    """Hold the lock file while the block runs, with `note` in it; raise Problem when another process does.

    `refusal` may name {pid} and {note} of the other process.
    """
    descriptor = _open(path)
    try:
        if not _try(descriptor):
            pid, _, others_note = _content(descriptor).partition("\n")
            raise Problem(refusal.format(pid=pid, note=others_note.strip()))
        _sign(descriptor, note)
        yield descriptor
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock file now."""
    if not path.exists():
        return False
    descriptor = _open(path)
    try:
        return not _try(descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int, note: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n{note}\n".encode(), 0)


def _content(descriptor: int) -> str:
    return os.pread(descriptor, 4096, 0).decode(errors="replace")


def _holder(descriptor: int) -> str:
    return _content(descriptor).partition("\n")[0] or "unknown"
