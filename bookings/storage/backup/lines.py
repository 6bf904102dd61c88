"""The lines of an export: a header, a row each, and an end that tells whether all of it is there."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from bookings.storage.backup.errors import BackupRefused

FORMAT = "bookings-export"
VERSION = 1
"""Counted up when the lines themselves change; a change of the tables shows in the header's `migration`."""
LONGEST_LINE = 4 * 1024 * 1024
"""In bytes; keeps a file that is no export from filling the memory."""


class Header(Struct, forbid_unknown_fields=True):
    """The first line."""

    format: str
    """Always `bookings-export`."""
    version: int
    """Of this format."""
    migration: str
    """At which the tables stood, such as "0005": it says which columns there are."""
    business: str
    """The id of the business."""
    keys: bool
    """Whether the API keys are in it, as hashes."""


class Row(Struct, forbid_unknown_fields=True):
    """Every line between: a table's name, and one of its rows by column."""

    table: str
    row: dict[str, Any]


class End(Struct, forbid_unknown_fields=True):
    """What the last line says."""

    rows: dict[str, int]
    """How many there are of each table."""
    sha256: str
    """Of all bytes before this line, hexadecimal. Two exports that say the same have the same."""
    exported_at: datetime
    """The instant whose state this is, by the clock of the program."""


class Last(Struct, forbid_unknown_fields=True):
    """The last line."""

    end: End


_encode = msgspec.json.Encoder().encode
_header = msgspec.json.Decoder(Header).decode
_row = msgspec.json.Decoder(Row).decode
_last = msgspec.json.Decoder(Last).decode


class Writer:
    """Writes an export to a binary stream."""

    def __init__(self, stream: BinaryIO, header: Header) -> None:
        self._stream, self._hash = stream, hashlib.sha256()
        self.rows: Counter[str] = Counter()
        self._write(header)

    def row(self, table: str, row: Mapping[str, Any]) -> None:
        self._write({"table": table, "row": row})
        self.rows[table] += 1

    def end(self, at: datetime) -> None:
        end = End(dict(self.rows), self._hash.hexdigest(), at.replace(microsecond=0))
        self._write(Last(end))

    def _write(self, value: object) -> None:
        line = _encode(value) + b"\n"
        self._hash.update(line)
        self._stream.write(line)


@dataclass
class Reader:
    """Reads an export from a binary stream, line by line, and checks it while it goes.

    Raises BackupRefused, with the line's number, for whatever is not an export as `Writer` writes it.
    """

    stream: BinaryIO
    """The file, unpacked."""
    number: int = 0
    """The line read last, counted from 1."""
    rows: Counter[str] = field(default_factory=Counter)
    """Rows read so far, by table."""

    def __post_init__(self) -> None:
        self._hash = hashlib.sha256()
        self.header = self._first()

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Every row with its line's number; ends only if the end is there and right."""
        while True:
            line = self._line()
            if line.startswith(b'{"end":'):
                return self._check(self._decoded(_last, line).end)
            row: Row = self._decoded(_row, line)
            self._hash.update(line)
            self.rows[row.table] += 1
            yield self.number, row

    def _first(self) -> Header:
        line = self._line()
        try:
            found = msgspec.json.decode(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise BackupRefused("This is no file that bookings export has written.", 1)
        if isinstance(found.get("version"), int) and found["version"] > VERSION:
            raise BackupRefused(
                f"The file has version {found['version']} of the format; this program knows versions up to "
                f"{VERSION}. Import it with the version of the program that wrote it, or a newer one.",
                1,
            )
        self._hash.update(line)
        header: Header = self._decoded(_header, line)
        return header

    def _line(self) -> bytes:
        line = self._read(self.stream.readline, LONGEST_LINE)
        if not line:
            raise BackupRefused(
                f"The file is cut off: it ends after line {self.number}, without its last line."
            )
        self.number += 1
        if not line.endswith(b"\n"):
            what = "is too long" if len(line) == LONGEST_LINE else "ends in the middle: the file is cut off"
            raise BackupRefused(f"The line {what}.", self.number)
        return line

    def _read(self, read: Callable[[int], bytes], most: int) -> bytes:
        """Nothing at the end of the file. Packed files tell so themselves if they are cut off or damaged."""
        try:
            return read(most)
        except EOFError:
            raise BackupRefused(f"The file is cut off after line {self.number}.") from None
        except (OSError, zlib.error) as error:  # gzip says BadGzipFile, an OSError
            raise BackupRefused(f"cannot be read: {error}. The file is damaged.", self.number + 1) from None

    def _decoded(self, decode: Any, line: bytes) -> Any:
        try:
            return decode(line)
        except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
            raise BackupRefused(
                f"not as an export has it ({error}). The file is damaged.", self.number
            ) from None

    def _check(self, end: End) -> None:
        if end.rows != self.rows:
            wrong = sorted(name for name in end.rows | self.rows if end.rows.get(name, 0) != self.rows[name])
            counts = ", ".join(
                f"{name} {self.rows[name]} instead of {end.rows.get(name, 0)}" for name in wrong
            )
            raise BackupRefused(f"Rows are missing or too many: {counts}. The file is damaged.", self.number)
        if end.sha256 != self._hash.hexdigest():
            raise BackupRefused(
                "The lines before are not those that were exported (their SHA-256 is another): the file has "
                "been changed or damaged.",
                self.number,
            )
        if self._read(self.stream.read, 1):
            raise BackupRefused("There is more after the last line. The file is damaged.", self.number + 1)
