"""`make roll`: has a running cluster's programs replaced one after another, while people talk."""

import os
import signal
import time

from tools.cluster import run
from tools.cluster import settings as cluster_settings
from tools.console import Problem, say
from tools.locking import is_held

NOT_RUNNING = "No cluster runs in {folder}: start it with `make cluster`."
PATIENCE_SECONDS = 1800
POLL_SECONDS = 0.3


def main(_command: str) -> int:
    """Until all are new. Raises Problem when there is no cluster, or a new program does not start."""
    asked = cluster_settings.read(os.environ)
    lock, rolled = run.lock_file(asked), run.rolled_file(asked)
    if not is_held(lock):
        raise Problem(NOT_RUNNING.format(folder=asked.folder))
    rolled.unlink(missing_ok=True)
    os.kill(int(lock.read_text(encoding="utf-8").split()[0]), signal.SIGUSR1)
    say("Replacing the programs one after another …")
    until = time.monotonic() + PATIENCE_SECONDS
    while not rolled.exists():
        if not is_held(lock):
            raise Problem("The cluster has ended meanwhile.")
        if time.monotonic() > until:
            raise Problem(
                f"Not all programs are new after {PATIENCE_SECONDS} s; see what the cluster prints."
            )
        time.sleep(POLL_SECONDS)
    outcome = rolled.read_text(encoding="utf-8")
    if outcome != "done":
        raise Problem(f"The replacing has {outcome}")
    say("All programs are new.")
    return 0
