"""`make apply`: quiet, whole paths and relative ones, the exit code of the command itself."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.paths import ROOT

EXAMPLE = ROOT / "examples" / "hair-salon.yaml"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    ours = {"BOOKINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'b.db'}", "BOOKINGS_API_KEY": "k" * 24}
    return {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | ours


def apply(
    env: dict[str, str], business: str, folder: Path = ROOT, *options: str
) -> "subprocess.CompletedProcess[str]":
    command = ["make", *options, "apply", f"BUSINESS={business}"]
    return subprocess.run(
        command, cwd=folder, env={**env, "PWD": str(folder)}, capture_output=True, text=True, check=False
    )


def test_it_prints_one_line_and_nothing_else(env: dict[str, str]) -> None:
    done = apply(env, "examples/hair-salon.yaml")
    assert done.returncode == 0
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
    assert "nothing changed" in apply(env, "examples/hair-salon.yaml").stdout


def test_a_whole_path_may_hold_spaces(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "my business.yaml"
    shutil.copy(EXAMPLE, file)
    assert apply(env, str(file)).returncode == 0


def test_a_path_may_count_from_the_folder_in_which_make_was_called(
    env: dict[str, str], tmp_path: Path
) -> None:
    shutil.copy(EXAMPLE, tmp_path / "mine.yaml")
    done = apply(env, "mine.yaml", tmp_path, "-s", "-C", str(ROOT))
    assert done.returncode == 0, done.stderr


def test_a_mistake_fails_and_is_told_with_its_line(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(EXAMPLE.read_text().replace("timezone:", "time_zone:", 1))
    done = apply(env, str(file))
    assert done.returncode != 0
    assert f"{file}:" in done.stderr
    assert "timezone" in done.stderr


def test_the_bots_key_goes_over_to_another_business_only_when_asked(env: dict[str, str]) -> None:
    assert apply(env, "examples/bright-smiles.yaml").returncode == 0
    refused = apply(env, "examples/hair-salon.yaml")
    assert "TAKE_KEYS=1" in refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert apply(env, "examples/hair-salon.yaml", ROOT, "TAKE_KEYS=1").returncode == 0


def test_without_a_file_the_person_is_told_how_to_name_one(env: dict[str, str]) -> None:
    done = subprocess.run(["make", "apply"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "make apply BUSINESS=path/to/business.yaml" in done.stderr
