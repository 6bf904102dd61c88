"""A server that is killed in the middle of its work leaves nothing half-done, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_kills_under_load_in_short(blank_url: str) -> None:
    """`benchmarks/crash.py` looks through the database after each, and says itself how it went."""
    command = [sys.executable, ROOT / "benchmarks" / "crash.py", "--url", blank_url, "--times", "4"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "goal reached" in done.stdout
