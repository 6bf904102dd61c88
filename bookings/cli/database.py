"""`migrate`: bring the database's tables up to date."""

from __future__ import annotations

import argparse
import os
from typing import Any

from bookings.config import settings_from
from bookings.storage.database import Database
from bookings.storage.migrate import HEAD, migrate


def add_commands(commands: Any) -> None:
    command = commands.add_parser(
        "migrate",
        help="make the database's tables, or bring them up to date",
        description="Make the database's tables, or bring them up to date, as serve and apply do first.",
    )
    command.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    database = Database(settings_from(os.environ).database_url)
    try:
        changed = migrate(database)
    finally:
        database.close()
    print(f"{database.url.render_as_string()}: {'now' if changed else 'already'} at migration {HEAD}")
    return 0
