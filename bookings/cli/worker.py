"""`worker`: deliver what bookings set off."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from typing import Any

from bookings.cli import exits
from bookings.config import settings_from
from bookings.engine.wording import iso
from telemetry import export, logs


def add_commands(commands: Any) -> None:
    command = commands.add_parser(
        "worker",
        help="deliver what bookings set off: e-mail, reminders and the rest",
        description="Deliver what bookings set off until it is stopped. Any number of workers may run.",
    )
    command.set_defaults(run=run)
    exits.explain(command, "bookings worker", {exits.DONE: "it was told to stop, by SIGTERM or Ctrl-C"})


def run(_: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    logs.set_up("worker", settings.logs)
    from bookings.bootstrap import make_worker  # slow to import, and only needed here

    end = export.begin("worker", settings.traces)
    worker = make_worker(settings)
    print(f"Worker {worker.name} is ready.", flush=True)
    if settings.clock.ahead:
        print(f"BOOKINGS_NOW is set: the clock shows {iso(settings.clock())}.", flush=True)
    try:
        asyncio.run(_until_told(worker))
    finally:
        end()
        if settings.worker_alive_file is not None:
            settings.worker_alive_file.unlink(missing_ok=True)
    return 0


async def _until_told(worker: Any) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await worker.run(stop)
