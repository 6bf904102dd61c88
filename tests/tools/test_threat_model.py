"""Each line of the threat model names tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def threats() -> list[str]:
    """The rows of all tables with tests."""
    rows: list[str] = []
    is_with_tests = False
    for line in (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| threat "):
            is_with_tests = True
        elif not line.startswith("|"):
            is_with_tests = False
        elif is_with_tests and not line.startswith("| ---"):
            rows.append(line)
    return rows


def test_every_threat_has_its_defence_and_its_tests() -> None:
    assert len(threats()) > 40
    for row in threats():
        threat, defence, tests = (cell.strip() for cell in row.strip("|").split("|"))
        assert threat, row
        assert defence, row
        assert NAMED.sub("", tests).strip(", ") == "", f"{threat}: {tests}"
        assert NAMED.search(tests), threat


def test_every_test_that_is_named_is_there() -> None:
    for row in threats():
        for file, name in NAMED.findall(row):
            source = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE), f"{file}::{name}"
