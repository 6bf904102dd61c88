"""`keys`: make, list and revoke API keys."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bookings.config import Settings, settings_from
from bookings.engine.errors import ConfigurationError, NotFound
from bookings.engine.wording import iso
from bookings.identifiers import new_api_key, new_key_id
from bookings.services.authenticate import SCOPES, key_hash
from bookings.storage import key_queries
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.unit import SqlStorage


def add_commands(commands: Any) -> None:
    command = commands.add_parser("keys", help="make, list and revoke API keys")
    actions = command.add_subparsers(title="actions", metavar="<action>", required=True)
    create = actions.add_parser("create", help="make a key for a business; it is shown once")
    create.add_argument("business", help="the business's id")
    create.add_argument("name", help="what the key is for, such as the program that will use it")
    create.add_argument(
        "--scope",
        action="append",
        choices=SCOPES,
        dest="scopes",
        help="what the key allows; may be repeated; without it, both",
    )
    create.set_defaults(run=run_create)
    listing = actions.add_parser("list", help="list the keys (never the keys' own text)")
    listing.set_defaults(run=run_list)
    revoke = actions.add_parser("revoke", help="make a key useless, at once and for good")
    revoke.add_argument("id", help="the key's id, as keys list shows it")
    revoke.set_defaults(run=run_revoke)


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
    key = new_api_key()
    values = {
        "id": new_key_id(),
        "business_id": arguments.business,
        "name": arguments.name,
        "hash": key_hash(key),
        "scopes": sorted(set(arguments.scopes or SCOPES)),
        "source": "cli",
        "created_at": settings.clock(),
    }
    with _storage(settings) as storage, storage.writing() as unit:
        if unit.version(arguments.business) == 0:
            raise ConfigurationError(f'There is no business "{arguments.business}"; apply its file first.')
        key_queries.add(unit.connection, values)
    print(f"{key}\n\nThis is {values['id']}. It is not shown again: keep it somewhere safe.")
    return 0


def run_list(_: argparse.Namespace) -> int:
    with _storage(settings_from(os.environ)) as storage, storage.reading() as view:
        rows = key_queries.listed(view.connection)
    for row in rows:
        used = iso(row["last_used_at"]) if row["last_used_at"] else "never used"
        state = f"revoked {iso(row['revoked_at'])}" if row["revoked_at"] else used
        print(f"{row['id']}  {row['business_id']}  {row['name']}  {','.join(row['scopes'])}  {state}")
    if not rows:
        print("There are no keys yet; make one with: bookings keys create BUSINESS NAME")
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    with _storage(settings) as storage, storage.writing() as unit:
        if not key_queries.revoke(unit.connection, arguments.id, settings.clock()):
            raise NotFound(f'There is no key "{arguments.id}" that still works; see: bookings keys list')
    print(f"{arguments.id} is revoked.")
    return 0
