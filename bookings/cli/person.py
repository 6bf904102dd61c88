"""`person`: what is kept of one person, told or erased."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bookings.bootstrap import open_storage
from bookings.cli import exits
from bookings.cli.erasing import Wishes, erase_person, mails_of
from bookings.cli.files import written_whole
from bookings.config import Settings, settings_from
from bookings.engine.person import Person, person
from bookings.engine.wording import iso
from bookings.integrations.email.kept import words
from bookings.services.explain_slots import only_business
from bookings.storage.people.found import Found, find
from bookings.storage.people.told import as_document
from bookings.storage.unit import SqlStorage

_WHOM = "an e-mail address or telephone number of theirs; several are of the same person"
_EXPORT = """\
Write everything that is kept of a person as JSON: bookings with answers and history, waitlist, proofs of the
address, conversations that were handed over, messages, mails in the mail folder. What they said to the bot is
with the bot: make export tells both."""
_ERASE = """\
Erase a person. Their bookings stay as what they were for the business, without name, address, number, notes
and answers; everything else of theirs is deleted. With appointments to come, or messages that have not been
sent, nothing is done until you say what becomes of them. What they said to the bot is with the bot: make
erase erases both."""


def add_commands(commands: Any) -> None:
    command = commands.add_parser("person", help="tell or erase what is kept of one person")
    command.description = "Tell or erase what is kept of one person. See docs/data-protection.md."
    actions = command.add_subparsers(title="actions", metavar="<action>", required=True)
    export = exits.command(
        actions,
        "export",
        run_export,
        "write everything that is kept of a person as JSON",
        _EXPORT,
        "bookings person export dana@example.com --to dana.json",
        {
            exits.DONE: "it is written, also if nothing is kept of them",
            exits.REFUSED: "nobody is meant by this",
        },
    )
    _whom(export)
    export.add_argument("--to", metavar="FILE", default="-", help="where to; without it to standard output")
    erase = exits.command(
        actions,
        "erase",
        run_erase,
        "erase a person from everything that is kept",
        _ERASE,
        "bookings person erase dana@example.com '+44 117 496 0000' --cancel",
        {
            exits.DONE: "they are erased, or nothing was kept of them",
            exits.REFUSED: "they have appointments to come, or messages wait to be sent; nothing was erased",
        },
    )
    _whom(erase)
    erase.add_argument("--cancel", action="store_true", help="cancel appointments to come first, as ever")
    erase.add_argument(
        "--wait",
        metavar="SECONDS",
        type=int,
        default=60,
        help="how long to wait for the worker to send what waits (60)",
    )
    erase.add_argument("--drop-unsent", action="store_true", help="what waits to be sent is not sent")
    erase.add_argument("--dry-run", action="store_true", help="only tell what would be erased")


def _whom(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON", nargs="+", help=_WHOM)
    parser.add_argument("--business", metavar="ID", help="needed where there are several businesses")


@contextmanager
def _opened(arguments: argparse.Namespace) -> Iterator[tuple[Settings, SqlStorage, str, Person]]:
    settings, whom = settings_from(os.environ), person(arguments.person)
    storage = open_storage(settings)
    try:
        with storage.reading() as view:
            business_id = only_business(view.business_ids(), arguments.business)
        yield settings, storage, business_id, whom
    finally:
        storage.database.close()


def run_export(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as (settings, storage, business_id, whom):
        with storage.database.reading() as connection:
            found = find(connection, business_id, whom)
        document = {
            "format": "bookings-person",
            "version": 1,
            "person": sorted(arguments.person),
            "business": business_id,
            "exported_at": iso(settings.clock()),
            **as_document(found),
            "mails": [
                {"file": file.name, "content": "\n\n".join(words(file.read_bytes()))}
                for file in mails_of(settings.mail_folder, found, whom)
            ],
        }
    with written_whole(arguments.to) as stream:
        stream.write(json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n")
    if arguments.to != "-":
        print(f"{arguments.to}: {_summary(found, len(document['mails']))}", file=sys.stderr)
    return exits.DONE


def run_erase(arguments: argparse.Namespace) -> int:
    wishes = Wishes(arguments.cancel, arguments.wait, arguments.drop_unsent)
    with _opened(arguments) as (settings, storage, business_id, whom):
        if arguments.dry_run:
            with storage.database.reading() as connection:
                found = find(connection, business_id, whom)
            mails = len(list(mails_of(settings.mail_folder, found, whom)))
            print(f"Would be erased: {_summary(found, mails)}")
            return exits.DONE
        done = erase_person(settings, storage, business_id, whom, wishes)
        if not done.is_scrubbed:
            print(
                "The database is too busy to be written anew: what was erased is still in unused parts of "
                "its file. Say the same once more later.",
                file=sys.stderr,
            )
    print(f"Erased: {_summary(done.found, done.mails)}")
    for url in done.told:
        print(f"{url} was told of such bookings by a webhook: have them erased there, too.")
    return exits.DONE


def _summary(found: Found, mails: int) -> str:
    counts: Mapping[str, int] = found.counts() | ({"mails": mails} if mails else {})
    parts: Sequence[str] = [f"{number} {name.replace('_', ' ')}" for name, number in counts.items()]
    return ", ".join(parts) or "nothing, for nothing is kept of them"
