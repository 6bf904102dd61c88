"""`make lock`: resolves requirements/*.in into requirements/*.txt, with hashes, without addresses."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools import uv
from tools.commands import run_logged
from tools.console import say, step
from tools.paths import REQUIREMENTS

COMPILE = ("pip", "compile", "--universal", "--generate-hashes", "--no-annotate", "--no-header")
CPYTHON = "platform_python_implementation == 'CPython'"


@dataclass(frozen=True)
class Lock:
    """How one lock is resolved."""

    name: str
    """requirements/NAME.in is read, requirements/NAME.txt written."""
    python: str
    """The oldest Python it must hold for."""
    marker: str | None
    """Environment marker that it is limited to; None: every platform and every later Python."""


LOCKS = (
    Lock("uv", "3.10", None),
    Lock("api", "3.11", None),
    Lock("docs", "3.11", None),  # for the documentation site
    Lock("node", "3.11", None),  # for the types of the scripts, where the machine has no Node
    Lock("bench", "3.12", None),  # what a benchmark is compared with
    # Rasa's own pins contradict each other on Windows and PyPy, and it holds for 3.10 only.
    Lock(
        "bot",
        "3.10",
        f"python_full_version < '3.11' and {CPYTHON}"
        " and (sys_platform == 'darwin' or sys_platform == 'linux')",
    ),
)


def main(_command: str) -> None:
    """Renew every lock. Versions that still fit the .in files are kept: delete a .txt to take the newest."""
    installer = uv.find_or_install()
    for lock in LOCKS:
        with step(f"Resolving requirements/{lock.name}.in"):
            _resolve(lock, installer)
    say("Done. `make run` or `make test` installs what has changed.")


def _resolve(lock: Lock, installer: Path) -> None:
    target = REQUIREMENTS / f"{lock.name}.txt"
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "pyproject.toml").write_text(_project(lock))
        command: list[str | Path] = [
            installer,
            *COMPILE,
            "--project",
            project,
            "--python-version",
            lock.python,
        ]
        command += ["--output-file", target, REQUIREMENTS / f"{lock.name}.in"]
        run_logged(command, f"lock-{lock.name}.log", f"requirements/{lock.name}.in cannot be resolved")
    if lock.marker:
        target.write_text(_without(lock.marker, target.read_text()))


# caldav prefers niquests, whose urllib3-future overwrites urllib3's files; httpx and requests do as well.
LEFT_OUT = "override-dependencies = [\"niquests ; sys_platform == 'never'\"]"


def _project(lock: Lock) -> str:
    limits = f'environments = ["{lock.marker}"]' if lock.marker else ""
    return (
        f'[project]\nname = "lock"\nversion = "0"\nrequires-python = ">={lock.python}"\n'
        f"[tool.uv]\n{LEFT_OUT}\n{limits}\n"
    )


def _without(marker: str, text: str) -> str:
    """The lock without the marker that every line repeats: where it is installed, it holds."""
    return text.replace(f" ; {marker} \\", " \\").replace(f"{marker} and ", "")
