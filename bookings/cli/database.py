"""`migrate`: bring the database's tables to a version."""

from __future__ import annotations

import argparse
import os
from typing import Any

from bookings.cli import exits
from bookings.config import settings_from
from bookings.engine.errors import InvalidRequest
from bookings.storage.database import Database
from bookings.storage.migrate import HEAD, current, is_down, migrate


def add_commands(commands: Any) -> None:
    command = exits.command(
        commands,
        "migrate",
        run,
        "make the database's tables, or bring them up to date",
        "Make the database's tables, or bring them up to date, as every command does that needs them. With "
        "--to they are brought to an older version, for an older program; export the businesses before.",
        "bookings migrate --to 0005 --lose-data",
        {
            exits.DONE: "the tables stand there, now or already",
            exits.REFUSED: "there is no such migration, or it leads down and --lose-data is missing",
        },
    )
    command.add_argument(
        "--to",
        default="head",
        metavar="MIGRATION",
        help="where to: a number like 0005, head for the newest (also without it), base for no tables at all",
    )
    command.add_argument(
        "--lose-data",
        action="store_true",
        help="go down, though what the older tables have no place for is lost",
    )


def run(arguments: argparse.Namespace) -> int:
    database = Database(settings_from(os.environ).database_url)
    try:
        if not arguments.lose_data and is_down(database, arguments.to):
            raise InvalidRequest(
                f"{arguments.to} is older than the tables are: what it has no place for is lost. Export the "
                "businesses first, and say --lose-data."
            )
        changed = migrate(database, arguments.to)
        at = current(database) or "base"
    finally:
        database.close()
    newest = "" if at == HEAD else f" (the newest is {HEAD})"
    print(f"{database.url.render_as_string()}: {'now' if changed else 'already'} at migration {at}{newest}")
    return exits.DONE
