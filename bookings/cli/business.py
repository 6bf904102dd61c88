"""`bookings apply FILE` and `bookings check FILE`: put a business file to use, or just look at it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bookings.business_file import BusinessFile, BusinessFileError, Mistake, read_business_file
from bookings.cli import exits

if TYPE_CHECKING:  # what needs the database is imported when a file is applied, `check` goes without
    from bookings.services.apply_business import Applied

_CODES = {
    exits.DONE: "the file has no mistakes",
    exits.REFUSED: "the file has mistakes, each told with its line; nothing was changed",
    exits.UNUSABLE: "the command line is wrong, or there is no such file",
}


def add_commands(commands: Any) -> None:
    """Add both commands to the subparsers of argparse."""
    apply = exits.command(
        commands,
        "apply",
        run_apply,
        "make the database agree with a business file",
        "Make the database agree with a business file, in one step and as often as you like. Running "
        "programs notice at once; what the file no longer names is archived, never deleted.",
        "bookings apply examples/bright-smiles.yaml",
        _CODES | {exits.DONE: "the database agrees with the file"},
    )
    apply.add_argument("file", metavar="FILE", help="the business file (YAML); - for standard input")
    apply.add_argument("-q", "--quiet", action="store_true", help="print nothing if it worked")
    apply.add_argument(
        "--take-keys",
        action="store_true",
        help="keys of the file that let into another business let into this one from now on",
    )
    check = exits.command(
        commands,
        "check",
        run_check,
        "report every mistake in a business file; needs no database",
        "Report every mistake in a business file, with its line and what would be right. Needs no database.",
        "bookings check examples/bright-smiles.yaml",
        _CODES,
    )
    check.add_argument("file", metavar="FILE", help="the business file (YAML); - for standard input")


def run_check(arguments: argparse.Namespace) -> int:
    """Read the file and say what was found."""
    file = _read(arguments.file)
    if isinstance(file, int):
        return file
    sections = {"person": file.staff, "service": file.services, "booking link": file.booking_links}
    found = ", ".join(_counted(len(items), name) for name, items in sections.items())
    print(f"{file.name}: no mistakes; {file.business.name}: {found}")
    return exits.DONE


def run_apply(arguments: argparse.Namespace) -> int:
    """Read the file and make the database agree with it."""
    file = _read(arguments.file)
    if isinstance(file, int):
        return file
    try:
        applied = apply_file(file, os.environ, arguments.take_keys)
    except BusinessFileError as error:
        return _tell_mistakes(error)
    if not arguments.quiet:
        print(summary(applied))
    return exits.DONE


def apply_file(file: BusinessFile, environment: Mapping[str, str], take_keys: bool = False) -> Applied:
    """Apply a file to the database that the environment names, making its tables if need be.

    Raises BusinessFileError for keys that cannot be used, ConfigurationError for wrong settings.
    """
    from bookings.config import settings_from
    from bookings.identifiers import new_key_id
    from bookings.services.apply_business import apply_business
    from bookings.storage.business_queries import BusinessUnit
    from bookings.storage.database import Database
    from bookings.storage.migrate import migrate

    settings = settings_from(environment)
    database = Database(settings.database_url)
    try:
        migrate(database)
        with database.writing() as connection:
            unit = BusinessUnit(connection)
            return apply_business(unit, file, environment, settings.clock(), new_key_id, take_keys)
    finally:
        database.close()


def summary(applied: Applied) -> str:
    """One line: `bright-smiles: new; staff: 3 added; services: 4 added (version 1)`."""
    told = ["new"] if applied.is_new else []
    for section, counts in applied.counts.items():
        kinds = {"added": counts.added, "changed": counts.changed}
        kinds["revoked" if section == "api_keys" else "archived"] = counts.archived
        if section != "business" and any(kinds.values()):
            what = ", ".join(f"{number} {kind}" for kind, number in kinds.items() if number)
            told.append(f"{section.replace('_', ' ')}: {what}")
    if applied.counts["business"].changed:
        told.insert(0, "business: changed")
    return f"{applied.business_id}: {'; '.join(told) or 'nothing changed'} (version {applied.version})"


def _read(path: str) -> BusinessFile | int:
    """The file, with its warnings told; or the exit code, with the reason told."""
    name = "<stdin>" if path == "-" else path
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        print(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
        return exits.UNUSABLE
    try:
        file = read_business_file(content, name)
    except BusinessFileError as error:
        return _tell_mistakes(error)
    _tell(name, file.warnings, "warning: ")
    return file


def _counted(number: int, noun: str) -> str:
    plural = "people" if noun == "person" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _tell_mistakes(error: BusinessFileError) -> int:
    _tell(error.name, error.mistakes)
    print(f"{_counted(len(error.mistakes), 'mistake')}; nothing was written.", file=sys.stderr)
    return exits.REFUSED


def _tell(name: str, mistakes: Iterable[Mistake], kind: str = "") -> None:
    for mistake in mistakes:
        where = f"{mistake.where}: " if mistake.where else ""
        print(f"{name}:{mistake.line}:{mistake.column}: {kind}{where}{mistake.message}", file=sys.stderr)
