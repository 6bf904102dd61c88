"""What is wrong with an export that is to be taken up."""

from __future__ import annotations

from bookings.engine.errors import BookingsError


class BackupRefused(BookingsError):
    """`line`: the file's line that shows it, counted from 1, if it is one line's fault."""

    code = "backup_refused"

    def __init__(self, message: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(message if line is None else f"line {line}: {message}")
