"""Files that are no exports, or no whole ones: refused with the line, whatever has happened to them."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.storage.backup.errors import BackupRefused
from bookings.storage.backup.lines import FORMAT, VERSION, Header, Reader, Writer

AT = datetime(2026, 6, 1, tzinfo=UTC)


def written() -> bytes:
    stream = io.BytesIO()
    writer = Writer(stream, Header(FORMAT, VERSION, "0005", "dentist", False))
    for number in range(3):
        writer.row("staff", {"id": f"staff_{number}", "since": AT, "windows": {"mon": ["09:00-12:00"]}})
    writer.end(AT)
    return stream.getvalue()


WHOLE = written()


def read(content: bytes) -> int:
    reader = Reader(io.BytesIO(content))
    return len(list(reader))


def test_what_is_written_is_read() -> None:
    assert read(WHOLE) == 3


def test_the_lines_are_as_documented() -> None:
    header, row, *_, last = map(json.loads, WHOLE.splitlines())
    assert header == {
        "format": "bookings-export",
        "version": 1,
        "migration": "0005",
        "business": "dentist",
        "keys": False,
    }
    assert row == {
        "table": "staff",
        "row": {"id": "staff_0", "since": "2026-06-01T00:00:00Z", "windows": {"mon": ["09:00-12:00"]}},
    }
    assert last["end"] | {"sha256": ""} == {
        "rows": {"staff": 3},
        "sha256": "",
        "exported_at": "2026-06-01T00:00:00Z",
    }


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_a_file_that_is_cut_anywhere_is_refused(length: int) -> None:
    with pytest.raises(BackupRefused):
        read(WHOLE[:length])


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_no_byte_can_be_another(place: int, byte: int) -> None:
    """But for those of `exported_at`, which nothing depends on."""
    changed = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]
    if changed == WHOLE or place >= WHOLE.index(b'"exported_at"'):
        return
    with pytest.raises(BackupRefused):
        read(changed)


LINES = WHOLE.splitlines(keepends=True)
DAMAGES: list[tuple[str, Callable[[list[bytes]], list[bytes]], str]] = [
    ("no file at all", lambda _: [], "is cut off: it ends after line 0"),
    ("another file", lambda _: [b"business: {id: a}\n"], "line 1: This is no file that bookings export"),
    ("other JSON", lambda _: [b"[]\n"], "line 1: This is no file that bookings export"),
    ("a newer format", lambda x: [x[0].replace(b'"version":1', b'"version":2')], "line 1: .* version 2 of"),
    ("an unknown field", lambda x: [x[0].replace(b'"keys"', b'"kays"')], "line 1: not as an export has it"),
    ("no end", lambda x: x[:-1], "cut off: it ends after line 4, without its last line"),
    ("a row less", lambda x: x[:2] + x[3:], "line 4: Rows are missing or too many: staff 2 instead of 3"),
    ("a row twice", lambda x: [*x[:2], x[1], *x[2:]], "line 6: .*staff 4 instead of 3"),
    ("rows swapped", lambda x: [x[0], x[2], x[1], *x[3:]], "line 5: .*have not|line 5: The lines before"),
    ("an empty line", lambda x: [*x[:2], b"\n", *x[2:]], "line 3: not as an export has it"),
    ("more after the end", lambda x: [*x, b"\n"], "line 6: There is more after the last line"),
    ("half a line", lambda x: [*x[:2], x[2][:20]], "line 3: The line ends in the middle"),
    ("an endless line", lambda x: [x[0], b"x" * 5_000_000 + b"\n"], "line 2: The line is too long"),
    ("no UTF-8", lambda x: [x[0], x[1].replace(b"mon", b"m\xffn")], "line 2: not as an export has it"),
    ("too deep", lambda x: [x[0], b'{"table":"a","row":' + b"[" * 100_000 + b"\n"], "line 2: not as an"),
]


@pytest.mark.parametrize(("change", "told"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES])
def test_what_is_wrong_is_told_with_its_line(change: Callable[[list[bytes]], list[bytes]], told: str) -> None:
    with pytest.raises(BackupRefused, match=told):
        read(b"".join(change(LINES)))


@pytest.mark.parametrize("cut", [30, 60, -9, -1])
def test_a_packed_file_that_is_cut_or_damaged_is_refused(cut: int) -> None:
    packed = gzip.compress(WHOLE)
    damaged = bytearray(packed)
    damaged[cut] ^= 0x55
    for content in (packed[:cut], bytes(damaged)):
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream, pytest.raises(BackupRefused):
            list(Reader(cast("BinaryIO", stream)))
