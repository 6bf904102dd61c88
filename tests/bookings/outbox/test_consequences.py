"""docs/consequences.md names tests; each is there, once."""

from __future__ import annotations

import re
from collections import Counter

from bookings.testing import ROOT


def test_every_promise_names_a_test_that_exists() -> None:
    rows = [
        line for line in (ROOT / "docs" / "consequences.md").read_text().splitlines() if line.startswith("|")
    ][2:]
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    assert all(len(each) == 1 for each in named), named
    defined = Counter(
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE)
    )
    assert {name: defined[name] for (name,) in named} == {name: 1 for (name,) in named}
