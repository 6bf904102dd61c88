"""One trained model and one running stack for all conversations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.stack import ROOT, Stack, running


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; `make train` makes it."""
    found = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    assert found, "there is no trained model: run `make train`"
    return found[-1]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Stack]:
    """The dental practice of the examples, open for booking."""
    business = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("stack"), business, model) as all_of_it:
        yield all_of_it
