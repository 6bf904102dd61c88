"""`forget-old`: what the settings keep no longer goes now."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bookings.bootstrap import open_storage
from bookings.cli import exits
from bookings.config import settings_from
from bookings.retention_wiring import counted, forget_some


def add_commands(commands: Any) -> None:
    command = exits.command(
        commands,
        "forget-old",
        run,
        "forget now what has been kept long enough",
        "Forget now what has been kept as long as the settings BOOKINGS_KEEP_… say, as the worker does every "
        "hour: a few rows at a time, also while everything is running.",
        "bookings forget-old --dry-run",
        {exits.DONE: "it is gone; or, with --dry-run, what would go was told"},
    )
    command.add_argument("--dry-run", action="store_true", help="only tell what would go")


def run(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    database = open_storage(settings).database
    gone: Counter[str] = Counter()
    try:
        if arguments.dry_run:
            gone.update(counted(settings, database))
        else:
            while any((some := forget_some(settings, database)).values()):
                gone.update(some)
    finally:
        database.close()
    print(f"{'Would go' if arguments.dry_run else 'Gone'}: {_told(gone)}")
    return exits.DONE


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "nothing"
