"""tools/find_python.sh, which everything begins with."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "find_python.sh"


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def find(path: Path, home: Path) -> "subprocess.CompletedProcess[str]":
    env = {"PATH": f"{path}:{os.defpath}" if path.name == "with-system" else str(path), "HOME": str(home)}
    return subprocess.run(["/bin/sh", str(SCRIPT)], env=env, capture_output=True, text=True, check=False)


def test_a_name_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3", "echo 'pyenv: python3: command not found' >&2; exit 127")
    program(tmp_path / "bin" / "python3.11", f'exec "{sys.executable}" "$@"')
    assert find(tmp_path / "bin", tmp_path).stdout.strip() == str(tmp_path / "bin" / "python3.11")


def test_a_python_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3", "exit 1")  # what an old one answers to the question for its version
    program(tmp_path / "bin" / "python", f'exec "{sys.executable}" "$@"')
    assert find(tmp_path / "bin", tmp_path).stdout.strip() == str(tmp_path / "bin" / "python")


def test_pyenvs_versions_are_found_without_its_shims(tmp_path: Path) -> None:
    python = tmp_path / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3"
    program(python, f'exec "{sys.executable}" "$@"')
    assert find(tmp_path / "empty", tmp_path).stdout.strip() == str(python)


def test_without_any_the_person_is_told_how_to_get_one(tmp_path: Path) -> None:
    done = find(tmp_path / "empty", tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Python 3.10 or newer" in done.stderr
    assert "apt-get install python3" in done.stderr
