"""`make export PERSON=…` and `make erase PERSON=…` ask the bookings and the bot."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tools.paths import ROOT


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    ours = {
        "BOOKINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'b.db'}",
        "BOOKINGS_API_KEY": "k" * 24,
        "BOOKINGS_MAIL_FOLDER": str(tmp_path / "mail"),
        "BOT_NOTICE_FILE": str(tmp_path / "notices.db"),
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | ours


def make(env: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["make", "-s", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_both_programs_are_asked(env: dict[str, str], tmp_path: Path) -> None:
    assert make(env, "apply", "BUSINESS=examples/hair-salon.yaml").returncode == 0
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "a.eml").write_text("To: Dana <dana@example.com>\n\nHello")
    (tmp_path / "mail" / "b.eml").write_text("To: Ana <ana@example.com>\n\nHello")
    person = "PERSON=dana@example.com, +44 117 496 0000"
    exported = make(env, "export", person)
    assert exported.returncode == 0, exported.stderr
    told = json.loads(exported.stdout)
    assert [mail["file"] for mail in told["bookings"]["mails"]] == ["a.eml"]
    assert told["bot"]["conversations"] == []
    assert make(env, "erase", person, "OPTIONS=--dry-run").stdout == "Would be erased: 1 mails\n"
    erased = make(env, "erase", person)
    assert erased.returncode == 0, erased.stderr
    assert "Erased: 1 mails" in erased.stdout
    assert "Erased with the bot" in erased.stdout
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["b.eml"]


@pytest.mark.parametrize("command", ["export", "erase"])
def test_without_a_person_it_is_told_how_to_name_one(env: dict[str, str], command: str) -> None:
    done = make(env, command)
    assert f"make {command} PERSON=" in done.stderr
    assert done.returncode != 0


def test_what_is_refused_by_one_is_not_asked_of_the_other(env: dict[str, str]) -> None:
    done = make(env, "erase", "PERSON=Dana")
    assert "neither an e-mail address" in done.stderr
    assert "with the bot" not in done.stdout
    assert done.returncode != 0
