"""Running other programs: output into a log file, and the end of it shown when they fail."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.console import Problem
from tools.paths import LOGS, ROOT

TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n)+.*", re.MULTILINE)


def answer(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str | None:
    """Standard output of a short command, stripped; None when it cannot be started or fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, timeout=60, env=env, cwd=ROOT
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def run_logged(
    command: Sequence[str | Path],
    log_name: str,
    failure: str,
    env: Mapping[str, str] | None = None,
    keep_open: int | None = None,
) -> None:
    """Run a command with all its output in var/log/`log_name`; raise Problem with its end on failure.

    `keep_open` is a descriptor that the child inherits (a lock that must outlive this process).
    """
    log = LOGS / log_name
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as sink:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            pass_fds=() if keep_open is None else (keep_open,),
        )
        code = _wait(child)
    if code != 0:
        raise Problem(f"{failure} (exit code {code}). From {log.relative_to(ROOT)}:\n\n{reason(log)}")


def _wait(child: "subprocess.Popen[bytes]") -> int:
    """The child's exit code. Whatever interrupts the waiting ends the child as well."""
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise


def reason(log: Path) -> str:
    """What a log tells of a failure: its first traceback, the cause of those after it, and its end."""
    text = log.read_text(errors="replace") if log.exists() else ""
    first = TRACEBACK.search(text)
    cause = [f"    {line}" for line in first[0].splitlines()[-6:]] + ["    …"] if first else []
    return "\n".join([*cause, tail(log, 8 if first else 20)])


def tail(log: Path, lines: int = 20, limit: int = 8000) -> str:
    """The last lines of a log file, indented, of at most `limit` bytes; "(empty)" when there are none."""
    try:
        with log.open("rb") as source:
            source.seek(0, os.SEEK_END)
            source.seek(max(0, source.tell() - limit))
            text = source.read().decode(errors="replace")
    except FileNotFoundError:
        text = ""
    kept = [line.rstrip() for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join(f"    {line}" for line in kept) or "    (empty)"
