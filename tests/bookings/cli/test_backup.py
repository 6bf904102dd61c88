"""`bookings export` and `bookings import`, as a person types them."""

from __future__ import annotations

import gzip
import io
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bookings.cli import main
from bookings.cli.progress import Progress
from bookings.storage.database import Database
from bookings.testing import ROOT
from tests.bookings.databases import Backend
from tests.bookings.support import NOW, Api

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKINGS_NOW", NOW.isoformat())


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the commands work on this database."""

    def set_to(url: str) -> None:
        monkeypatch.setenv("BOOKINGS_DATABASE_URL", url)

    return set_to


@pytest.fixture
def here(api: Api, use: Callable[[str], None]) -> str:
    """The commands work on the database of the API, which has a booking."""
    api.book("2026-06-02T08:00:00Z")
    url = api.storage.database.url.render_as_string(hide_password=False)
    use(url)
    return url


@pytest.mark.parametrize("name", ["backup.jsonl", "backup.jsonl.gz"])
def test_there_and_back(
    here: str,
    other_backend: Backend,
    use: Callable[[str], None],
    tmp_path: Path,
    capsys: Capture,
    name: str,
) -> None:
    file = tmp_path / name
    assert main(["export", "dentist", str(file)]) == 0
    assert capsys.readouterr().err.startswith("dentist: exported 1 bookings, ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [name]
    url = other_backend.make(with_tables=False)
    use(url)
    assert main(["import", str(file)]) == 1
    assert "--unsent keep" in capsys.readouterr().err
    assert main(["import", str(file), "--unsent", "keep"]) == 0
    assert "messages not sent before: 1, to be sent from here" in capsys.readouterr().out
    again = tmp_path / f"again-{name}"
    assert main(["export", "dentist", str(again), "--quiet"]) == 0
    assert again.read_bytes() == file.read_bytes()
    assert capsys.readouterr() == ("", "")
    other_backend.drop(url)


def test_through_the_standard_streams(
    here: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["export", "dentist", "-q"]) == 0
    content = capfdbinary.readouterr().out
    for given in (content, gzip.compress(content)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(given))))
        assert main(["import", "-", "--replace", "--unsent", "drop"]) == 0


def test_a_business_that_is_not_there_leaves_no_file(here: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["export", "dentits", str(tmp_path / "backup.jsonl")]) == 1
    assert 'no business "dentits"; there are: dentist' in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_fails_leaves_the_last_one_as_it_was(
    here: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.jsonl"
    assert main(["export", "dentist", str(file)]) == 0
    before = file.read_bytes()
    monkeypatch.setattr("bookings.storage.backup.lines.Writer.end", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["export", "dentist", str(file)])
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_written_or_read_ends_with_2(
    here: str, tmp_path: Path, capsys: Capture
) -> None:
    for path in (tmp_path / "none" / "backup.jsonl", tmp_path):
        assert main(["export", "dentist", str(path)]) == 2
        assert f"{path} cannot be written: " in capsys.readouterr().err
        assert main(["import", str(path)]) == 2
        assert f"{path} cannot be read: " in capsys.readouterr().err


def test_a_damaged_file_is_told_with_its_line_and_changes_nothing(
    here: str, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "backup.jsonl"
    assert main(["export", "dentist", str(file)]) == 0
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:4]))
    capsys.readouterr()
    assert main(["import", str(file), "--replace"]) == 1
    assert "The file is cut off: it ends after line 4" in capsys.readouterr().err
    assert main(["export", "dentist", str(file)]) == 0
    assert file.read_bytes().splitlines()[1:-1] == [line.strip() for line in lines[1:-1]]


@pytest.mark.slow
def test_an_export_into_a_pipe_that_closes_is_not_whole_and_says_so(here: str) -> None:
    """`bookings export … | gzip > file` on a full disk must not look like a backup."""
    command = [sys.executable, "-m", "bookings", "export", "dentist"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 2
    assert "it is not whole" in done.stderr
    assert "Traceback" not in done.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_long_work_tells_how_far_it_is() -> None:
    seconds = iter([0.0, 0.5, 1.0, 1.1, 1.3])
    stream = Terminal()
    progress = Progress("importing", stream, seconds=lambda: next(seconds))
    for rows in (10, 1000, 1100, 1200):
        progress(rows, rows / 2000)
    progress.done()
    assert stream.getvalue() == "\rimporting: 1,000 rows (50%)\rimporting: 1,200 rows (60%)\n"


def test_where_there_is_no_terminal_a_line_now_and_then_is_enough() -> None:
    seconds = iter([0.0, 1.0, 5.0, 11.0])
    stream = io.StringIO()
    progress = Progress("exporting", stream, seconds=lambda: next(seconds))
    for rows in (1, 2, 3):
        progress(rows)
    progress.done()
    assert stream.getvalue() == "exporting: 1 rows\nexporting: 3 rows\n"


def test_a_database_that_is_none_is_told(tmp_path: Path, use: Callable[[str], None], capsys: Capture) -> None:
    (tmp_path / "new.db").write_text("this is no database\n" * 100)
    use(f"sqlite:///{tmp_path / 'new.db'}")
    assert main(["export", "dentist"]) == 3
    assert "The database cannot be used" in capsys.readouterr().err
    Database(f"sqlite:///{tmp_path / 'new.db'}").close()
