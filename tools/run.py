"""`make run`: sets up what is missing, starts every program and stops them all on Ctrl-C."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tools import database, environments, settings, train
from tools.console import say
from tools.locking import held_or_refused
from tools.paths import VAR
from tools.running import ports, service
from tools.running.child import PR_SET_PDEATHSIG
from tools.running.service import reachable
from tools.running.supervisor import Supervisor
from tools.settings import Settings

RUNNING_ALREADY = (
    "It is running already in this folder (process {pid}). {note}\nStop that one first: Ctrl-C where it runs."
)


def main(_command: str) -> int:
    """Run until stopped. 0 after Ctrl-C or SIGTERM; Raises Problem when something cannot run."""
    end_when_make_is_killed()
    asked = settings.from_environment()
    with held_or_refused(lock_file(asked), f"The chat page: {chat_page(asked)}", RUNNING_ALREADY):
        ports.refuse_taken(_ports(asked))
        environments.ensure(environments.API, environments.BOT)
        train.main()
        # Read again: the common start of BOOKINGS_NOW is now, not before minutes of set-up.
        asked = settings.from_environment()
        env = asked.environment()
        database.prepare(asked, env)
        return until_stopped(lambda: _serve(asked, env))


def lock_file(asked: Settings) -> Path:
    """One per port of the bot: two sets of programs on ports of their own do not disturb each other."""
    return VAR / f"run-{asked.bot_port}.lock"


def _serve(asked: Settings, env: dict[str, str]) -> None:
    say("Starting the programs …")
    with Supervisor(env) as supervisor:
        supervisor.start(
            [
                service.api(asked),
                service.worker(asked),
                service.actions(asked),
                service.bot(asked, train.MODEL_FILE),
            ]
        )
        database.check_key(asked, env)
        say(banner(asked))
        supervisor.watch()


def until_stopped(work: Callable[[], None]) -> int:
    """Do it until Ctrl-C or a signal ends it, and say so. 0: it was ended."""
    try:
        work()
    except KeyboardInterrupt:
        say("\nStopped.")
    except SystemExit as end:
        say(f"\nStopped: told to by {_signal_name(end)}.")
    return 0


def _signal_name(end: SystemExit) -> str:
    number = end.code - 128 if isinstance(end.code, int) else 0
    return signal.Signals(number).name if number in [each.value for each in signal.Signals] else str(end.code)


def _ports(asked: Settings) -> list[tuple[str, int, str]]:
    return [
        (asked.host, asked.api_port, "BOOKINGS_PORT"),
        (asked.bot_host, asked.bot_port, "BOT_PORT"),
        (asked.bot_host, asked.actions_port, "ACTIONS_PORT"),
    ]


def chat_page(asked: Settings) -> str:
    """The address that a person opens to talk to the bot."""
    return f"http://{reachable(asked.bot_host)}:{asked.bot_port}/chat"


def banner(asked: Settings) -> str:
    """What is printed when all is ready."""
    lines = [
        "",
        f"  Chat page      {chat_page(asked)}",
        *_booking_page(asked),
        f"  API reference  http://{reachable(asked.host)}:{asked.api_port}/docs",
        *_mail_page(asked),
        "",
        "  Ctrl-C stops everything.",
    ]
    if asked.now is not None:
        warning = f"BOOKINGS_NOW is set: every clock started at {asked.now}, not at the real time."
        frame = "!" * (len(warning) + 8)
        lines += ["", frame, f"!!  {warning}  !!", frame]
    return "\n".join(lines)


def _booking_page(asked: Settings) -> list[str]:
    """Where people book without a conversation, unless it is turned off."""
    if asked.base.get("BOOKINGS_PAGE", "").strip() == "0":
        return []
    return [f"  Booking page   http://{reachable(asked.host)}:{asked.api_port}/book"]


def _mail_page(asked: Settings) -> list[str]:
    """Where to read the mails, if no mail server is set and the API shows them to this machine by itself."""
    if asked.base.get("BOOKINGS_SMTP_URL") or asked.host not in ("127.0.0.1", "localhost", "::1"):
        return []
    return [f"  Mails          http://{reachable(asked.host)}:{asked.api_port}/mail"]


def end_when_make_is_killed() -> None:
    """make passes Ctrl-C and SIGTERM on, but cannot pass on its own SIGKILL; on Linux the kernel can."""
    if "MAKELEVEL" in os.environ and sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
