"""What commands end with, and how each says so in its help."""

from __future__ import annotations

import argparse
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
    meanings = [
        textwrap.fill(meaning, WIDTH, initial_indent=f"  {code:3}  ", subsequent_indent=" " * 7)
        for code, meaning in sorted({**MEANINGS, **codes}.items())
    ]
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=textwrap.fill(description, WIDTH),
        epilog="\n".join(["example:", f"  {example}", "", "exit codes:", *meanings]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser
