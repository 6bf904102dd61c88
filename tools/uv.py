"""The installer: uv from PATH, else a private one put into .venv/uv with pip."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.commands import answer, run_logged
from tools.console import Problem, step
from tools.paths import ENVIRONMENTS, REQUIREMENTS

OLDEST = (0, 5, 0)
PIP_INSTALL = ("-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--requirement")
PRIVATE = ENVIRONMENTS / "uv"

NO_VENV = """\
uv, which installs what this project needs, is not on this machine, and {python} cannot make an environment \
to put it in. Install uv, or give that Python its venv and pip (Debian: apt-get install python3-venv)."""


def find_or_install() -> Path:
    """A uv that works and is new enough. Raises Problem when there is none and none can be installed."""
    for candidate in _candidates():
        if _is_good(candidate):
            return candidate
    return _install()


def _candidates() -> Iterator[Path]:
    found = shutil.which("uv")
    if found:
        yield Path(found)
    yield PRIVATE / "bin" / "uv"


def _is_good(uv: Path) -> bool:
    """Asked of the program itself: a shim, or half an installation, has the name but does not answer."""
    told = re.match(r"uv (\d+)\.(\d+)\.(\d+)", answer([uv, "--version"]) or "")
    return told is not None and tuple(int(part) for part in told.groups()) >= OLDEST


def _install() -> Path:
    shutil.rmtree(PRIVATE, ignore_errors=True)
    with step("Getting uv, the installer (about 25 MB)"):
        if answer([_base_python(), "-m", "venv", PRIVATE]) is None:
            shutil.rmtree(PRIVATE, ignore_errors=True)
            raise Problem(NO_VENV.format(python=_base_python()))
        run_logged(
            [PRIVATE / "bin" / "python", *PIP_INSTALL, REQUIREMENTS / "uv.txt"],
            "uv.log",
            "uv could not be installed with pip",
            {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )
    if not _is_good(PRIVATE / "bin" / "uv"):
        raise Problem("uv was installed into .venv/uv but does not start. Install uv yourself and try again.")
    return PRIVATE / "bin" / "uv"


def _base_python() -> str:
    """The interpreter itself, not the virtual environment that this program may have been started in."""
    return getattr(sys, "_base_executable", None) or sys.executable or os.fspath("python3")
