"""The command line as a whole: documented, explained, and without a traceback whatever somebody types."""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookings.cli import MODULES, exits, main, parser
from bookings.testing import ROOT

Capture = pytest.CaptureFixture[str]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
EXAMPLE = str(ROOT / "examples" / "bright-smiles.yaml")


def commands(
    found: argparse.ArgumentParser | None = None, path: str = "bookings"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that does something, by its words."""
    found = found or parser()
    below = [action for action in found._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield path, found
    for action in below:
        for name, command in action.choices.items():
            yield from commands(command, f"{path} {name}")


COMMANDS = dict(commands())


def described(command: argparse.ArgumentParser) -> set[str]:
    """Its arguments and options, but for --help."""
    names: set[str] = set()
    for action in command._actions:
        if action.option_strings:
            names |= set(action.option_strings)
        else:
            names.add(str(action.metavar or action.dest).upper())
    return names - {"-h", "--help"}


def documented(name: str) -> set[str]:
    section = PAGE.split(f"## `{name}`\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`(-{0,2}[A-Za-z-]+)", row)}


def test_every_command_has_its_section_and_no_other() -> None:
    assert re.findall(r"^## `(.*)`$", PAGE, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_and_option_is_documented_and_no_other(name: str) -> None:
    assert documented(name) == described(COMMANDS[name])


def test_every_command_is_found_in_its_module() -> None:
    """Typed alone it finds what it finds among all of them."""
    assert [name for names in MODULES.values() for name in names] == list(
        dict.fromkeys(name.split()[1] for name in COMMANDS)
    )
    for module, names in MODULES.items():
        for name in names:
            assert {path.split()[1] for path, _ in commands(parser(name))} == set(names), module


def test_a_command_without_a_database_loads_none() -> None:
    code = "import sys; from bookings.cli import main; main(['check', sys.argv[1]]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, EXAMPLE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"sqlalchemy", "litestar", "httpx"} & set(done.stdout.split())


def test_every_exit_code_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| `(\d+)` \| (.*) \|$", PAGE, re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == exits.MEANINGS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_says_what_the_command_does_with_an_example_and_the_exit_codes(name: str) -> None:
    command = COMMANDS[name]
    text = command.format_help()
    assert len(command.description or "") > 20
    example = re.search(r"example:\n  (?:[A-Z_]+=\S+ )?(bookings .*)", text)
    assert example is not None
    assert example[1].startswith(name)
    parser().parse_args(example[1].partition(" > ")[0].split()[1:])  # it can be typed
    assert set(re.findall(r"^ +(\d+)  ", text, re.MULTILINE)) == {str(code) for code in exits.MEANINGS}
    for action in command._actions:
        assert action.help, f"{name} {action.dest}"


MISUSE = [  # what is typed, what the environment says, what it ends with, what is told
    ([], {}, 2, "arguments are required: <command>"),
    (["surf"], {}, 2, "invalid choice: 'surf'"),
    (["export"], {}, 2, "BUSINESS"),
    (["import", "--unsent", "maybe", "x"], {}, 2, "invalid choice: 'maybe'"),
    (["serve", "--workers", "0"], {}, 2, "must be a number from 1 to 64"),
    (["export", "nobody"], {}, 1, 'no business "nobody"; there are none yet'),
    (["export", "a\0b"], {}, 1, "no business"),
    (["import", "/no/such/file"], {}, 2, "/no/such/file cannot be read: No such file"),
    (["import", "a\0b"], {}, 2, "cannot be read"),
    (["import", EXAMPLE], {}, 1, "line 1: This is no file that bookings export has written"),
    (["import", "/dev/null"], {}, 1, "The file is cut off"),
    (["apply", "/no/such/file"], {}, 2, "/no/such/file: cannot be read"),
    (["apply", "a\0b"], {}, 2, "cannot be read"),
    (["check", "/"], {}, 2, "/: cannot be read"),
    (["apply", EXAMPLE], {"BOOKINGS_API_KEY": ""}, 1, "BOOKINGS_API_KEY"),
    (["migrate", "--to", "never"], {}, 1, 'no migration "never"'),
    (["keys", "create", "nobody", "x"], {}, 1, 'no business "nobody"'),
    (["keys", "revoke", "key_none"], {}, 1, "key_none"),
    (["keys", "rotate", "key_none"], {}, 1, "key_none"),
    (["calendars", "check", "cal_none"], {}, 1, 'no calendar "cal_none"'),
    (["calendars", "connect", "caldav", "nobody", "x"], {}, 1, "caldav needs --url and --user"),
    (["calendars", "connect", "google", "nobody", "x"], {}, 1, 'no "x" among the staff of "nobody"'),
    (["calendars", "connect", "yahoo", "nobody", "x"], {}, 2, "invalid choice: 'yahoo'"),
    (["calendars", "list"], {"BOOKINGS_CALENDAR_WAIT": "long"}, 3, "BOOKINGS_CALENDAR_WAIT must be"),
    (["webhooks", "add", "nobody", "http://x/"], {}, 1, "use https, or set BOOKINGS_WEBHOOK_PRIVATE=1"),
    (["webhooks", "add", "x", "https://x/", "--event", "x"], {}, 2, "invalid choice: 'x'"),
    (["webhooks", "test", "whk_none"], {}, 1, 'no webhook "whk_none"'),
    (["webhooks", "list"], {"BOOKINGS_WEBHOOK_PRIVATE": "yes"}, 3, "BOOKINGS_WEBHOOK_PRIVATE must be 0 or 1"),
    (["outbox", "retry"], {}, 1, "Name the messages"),
    (["outbox", "drop", "17"], {}, 1, "nothing was changed"),
    (["explain-slots", "x", "2026-02-30"], {}, 2, "is no date"),
    (["explain-slots", "x", "2026-02-03"], {}, 1, "There is no business yet"),
    (["keys", "list"], {"BOOKINGS_DATABASE_URL": "oracle://x"}, 3, "BOOKINGS_DATABASE_URL must look like"),
    (["keys", "list"], {"BOOKINGS_DATABASE_URL": "sqlite:////"}, 3, "The database"),
    (["migrate"], {"BOOKINGS_DATABASE_URL": "sqlite:////dev/null/x.db"}, 3, "folder"),
    (["export", "x"], {"BOOKINGS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, 3, "cannot be used"),
    (["migrate", "--to", "base"], {"BOOKINGS_DATABASE_URL": "postgresql://n@127.0.0.1:1/x"}, 3, "reached"),
    (["export", "x"], {"BOOKINGS_NOW": "soon"}, 3, "BOOKINGS_NOW"),
    (["serve"], {"BOOKINGS_PORT": "http"}, 3, "BOOKINGS_PORT must be a number"),
    (["serve"], {"BOOKINGS_HOST": "no.such.host.invalid"}, 3, "BOOKINGS_HOST no.such.host.invalid"),
]


@pytest.mark.parametrize(("typed", "environment", "code", "told"), MISUSE, ids=lambda part: str(part)[:40])
def test_a_misuse_is_told_in_plain_words(
    typed: list[str],
    environment: dict[str, str],
    code: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    """An exception that got out of `main` would fail the test; so there is no traceback."""
    settings = {"BOOKINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}", "BOOKINGS_API_KEY": "k" * 30}
    for name, value in (settings | environment).items():
        monkeypatch.setenv(name, value)
    try:
        ended = main(typed)
    except SystemExit as exit_:
        ended = int(exit_.code or 0)
    told_all = capsys.readouterr().err
    assert (ended, told in told_all) == (code, True), told_all


def started(arguments: list[str], tmp_path: Path, **options: object) -> subprocess.Popen[str]:
    settings = {"BOOKINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}", "BOOKINGS_PORT": "0"}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        arguments, env=os.environ | settings, cwd=tmp_path, stderr=subprocess.PIPE, text=True, **options
    )


BOOKINGS = str(ROOT / "bin" / "bookings")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["keys", "list"], ["--help"], ["openapi"]])
def test_a_reader_that_goes_away_is_no_failure(arguments: list[str], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = started([BOOKINGS, *arguments], tmp_path, stdout=writing)
    os.close(writing)
    assert (process.communicate(timeout=60)[1], process.returncode) == ("", 0)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["keys", "list"], ["openapi"]])
def test_an_output_that_is_full_is_told(arguments: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        process = started([BOOKINGS, *arguments], tmp_path, stdout=full)
    assert process.communicate(timeout=60)[1] == "bookings: The output: No space left on device.\n"
    assert process.returncode == 2


@pytest.mark.slow
def test_ctrl_c_ends_a_command_quietly_and_leaves_nothing(tmp_path: Path) -> None:
    """An import that waits for its file."""
    process = started([BOOKINGS, "import", "-"], tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    assert (process.communicate(timeout=60)[1], process.returncode) == ("", 130)


@pytest.mark.slow
def test_the_launcher_works_from_any_folder_and_passes_on_what_the_program_ends_with(tmp_path: Path) -> None:
    (tmp_path / "bookings").mkdir()  # no reason to take it for the program
    (tmp_path / "link").symlink_to(BOOKINGS)
    for command in (BOOKINGS, str(tmp_path / "link")):
        process = started([command, "check", EXAMPLE], tmp_path, stdout=subprocess.PIPE)
        assert "no mistakes" in process.communicate(timeout=60)[0]
        process = started([command, "check", "nowhere.yaml"], tmp_path)
        assert process.communicate(timeout=60)[1].startswith("nowhere.yaml: cannot be read")
        assert process.returncode == 2
