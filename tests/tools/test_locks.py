"""The locks in requirements/: complete, hashed, and of what the .in files ask for."""

import re

import pytest

from tools import lock
from tools.paths import REQUIREMENTS

NAMES = [each.name for each in lock.LOCKS]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.sub(r"\[.*\]", "", name)).lower()


def pins(text: str) -> dict[str, str]:
    return {
        canonical(name): version
        for name, version in re.findall(r"^([\w.\[\],-]+)==([^\s;]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_is_pinned_and_locked_at_that_version(name: str) -> None:
    asked = [
        line for line in (REQUIREMENTS / f"{name}.in").read_text().splitlines() if line and line[0] != "#"
    ]
    wanted, locked = pins("\n".join(asked)), pins((REQUIREMENTS / f"{name}.txt").read_text())
    assert len(wanted) == len(asked)
    assert {package: locked.get(package) for package in wanted} == wanted


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text()
    assert "://" not in text
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_marker_that_limits_a_lock_is_not_repeated_in_every_line() -> None:
    marker = "python_full_version < '3.11'"
    text = f"a==1 ; {marker} \\\n    --hash=sha256:0\nb==2 ; {marker} and sys_platform == 'linux' \\\n"
    assert lock._without(marker, text) == "a==1 \\\n    --hash=sha256:0\nb==2 ; sys_platform == 'linux' \\\n"
