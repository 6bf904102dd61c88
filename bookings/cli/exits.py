"""What commands end with, and how each says so in its help."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from bookings.engine.errors import BookingsError, Busy, ConfigurationError

DONE, REFUSED, UNUSABLE, MISCONFIGURED, BUSY, INTERRUPTED = 0, 1, 2, 3, 4, 130

MEANINGS: Mapping[int, str] = {
    DONE: "it worked",
    REFUSED: "refused: what was asked for is not right or not possible; nothing was changed",
    UNUSABLE: "the command line is wrong, or a file cannot be read or written",
    MISCONFIGURED: "a setting is wrong, or the database or the address cannot be used",
    BUSY: "the database was busy; nothing was changed, try again",
    INTERRUPTED: "stopped by Ctrl-C",
}
"""Exit codes of every command; a command may say more exactly what one of them means there."""


WIDTH = 88
"""Of the texts in the help, in characters."""


class FileUnusable(BookingsError):
    """A file that the command line names cannot be read or written."""

    code = "file_unusable"


def code_of(error: BookingsError) -> int:
    """The exit code for what went wrong."""
    if isinstance(error, FileUnusable):
        return UNUSABLE
    from bookings.storage.failures import Unreachable  # what works without a database imports none

    if isinstance(error, ConfigurationError | Unreachable):
        return MISCONFIGURED
    return BUSY if isinstance(error, Busy) else REFUSED


def told(error: Exception) -> tuple[str, int] | None:
    """What to say and to end with; None for a fault of ours, whose traceback is wanted."""
    if isinstance(error, BookingsError):
        return error.message, code_of(error)
    if isinstance(error, OSError):  # of standard output, or of the machine
        return f"{error.filename or 'The output'}: {error.strerror or error}.", UNUSABLE
    if "sqlalchemy" in sys.modules:
        from sqlalchemy.exc import OperationalError

        if isinstance(error, OperationalError):
            return f"The database cannot do this: {str(error.orig).strip()}.", MISCONFIGURED
    return None


def command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    description: str,
    example: str,
    codes: Mapping[int, str],
) -> argparse.ArgumentParser:
    """Add a command with a help that teaches: what it does, an example, what it ends with.

    `codes`: what the exit codes mean here, as far as that is more exact than MEANINGS.
    """
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=description)
    parser.set_defaults(run=run)
    explain(parser, example, codes)
    return parser


def explain(parser: argparse.ArgumentParser, example: str, codes: Mapping[int, str] | None = None) -> None:
    """Add an example and the exit codes to the end of a command's help."""
    meanings = [
        textwrap.fill(meaning, WIDTH, initial_indent=f"  {code:3}  ", subsequent_indent=" " * 7)
        for code, meaning in sorted({**MEANINGS, **(codes or {})}.items())
    ]
    parser.description = textwrap.fill(parser.description or "", WIDTH)
    parser.epilog = "\n".join(["example:", f"  {example}", "", "exit codes:", *meanings])
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
