"""`make cluster`: sets up what is missing, starts everything, and stops it all on Ctrl-C.

SIGUSR1 has the programs replaced one after another; `make roll` sends it.
"""

import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path

from tools import database, environments, run, train
from tools.cluster import programs, proxy, servers
from tools.cluster import settings as cluster_settings
from tools.cluster.missing import refuse_missing
from tools.cluster.settings import ClusterSettings
from tools.commands import run_logged
from tools.console import Problem, say
from tools.locking import held_or_refused
from tools.paths import API_PYTHON
from tools.running import ports
from tools.running.supervisor import Supervisor
from tools.settings import Settings

RUNNING_ALREADY = (
    "It is running already in this folder (process {pid}). {note}\n"
    "Stop that one first, or give this one a CLUSTER_FOLDER, CLUSTER_PORT and CLUSTER_FIRST_PORT of its own."
)


def main(_command: str) -> int:
    """Run until stopped. 0 after Ctrl-C or SIGTERM. Raises Problem when something cannot run."""
    run.end_when_make_is_killed()
    asked = cluster_settings.read(os.environ)
    refuse_missing()
    note = f"The chat page: {chat_page(asked)}"
    with held_or_refused(lock_file(asked), note, RUNNING_ALREADY):
        ports.refuse_taken(asked.every_port)
        environments.ensure(environments.API, environments.BOT)
        train.main()
        return run.until_stopped(lambda: _serve(asked))


def lock_file(asked: ClusterSettings) -> Path:
    """Held, with its process's number in it, by the cluster that runs in this folder."""
    return asked.folder / "lock"


def chat_page(asked: ClusterSettings) -> str:
    """The address that a person opens to talk to the bot."""
    return f"http://127.0.0.1:{asked.port}/chat"


def _serve(asked: ClusterSettings) -> None:
    shared = programs.settings_for(asked, dict(os.environ))
    env = shared.environment()
    wanted = threading.Event()
    signal.signal(signal.SIGUSR1, lambda *_: wanted.set())
    say("Starting the servers …")
    with Supervisor(env) as supervisor:
        supervisor.start([servers.database(asked), servers.memory(asked)])
        _prepare(shared, env)
        supervisor.start([proxy.proxy(asked)])
        say("Starting the programs …")
        inner = [*programs.apis(asked, shared), *programs.workers(asked, shared)]
        supervisor.start([*inner, *programs.action_servers(asked, shared)])
        database.check_key(shared, env)
        supervisor.start(list(programs.bots(asked, shared)))
        say(banner(asked))
        while True:
            supervisor.look_after_all()
            if wanted.is_set():
                wanted.clear()
                _roll(supervisor, asked, shared)


def _prepare(shared: Settings, env: Mapping[str, str]) -> None:
    """The tables are brought up to date once, before several processes would."""
    run_logged([API_PYTHON, "-m", "bookings", "migrate"], "migrate.log", "The tables could not be made", env)
    database.prepare(shared, env)


def _roll(supervisor: Supervisor, asked: ClusterSettings, shared: Settings) -> None:
    """One after another, in the order in which they need each other; no more when one does not start."""
    say("Replacing the programs one after another …")
    outcome = "done"
    for make in (programs.apis, programs.workers, programs.action_servers, programs.bots):
        for each in make(asked, shared):
            try:
                supervisor.replace(each.name)
            except Problem as problem:
                outcome = f"stopped: {problem}"
                break
        if outcome != "done":
            break
    say("All programs are new." if outcome == "done" else f"The replacing has {outcome}")
    rolled_file(asked).write_text(outcome, encoding="utf-8")


def rolled_file(asked: ClusterSettings) -> Path:
    """Written when a roll has ended: `done`, or what was in its way."""
    return asked.folder / "rolled"


def banner(asked: ClusterSettings) -> str:
    """What is printed when all is ready."""
    counts = (
        f"{asked.apis} of the API, {asked.workers} workers, {asked.action_servers} action servers, "
        f"{asked.bots} of Rasa"
    )
    lines = [
        "",
        f"  Chat page      {chat_page(asked)}",
        f"  Booking page   http://127.0.0.1:{asked.port}/book",
        f"  Processes      {counts}; their numbers are in {os.path.relpath(asked.folder / 'pids')}/",
        "",
        "  Ctrl-C stops everything; `make roll` replaces the programs one after another.",
    ]
    return "\n".join(lines)
