"""Files that commands write and read: whole or not at all, packed by gzip or not, or the standard streams."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from bookings.cli.exits import FileUnusable

_PACKED = b"\x1f\x8b"  # RFC 1952, section 2.3.1


@contextmanager
def written_whole(name: str) -> Iterator[BinaryIO]:
    """A stream into the file, packed if its name ends in .gz; it takes its place only at the block's end.

    It is for its owner alone to read: it holds people's data. `-` is standard output. Raises FileUnusable.
    """
    if name == "-":
        with _told(name):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    path = Path(name)
    if path.exists() and not path.is_file():  # a device or a pipe; a folder is told by the system
        with _told(name), path.open("wb") as file, _packing(path, file) as stream:
            yield stream
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _told(name):
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                with _packing(path, file) as stream:
                    yield stream
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


@contextmanager
def _packing(path: Path, file: BinaryIO) -> Iterator[BinaryIO]:
    """Without name and time inside, so that the same content gives the same bytes."""
    if path.suffix != ".gz":
        yield file
        return
    with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        yield cast("BinaryIO", packed)


@dataclass(frozen=True)
class OpenedFile:
    """A file that is being read."""

    content: BinaryIO
    """Its content, unpacked."""
    raw: BinaryIO
    """The file as it is."""
    size: int | None
    """Its length in bytes as it is; None if it has none."""

    def fraction_read(self) -> float | None:
        """How much has been read, from 0 to 1; None if that cannot be known."""
        return self.raw.tell() / self.size if self.size else None


@contextmanager
def opened_for_reading(name: str) -> Iterator[OpenedFile]:
    """`-` is standard input. Raises FileUnusable if the file cannot be opened."""
    with _told(name, "read"):
        raw = cast("BufferedReader", sys.stdin.buffer) if name == "-" else Path(name).open("rb")
        is_packed = raw.peek(2)[:2] == _PACKED
        size = os.fstat(raw.fileno()).st_size if name != "-" else None
    with raw:
        content = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if is_packed else raw
        yield OpenedFile(content, raw, size)


@contextmanager
def _told(name: str, what: str = "written") -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise FileUnusable("Whoever read the output went away before its end: it is not whole.") from error
    except (OSError, ValueError) as error:  # a ValueError: NUL in the name
        why = getattr(error, "strerror", None) or error
        raise FileUnusable(f"{name} cannot be {what}: {why}.") from error
