"""`outbox`: see what could not be delivered, send it again, or drop it."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row

from bookings.cli import exits
from bookings.config import settings_from
from bookings.engine.errors import InvalidRequest, NotFound
from bookings.engine.wording import iso
from bookings.storage import outbox_upkeep
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.outbox_upkeep import STATES, Wanted


def add_commands(commands: Any) -> None:
    command = commands.add_parser("outbox", help="see what could not be delivered, send it again, or drop it")
    command.description = "See what could not be delivered, send it again, or drop it. See docs/outbox.md."
    actions = command.add_subparsers(title="actions", metavar="<action>", required=True)
    listing = actions.add_parser("list", help="list the messages that were put aside, and why")
    listing.add_argument(
        "--state",
        choices=STATES,
        default="aside",
        help="list others: to be delivered (waiting), of these what failed before (failing), delivered",
    )
    _narrowing(listing)
    listing.add_argument("--limit", type=int, default=50, help="how many at most, the newest first (50)")
    listing.add_argument("--payload", action="store_true", help="show what the messages say, too")
    listing.set_defaults(run=run_list)
    listing.description = "List the messages that were put aside, and why; the newest first."
    exits.explain(listing, "bookings outbox list --state waiting --kind email.")
    for name, run, summary in (
        ("retry", run_retry, "deliver again, now, what was put aside or waits for its next attempt"),
        (
            "drop",
            run_drop,
            "never deliver what was put aside or waits; it stays in the list of delivered ones",
        ),
    ):
        action = actions.add_parser(name, help=summary)
        action.add_argument("ids", metavar="ID", type=int, nargs="*", help="as outbox list shows it")
        action.add_argument("--all", action="store_true", help="everything that was put aside")
        _narrowing(action)
        action.set_defaults(run=run)
        action.description = f"{summary[0].upper()}{summary[1:]}."
        refused = "no messages or too many ways of naming them, or one is not there; nothing was changed"
        exits.explain(action, f"bookings outbox {name} 17 18", {exits.REFUSED: refused})


def _narrowing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", help='only this kind; "email." means all kinds of e-mail')
    parser.add_argument("--business", help="only of the business with this id")


@contextmanager
def _changing() -> Iterator[Connection]:
    database = Database(settings_from(os.environ).database_url)
    try:
        migrate(database)
        with database.writing() as connection:
            yield connection
    finally:
        database.close()


def run_list(arguments: argparse.Namespace) -> int:
    database = Database(settings_from(os.environ).database_url)
    try:
        migrate(database)
        wanted = Wanted(arguments.state, kind=arguments.kind, business_id=arguments.business)
        with database.reading() as connection:
            rows = outbox_upkeep.listed(connection, wanted, arguments.limit)
            counts = outbox_upkeep.counts(connection)
    finally:
        database.close()
    for row in rows:
        print("\n".join(_lines(row, arguments.payload)))
    print(f"{counts['aside']} put aside, {counts['waiting']} waiting ({counts['failing']} failing).")
    return 0


def _lines(row: Row[Any], with_payload: bool) -> Iterator[str]:
    yield f"{row.id}  {row.kind}  {row.business_id}  {row.booking_id or '-'}  {iso(row.created_at)}"
    attempts = f"{row.attempts} attempt{'' if row.attempts == 1 else 's'}"
    due = f", next {iso(row.available_at)}" if row.dead_at is None and row.delivered_at is None else ""
    yield f"    {attempts}{due}{': ' + row.last_error if row.last_error else ''}"
    if with_payload:
        yield f"    {json.dumps(row.payload, ensure_ascii=False)}"


def run_retry(arguments: argparse.Namespace) -> int:
    wanted, now = _wanted(arguments), settings_from(os.environ).clock()
    with _changing() as connection:
        count = _complete(outbox_upkeep.revive(connection, wanted, now), wanted)
    print(f"{count} to be delivered now.")
    return 0


def run_drop(arguments: argparse.Namespace) -> int:
    wanted, now = _wanted(arguments), settings_from(os.environ).clock()
    with _changing() as connection:
        count = _complete(outbox_upkeep.drop(connection, wanted, now), wanted)
    print(f"{count} dropped.")
    return 0


def _wanted(arguments: argparse.Namespace) -> Wanted:
    """Those named, in whichever state; with --all only what was put aside."""
    if bool(arguments.ids) == arguments.all:
        raise InvalidRequest("Name the messages by their ids, or everything put aside by --all.")
    state = "aside" if arguments.all else "open"
    return Wanted(state, sorted(set(arguments.ids)), arguments.kind, arguments.business)


def _complete(count: int, wanted: Wanted) -> int:
    """Raises NotFound, which undoes the rest, if one of the ids is not there."""
    if wanted.ids and count != len(wanted.ids):
        message = "Not all of these are put aside or waiting (or one is just being delivered)"
        raise NotFound(f"{message}; nothing was changed. See: bookings outbox list")
    return count
