"""The command line: `python -m bookings <command>`.

Each module of this package has `add_commands(commands)`, which adds its parsers; each parser sets
`run`, a function from the parsed arguments to an exit code (`exits` has what they mean).
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from bookings.cli import exits

MODULES = {
    "serve": ("serve",),
    "worker": ("worker",),
    "business": ("apply", "check"),
    "backup": ("export", "import"),
    "person": ("person",),
    "forgetting": ("forget-old",),
    "database": ("migrate",),
    "keys": ("keys",),
    "calendars": ("calendars",),
    "webhooks": ("webhooks",),
    "secrets": ("secrets",),
    "outbox": ("outbox",),
    "explain": ("explain-slots",),
    "document": ("openapi",),
}
"""Each module's commands, in the order of the help. A command that is typed imports only its own module."""


def main(arguments: Sequence[str] | None = None) -> int:
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        _output_to_nowhere()
        return exits.DONE
    except Exception as error:
        told = exits.told(error)
        if told is None:
            raise
        _output_to_nowhere(error)
        print(f"bookings: {told[0]}", file=sys.stderr)
        return told[1]


def _run(arguments: Sequence[str] | None) -> int:
    """What cannot be written is noticed here and not when the interpreter ends."""
    try:
        typed = sys.argv[1:] if arguments is None else arguments
        parsed = parser(*typed[:1]).parse_args(typed)
        code: int = parsed.run(parsed)
    finally:
        sys.stdout.flush()
    return code


def _output_to_nowhere(error: Exception | None = None) -> None:
    """Once it could not be written to, the interpreter would fail at it again when it ends."""
    if error is None or isinstance(error, OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """With every command, or with no more than needed for this one."""
    top = argparse.ArgumentParser(
        prog="bookings",
        description="The Bookings API: appointments of a business, kept in a database, offered over HTTP.",
        epilog="`bookings <command> --help` explains a command, with an example and its exit codes. "
        "Settings come from the environment: BOOKINGS_DATABASE_URL, BOOKINGS_PORT, … (docs/settings.md).",
    )
    commands = top.add_subparsers(title="commands", metavar="<command>", required=True)
    owners = [name for name, its_commands in MODULES.items() if command in its_commands]
    for name in owners or MODULES:
        module = importlib.import_module(f"bookings.cli.{name}")
        module.add_commands(commands)
    return top
