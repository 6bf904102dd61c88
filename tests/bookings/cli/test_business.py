import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bookings.cli import main
from bookings.storage.database import Database
from bookings.storage.migrate import current

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
BRIGHT_SMILES = str(ROOT / "examples" / "bright-smiles.yaml")


@pytest.fixture(autouse=True)
def _environment(monkeypatch, blank_url):
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", blank_url)
    monkeypatch.setenv("BOOKINGS_API_KEY", "a-key-for-tests-0123456789")
    monkeypatch.delenv("BOOKINGS_NOW", raising=False)


@pytest.fixture
def wrong(tmp_path):
    text = Path(BRIGHT_SMILES).read_text(encoding="utf-8").replace("Europe/London", "Europe/Londn")
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_have_no_mistakes_and_no_warnings(example, capsys):
    assert main(["check", str(example)]) == 0
    out, err = capsys.readouterr()
    assert "no mistakes" in out
    assert err == ""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_can_be_applied(example, capsys):
    assert main(["apply", str(example)]) == 0
    assert "new; staff:" in capsys.readouterr().out


def test_apply_says_what_it_did(capsys):
    assert main(["apply", BRIGHT_SMILES]) == 0
    assert capsys.readouterr().out == (
        "bright-smiles: new; staff: 3 added; services: 4 added; booking links: 3 added; "
        "api keys: 1 added (version 1)\n"
    )
    assert main(["apply", BRIGHT_SMILES]) == 0
    assert capsys.readouterr().out == "bright-smiles: nothing changed (version 1)\n"


def test_apply_quietly_says_nothing(capsys):
    assert main(["apply", "--quiet", BRIGHT_SMILES]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("command", ["apply", "check"])
def test_a_mistake_is_told_with_file_and_line_and_ends_with_1(command, wrong, blank_url, capsys):
    assert main([command, str(wrong)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    first, last = err.splitlines()
    assert first.startswith(
        f'{wrong}:7:13: business.timezone: found "Europe/Londn", expected an IANA time zone'
    )
    assert last == "1 mistake; nothing was written."
    database = Database(blank_url)
    assert current(database) is None
    database.close()


def test_a_warning_does_not_stop_the_file(tmp_path, capsys):
    path = tmp_path / "business.yaml"
    path.write_text("business: {id: a, name: A, timezone: UTC}\nstaff:\n  - {id: ann, name: Ann}\n")
    assert main(["check", str(path)]) == 0
    assert f'{path}:3:5: warning: staff[0]: "ann" is on no booking link' in capsys.readouterr().err


@pytest.mark.parametrize("command", ["apply", "check"])
def test_a_file_that_cannot_be_read_ends_with_2(command, tmp_path, capsys):
    for path in (tmp_path / "none.yaml", tmp_path):
        assert main([command, str(path)]) == 2
        assert f"{path}: cannot be read: " in capsys.readouterr().err


def test_a_dash_stands_for_standard_input(monkeypatch, capsys):
    content = Path(BRIGHT_SMILES).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert main(["check", "-"]) == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"business: 3")))
    assert main(["check", "-"]) == 1
    assert "<stdin>:1:11: business: found" in capsys.readouterr().err


def test_a_missing_key_names_its_variable_and_line(monkeypatch, capsys):
    monkeypatch.delenv("BOOKINGS_API_KEY")
    assert main(["apply", BRIGHT_SMILES]) == 1
    err = capsys.readouterr().err
    assert "bright-smiles.yaml:21:26: api_keys[0].key_env: the environment variable BOOKINGS_API_KEY" in err


def test_a_wrong_setting_is_told_and_ends_with_3(monkeypatch, capsys):
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", "mysql://x")
    assert main(["apply", BRIGHT_SMILES]) == 3
    assert "BOOKINGS_DATABASE_URL must look like" in capsys.readouterr().err


@pytest.mark.slow
def test_two_applies_at_once_both_succeed():
    command = [sys.executable, "-m", "bookings", "apply", BRIGHT_SMILES]
    runs = [subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE) for _ in range(2)]
    told = sorted(run.communicate(timeout=60)[0].decode() for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert "new" in told[0]
    assert told[1] == "bright-smiles: nothing changed (version 1)\n"
