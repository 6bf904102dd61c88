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
from bookings.engine.errors import BookingsError

MODULES = ("serve", "worker", "business", "backup", "database", "keys", "outbox", "explain", "document")
"""In the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    parsed = parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except BookingsError as error:
        print(f"bookings: {error.message}", file=sys.stderr)
        return exits.code_of(error)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="bookings",
        description="The Bookings API: appointments of a business, kept in a database, offered over HTTP.",
        epilog="Settings come from the environment: BOOKINGS_HOST, BOOKINGS_PORT, BOOKINGS_DATABASE_URL, …",
    )
    commands = top.add_subparsers(title="commands", metavar="<command>", required=True)
    for name in MODULES:
        module = importlib.import_module(f"bookings.cli.{name}")
        module.add_commands(commands)
    return top
