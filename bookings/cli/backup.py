"""`export` and `import`: a business into a file, and back."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from bookings.bootstrap import open_storage
from bookings.cli import exits
from bookings.cli.files import opened_for_reading, written_whole
from bookings.cli.progress import Progress
from bookings.config import settings_from
from bookings.storage.backup.export import export_business
from bookings.storage.backup.lines import Reader
from bookings.storage.backup.load import Loaded, Wishes, load_business
from bookings.storage.backup.upgrade import as_of_today


def add_commands(commands: Any) -> None:
    export = exits.command(
        commands,
        "export",
        run_export,
        "write everything of a business into a file",
        "Write everything of a business into a file: configuration, bookings with their answers and "
        "history, holds, reminders, busy ranges, messages. It is the state of one instant, also while the "
        "API runs.",
        "bookings export bright-smiles backup.jsonl.gz",
        {
            0: "the file is whole",
            1: "there is no such business",
            2: "the file cannot be written, or whoever read the output went away before its end",
        },
    )
    export.add_argument("business", metavar="BUSINESS", help="the business's id")
    export.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default="-",
        help="where to; packed if the name ends in .gz; - or nothing: standard output",
    )
    export.add_argument(
        "--with-keys",
        action="store_true",
        help="also its API keys, as hashes, and the stored answers by Idempotency-Key",
    )
    export.add_argument("-q", "--quiet", action="store_true", help="say nothing if it worked")

    load = exits.command(
        commands,
        "import",
        run_import,
        "take up a business from a file that export has written",
        "Take up a business from a file that export has written, into any database: all of it, or nothing.",
        "bookings import backup.jsonl.gz --unsent drop",
        {
            0: "everything is there",
            1: "the file is damaged or of a newer program, its business is there already, or it holds "
            "messages that had not been sent and --unsent does not say what to do; nothing was changed",
            2: "the file cannot be read",
        },
    )
    load.add_argument("file", metavar="FILE", help="the file, packed or not; - for standard input")
    load.add_argument(
        "--replace",
        action="store_true",
        help="put it in the place of a business that is there, which is lost",
    )
    load.add_argument(
        "--unsent",
        choices=("keep", "drop"),
        help="messages that had not been sent: keep them, to be sent from here, or drop them",
    )
    load.add_argument("-q", "--quiet", action="store_true", help="say nothing if it worked")


def run_export(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    progress = Progress(f"exporting {arguments.business}", is_quiet=arguments.quiet)
    with ExitStack() as stack:
        storage = open_storage(settings)
        stack.callback(storage.database.close)
        connection = stack.enter_context(storage.database.reading())
        file = stack.enter_context(written_whole(arguments.file))
        rows = export_business(
            connection,
            arguments.business,
            file,
            settings.clock(),
            arguments.with_keys,
            lambda done, total: progress(done, done / total if total else None),
        )
    progress.done()
    if not arguments.quiet:
        print(f"{arguments.business}: exported {told(rows)}", file=sys.stderr)
    return exits.DONE


def run_import(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    progress = Progress("importing", is_quiet=arguments.quiet)
    with opened_for_reading(arguments.file) as file:
        reader = Reader(file.content)
        wishes = Wishes(
            settings.clock(),
            arguments.replace,
            arguments.unsent,
            lambda rows: progress(rows, file.fraction_read()),
        )
        storage = open_storage(settings)
        try:
            with as_of_today(reader, wishes.now) as current, storage.database.writing() as connection:
                loaded = load_business(connection, current, wishes)
        finally:
            progress.done()
            storage.database.close()
    if not arguments.quiet:
        print(_summary(loaded, arguments.unsent))
    return exits.DONE


def _summary(loaded: Loaded, unsent: str | None) -> str:
    messages = {"keep": "to be sent from here", "drop": "left out"}.get(unsent or "", "")
    more = f"; messages not sent before: {loaded.unsent}, {messages}" if loaded.unsent else ""
    return f"{loaded.business_id}: imported {told(loaded.rows)}{more}"


def told(rows: Mapping[str, int]) -> str:
    """`12 bookings, 1,020 rows in all`."""
    return f"{rows.get('bookings', 0):,} bookings, {sum(rows.values()):,} rows in all"
