"""`make clean`: removes what was made and can be made again. The bookings and the keys under var/ stay."""

import shutil

from tools import locking
from tools.console import Problem, say
from tools.paths import COMPILED, ENVIRONMENTS, LOGS, MODELS, ROOT, VAR

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".rasa")


def main(_command: str) -> None:
    """Remove environments, models, logs and caches. Raises Problem while `make run` is running."""
    if any(locking.is_held(lock) for lock in VAR.glob("run-*.lock")):
        raise Problem("`make run` is running here: stop it first.")
    for folder in (ENVIRONMENTS, LOGS, COMPILED, *(ROOT / name for name in CACHES)):
        shutil.rmtree(folder, ignore_errors=True)
    for path in MODELS.glob("[!.]*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    say(
        "Removed the environments, the models, the logs and the caches. "
        "Bookings and keys under var/ are still there."
    )
