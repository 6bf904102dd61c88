"""`make apply BUSINESS=FILE`: applies a business file, also while everything is running."""

import os
from pathlib import Path

from tools import environments, settings
from tools.console import Problem
from tools.paths import API_PYTHON, ROOT


def main(_command: str, file: str = "", *options: str) -> None:
    """Replace this process by `bookings apply FILE OPTIONS`. A relative path counts from the root.

    The environment is only looked at when it is missing: applying is something people do every few seconds
    while they edit a file.
    """
    if not file:
        raise Problem("Which file? Say: make apply BUSINESS=path/to/business.yaml")
    if not API_PYTHON.exists():
        environments.ensure(environments.API)
    env = settings.from_environment().environment()
    command = [str(API_PYTHON), "-m", "bookings", "apply", str(_found(file)), *options]
    os.chdir(ROOT)
    os.execve(command[0], command, env)


def _found(file: str) -> Path:
    """The file, from the project's root or from the folder in which `make -C` was called."""
    for folder in (ROOT, Path(os.environ.get("CALLED_FROM", "."))):
        if (folder / file).exists():
            return (folder / file).resolve()
    return Path(file)
