"""The environments .venv/bot, .venv/api and .venv/docs, made from their locks and kept whole.

An environment is whole when its stamp, written last, fits: lock, interpreter and place as they are now,
and as many files as were installed. Anything else (never made, killed in the middle, files deleted, clone
moved, lock renewed) is put right by installing again; what is already right is not touched.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools import interpreters, uv
from tools.commands import answer, run_logged
from tools.console import say, step
from tools.downloads import Downloads
from tools.interpreters import Wanted
from tools.locking import held
from tools.paths import ENVIRONMENTS, LOGS, REQUIREMENTS, VAR

STAMP = "installed.json"


@dataclass(frozen=True)
class Environment:
    """One of the project's virtual environments."""

    name: str
    """Its folder under .venv and its lock under requirements: "bot", "api" or "docs"."""
    wanted: Wanted
    """Which Python it runs on."""
    purpose: str
    """What it holds, for the progress line."""
    size: str
    """What there is to download on a machine that has nothing yet."""

    @property
    def folder(self) -> Path:
        return ENVIRONMENTS / self.name

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def lock(self) -> Path:
        return REQUIREMENTS / f"{self.name}.txt"


BOT = Environment("bot", interpreters.BOT, "Rasa and what the bot needs", "about 900 MB")
API = Environment("api", interpreters.API, "what the Bookings API needs", "about 100 MB")
DOCS = Environment("docs", interpreters.API, "what the documentation site is built with", "about 20 MB")


def ensure(*environments: Environment) -> None:
    """Make every environment whole that is not. Two of these at once wait for each other."""
    if all(_is_whole(environment) for environment in environments):
        return
    with held(VAR / "setup.lock", "another set-up of this folder") as lock:
        for environment in environments:
            if not _is_whole(environment):
                _install(environment, lock)


def _is_whole(environment: Environment) -> bool:
    starts = answer([environment.python, "-I", "-c", ""]) is not None
    return starts and _stamp(environment) == _state(environment)


def _stamp(environment: Environment) -> object:
    try:
        return json.loads((environment.folder / STAMP).read_text())
    except (OSError, ValueError):
        return None


def _state(environment: Environment) -> dict[str, object]:
    """What the stamp says. `files` finds a deleted file without reading 30,000 of them.

    `place` is where the folder really is: a link to a whole environment is as good as that one.
    """
    return {
        "lock": hashlib.sha256(environment.lock.read_bytes()).hexdigest(),
        "interpreter": os.path.realpath(environment.python),
        "place": os.path.realpath(environment.folder),
        "files": sum(1 for _ in files_in(environment.folder)),
    }


def files_in(folder: Path) -> Iterator[str]:
    """Every installed file. Compiled modules come and go with use and do not count, nor does the stamp."""
    try:
        entries = list(os.scandir(folder))
    except OSError:  # another set-up is at work here just now
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from files_in(Path(entry.path))
        elif entry.name != STAMP:
            yield entry.path


def _install(environment: Environment, lock: int) -> None:
    installer = uv.find_or_install()
    interpreter = interpreters.find(environment.wanted, installer)
    fresh = not _can_be_mended(environment, interpreter)
    damaged = not fresh and not _differs_in_lock_only(environment)
    if fresh:
        _remove(environment.folder)
        _create(environment, installer, interpreter)
    (environment.folder / STAMP).unlink(missing_ok=True)
    log = f"setup-{environment.name}.log"
    size = f"{_packages(environment)} packages, {environment.size} to download"
    about = (
        f"Installing {environment.purpose} ({size})" if fresh else f"Putting .venv/{environment.name} right"
    )
    with step(about, Downloads(LOGS / log).told):
        _sync(environment, installer, log, lock, reinstall=damaged)
    (environment.folder / STAMP).write_text(json.dumps(_state(environment), indent=1) + "\n")


def _can_be_mended(environment: Environment, interpreter: Path) -> bool:
    """Whether the environment is of the right Python and place, so that installing into it is enough."""
    asked = "import sys; print(sys.prefix); print(sys._base_executable)"
    told = (answer([environment.python, "-I", "-c", asked]) or "").splitlines()
    return (
        len(told) == 2
        and os.path.realpath(told[0]) == os.path.realpath(environment.folder)
        and os.path.realpath(told[1]) == str(interpreter)
        and (environment.folder / "bin" / "activate").exists()
    )


def _differs_in_lock_only(environment: Environment) -> bool:
    """Whether what was installed is all still there, so that only the difference needs installing."""
    stamp, state = _stamp(environment), _state(environment)
    return isinstance(stamp, dict) and {**stamp, "lock": state["lock"]} == state


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _create(environment: Environment, installer: Path, interpreter: Path) -> None:
    say(f"Python for {environment.name}: {interpreter}")
    run_logged(
        [installer, "venv", "--no-project", "--python", interpreter, environment.folder],
        f"setup-{environment.name}.log",
        f"The environment .venv/{environment.name} could not be made",
    )


def _sync(environment: Environment, installer: Path, log: str, lock: int, reinstall: bool) -> None:
    """Install exactly what the lock names. Reinstalling puts back files that were deleted from a package."""
    again = ["--reinstall"] if reinstall else []
    run_logged(
        [
            installer,
            "pip",
            "sync",
            "--require-hashes",
            "--python",
            environment.python,
            *again,
            environment.lock,
        ],
        log,
        f"Installing into .venv/{environment.name} failed",
        env={"UV_NO_PROGRESS": "1"},
        keep_open=lock,
    )


def _packages(environment: Environment) -> int:
    return len(re.findall(r"^[\w.\[\]-]+==", environment.lock.read_text(), re.MULTILINE))
