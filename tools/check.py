"""`make check` and `make format`: formatter, linter, type checkers, documentation site, conversation data."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools import environments
from tools.console import say
from tools.paths import API_PYTHON, BOT_PYTHON, ROOT

RUFF = (API_PYTHON, "-m", "ruff")
MYPY = (API_PYTHON, "-m", "mypy")

# Checked for the Python that they run on and against the packages that are there.
STRICT_API = ("bookings", "telemetry")
STRICT_BOT = ("bot/temporal", "actions/dialogue", "actions/client", "telemetry")
STRICT_TOOLS = ("tools",)


def main(command: str) -> int:
    """Carry out all checks, even after one fails; 1 when any did. `format` changes files instead."""
    environments.ensure(environments.API, environments.BOT)
    steps = FORMAT if command == "format" else CHECK
    failed = [name for name, arguments in steps if not _passes(name, arguments)]
    if failed:
        say(f"\nNot right: {', '.join(failed)}")
    elif command == "check":
        say("\nAll checks passed.")
    return 1 if failed else 0


def _there(paths: Sequence[str]) -> list[Path]:
    return [ROOT / path for path in paths if (ROOT / path).exists()]


def _passes(name: str, arguments: Sequence[str | Path]) -> bool:
    say(f"--- {name}")
    env = {**os.environ, "MYPY_FORCE_COLOR": "0"}
    done = subprocess.run([str(part) for part in arguments], cwd=ROOT, env=env, check=False)
    return done.returncode == 0


def _mypy(paths: Sequence[str], python: Path, version: str) -> list[str | Path]:
    return [*MYPY, "--python-executable", python, "--python-version", version, *_there(paths)]


CHECK: list[tuple[str, Sequence[str | Path]]] = [
    ("formatter", [*RUFF, "format", "--check", "."]),
    ("linter", [*RUFF, "check", "."]),
    ("types of the engine and the API", _mypy(STRICT_API, API_PYTHON, "3.11")),
    ("types of the bot's pure parts", _mypy(STRICT_BOT, BOT_PYTHON, "3.10")),
    ("types of the tools", _mypy(STRICT_TOOLS, API_PYTHON, "3.10")),
    ("types of the scripts", [API_PYTHON, "-m", "tools.check_scripts"]),
    ("documentation site", [API_PYTHON, "-m", "tools.docs"]),
    ("conversation data", [BOT_PYTHON, "-m", "tools.validate_conversations"]),
]
FORMAT: list[tuple[str, Sequence[str | Path]]] = [
    ("linter", [*RUFF, "check", "--fix", "--quiet", "."]),
    ("formatter", [*RUFF, "format", "."]),
]
