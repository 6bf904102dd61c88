"""Finding a Python of the right version for each environment."""

import os
import pwd
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.commands import answer
from tools.console import Problem, step

# What an interpreter must bring: one built without these installs everything and fails at run time.
PROBE = "import ctypes, sqlite3, ssl, sys, zlib; print('%d.%d' % sys.version_info[:2])"


@dataclass(frozen=True)
class Wanted:
    """Which Python an environment runs on."""

    setting: str
    """Environment variable by which the person names the interpreter: BOT_PYTHON or API_PYTHON."""
    versions: tuple[str, ...]
    """Acceptable minor versions, best first: the first is the one that is tested most."""
    reason: str
    """Why these, for the message when there is none."""


BOT = Wanted("BOT_PYTHON", ("3.10",), "Rasa 3.6 runs on no newer one")
API = Wanted("API_PYTHON", ("3.12", "3.13", "3.11", "3.14"), "the Bookings API needs 3.11 or newer")


def find(wanted: Wanted, uv: Path) -> Path:
    """An interpreter of one of the wanted versions: the person's choice, one that is there, or a download.

    Raises Problem with the ways to get one when there is none.
    """
    chosen = os.environ.get(wanted.setting)
    if chosen:
        return _checked_choice(wanted, chosen)
    for version in wanted.versions:
        for candidate in _candidates(version, uv):
            if _version(candidate) == version:
                return candidate.resolve()
    return _download(wanted, uv)


def _checked_choice(wanted: Wanted, chosen: str) -> Path:
    path = shutil.which(chosen)
    version = _version(Path(path)) if path else None
    if path is None or version not in wanted.versions:
        told = f"is Python {version}" if version else "does not start"
        raise Problem(f"{wanted.setting}={chosen} {told}; needed is Python {' or '.join(wanted.versions)}.")
    return Path(path).resolve()


def _candidates(version: str, uv: Path) -> Iterator[Path]:
    """Interpreters that may be of the version, wherever they usually are. Not all of them start."""
    if f"{sys.version_info[0]}.{sys.version_info[1]}" == version:
        yield Path(getattr(sys, "_base_executable", None) or sys.executable)
    found = _found_by_uv(version, uv)
    if found:
        yield found
    for root in _pyenv_roots():
        yield from sorted(root.glob(f"versions/{version}.*/bin/python{version}"), key=_patch, reverse=True)
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield Path(on_path)


def _pyenv_roots() -> list[Path]:
    """HOME may have been changed (CI, sudo); the home in the user database is tried as well."""
    named = os.environ.get("PYENV_ROOT")
    homes = [Path.home(), Path(pwd.getpwuid(os.getuid()).pw_dir)]
    roots = ([Path(named)] if named else []) + [home / ".pyenv" for home in homes]
    return list(dict.fromkeys(roots))


def _patch(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.parent.parent.name)]


def _found_by_uv(version: str, uv: Path) -> Path | None:
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    found = answer([uv, "python", "find", "--system", "--no-project", version], env)
    return Path(found) if found else None


def _version(python: Path) -> str | None:
    return answer([python, "-I", "-c", PROBE])


def _download(wanted: Wanted, uv: Path) -> Path:
    version = wanted.versions[0]
    with step(f"Getting Python {version} (about 35 MB)"):
        installed = answer([uv, "python", "install", "--no-bin", version]) is not None
        found = _found_by_uv(version, uv) if installed else None
    if found is None or _version(found) != version:
        raise Problem(
            f"Python {' or '.join(wanted.versions)} is needed ({wanted.reason}), is not on this machine and "
            f"could not be downloaded: install it (for example: pyenv install {version}), or name one with "
            f"{wanted.setting}=/path/to/python{version}."
        )
    return found.resolve()
