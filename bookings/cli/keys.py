"""`keys`: make, list, rotate and revoke API keys."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from bookings.cli import exits
from bookings.cli.durations import duration, end
from bookings.cli.table import print_table
from bookings.config import Settings, settings_from
from bookings.engine.errors import InvalidRequest, NotFound
from bookings.engine.wording import iso
from bookings.identifiers import new_api_key, new_key_id
from bookings.services.authenticate import SCOPES, key_hash
from bookings.services.keep_keys import KeptKey, revoke_key, rotate_key
from bookings.storage import key_queries
from bookings.storage.database import Database
from bookings.storage.key_queries import KeyUnit
from bookings.storage.migrate import migrate
from bookings.storage.unit import SqlStorage

_EXAMPLES = """\
examples:
  bookings keys create bright-smiles website --scope bookings:read --expires 90d
  bookings keys list bright-smiles
  bookings keys rotate key_4k2v9x0q1w --grace 24h
  bookings keys revoke key_4k2v9x0q1w

A key's own text is shown once, when it is made; only a hash of it is stored. Whatever is done to a
key holds from the next request on, in every process. Keys named in a business file (api_keys) are
made by `bookings apply`; their text is in the environment."""
_ROTATE = """\
Make a new key with the business, name and scopes of an old one. Both work until the grace ends, so
that programs can change over without a gap; then only the new one does. Limits and Idempotency-Keys
go on as if it were one key. If a business file names the old key, put the new one into the same
variable, and apply the file when it suits you. With --grace 0 the old key stops at once."""
_ENDS = "when it stops working: after a time (30m, 24h, 90d) or at an instant (2027-01-31T00:00:00Z)"


def add_commands(commands: Any) -> None:
    command = commands.add_parser(
        "keys",
        help="make, list, rotate and revoke API keys",
        description="Make, list, rotate and revoke API keys. A key lets into one business.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = command.add_subparsers(title="actions", metavar="<action>", required=True)
    _add_create(actions)
    listing = actions.add_parser(
        "list",
        help="list the keys (never the keys' own text)",
        description="List the keys: what each is for and allows, when it was last used (known to the "
        "minute), and whether it still works.",
    )
    listing.add_argument("business", nargs="?", help="only this business's")
    listing.set_defaults(run=run_list)
    exits.explain(listing, "bookings keys list bright-smiles")
    _add_rotate(actions)
    revoke = actions.add_parser(
        "revoke",
        help="make a key useless, at once and for good",
        description="Make a key useless, at once and for good, in every process. To replace one that is "
        "in use without a gap, rotate it.",
    )
    revoke.add_argument("id", help="the key's id, as keys list shows it")
    revoke.set_defaults(run=run_revoke)
    exits.explain(revoke, "bookings keys revoke key_4k2v9x0q1w", {exits.REFUSED: "no such key still works"})


def _add_create(actions: Any) -> None:
    create = actions.add_parser(
        "create",
        help="make a key for a business; it is shown once",
        description="Make a key for a business and show it, once. Give each program a key of its own, with "
        "no more scopes than it needs, so that one can be revoked without the others.",
    )
    create.add_argument("business", help="the business's id")
    create.add_argument("name", help="what the key is for, such as the program that will use it")
    create.add_argument(
        "--scope",
        action="append",
        choices=SCOPES,
        dest="scopes",
        help="what the key allows; may be repeated; without it, both",
    )
    create.add_argument("--expires", type=end, metavar="WHEN", help=f"{_ENDS}; without it, never")
    create.set_defaults(run=run_create)
    example = "bookings keys create bright-smiles website --scope bookings:read --expires 90d"
    exits.explain(create, example, {exits.REFUSED: "there is no such business, or the end is past"})


def _add_rotate(actions: Any) -> None:
    rotate = actions.add_parser(
        "rotate", help="make a key's successor; the old one works on for a while", description=_ROTATE
    )
    rotate.add_argument("id", help="the old key's id, as keys list shows it")
    rotate.add_argument(
        "--grace",
        type=duration,
        default=timedelta(hours=24),
        metavar="TIME",
        help="how long the old key works on: 30m, 24h, 7d or 0 (without it, 24h)",
    )
    rotate.add_argument(
        "--expires",
        type=end,
        metavar="WHEN",
        help=f"of the new key, {_ENDS}; without it, after as long as the old one's whole life",
    )
    rotate.set_defaults(run=run_rotate)
    exits.explain(
        rotate,
        "bookings keys rotate key_4k2v9x0q1w --grace 7d",
        {exits.REFUSED: "there is no such key, or it cannot be replaced"},
    )


@contextmanager
def _storage(settings: Settings) -> Iterator[SqlStorage]:
    database = Database(settings.database_url)
    try:
        migrate(database)
        yield SqlStorage(database)
    finally:
        database.close()


def run_create(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    key, now = new_api_key(), settings.clock()
    new = KeptKey(
        new_key_id(),
        arguments.business,
        arguments.name,
        key_hash(key),
        tuple(sorted(set(arguments.scopes or SCOPES))),
        "cli",
        now,
        expires_at=_future(arguments, now),
    )
    with _storage(settings) as storage, storage.writing() as unit:
        if unit.version(arguments.business) == 0:
            raise NotFound(f'There is no business "{arguments.business}"; apply its file first.')
        KeyUnit(unit.connection).add(new)
    _show(key, new)
    return 0


def run_rotate(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    key, now = new_api_key(), settings.clock()
    ends = _future(arguments, now)
    with _storage(settings) as storage, storage.writing() as unit:
        keys = KeyUnit(unit.connection)
        old, new = rotate_key(keys, arguments.id, new_key_id(), key_hash(key), now, arguments.grace, ends)
    _show(key, new)
    works_on = (
        f"works until {iso(old.expires_at)}" if old.works(now) and old.expires_at else "no longer works"
    )
    print(f"The old key {old.id} {works_on}.")
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    with _storage(settings) as storage, storage.reading() as view:
        keys = key_queries.listed(view.connection, arguments.business)
    if not keys:
        whose = f' of "{arguments.business}"' if arguments.business else ""
        print(f"There are no keys{whose} yet; make one with: bookings keys create BUSINESS NAME")
        return 0
    head = ("ID", "BUSINESS", "NAME", "SCOPES", "LAST USE", "STATE")
    print_table([head, *(_cells(key, settings.clock()) for key in keys)])
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    with _storage(settings) as storage, storage.writing() as unit:
        revoke_key(KeyUnit(unit.connection), arguments.id, settings.clock())
    print(f"{arguments.id} is revoked.")
    return 0


def _future(arguments: argparse.Namespace, now: datetime) -> datetime | None:
    at: datetime | None = arguments.expires(now) if arguments.expires else None
    if at is not None and at <= now:
        raise InvalidRequest(f"--expires names {iso(at)}, which is past; it is {iso(now)} now.")
    return at


def _show(key: str, kept: KeptKey) -> None:
    ends = f" It works until {iso(kept.expires_at)}." if kept.expires_at else ""
    print(f"{key}\n\nThis is {kept.id}. It is not shown again: keep it somewhere safe.{ends}")


def _cells(key: KeptKey, now: datetime) -> tuple[str, ...]:
    used = iso(key.last_used_at) if key.last_used_at else "never"
    return key.id, key.business_id, key.name, ",".join(key.scopes), used, _state(key, now)


def _state(key: KeptKey, now: datetime) -> str:
    successor = f", replaced by {key.replaced_by}" if key.replaced_by else ""
    if key.revoked_at:
        return f"revoked {iso(key.revoked_at)}{successor}"
    if key.expires_at:
        return f"{'works until' if key.works(now) else 'expired'} {iso(key.expires_at)}{successor}"
    return "works"
