"""One trained model and one running stack for all conversations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.stack import ROOT, Stack, running
from tests.providers.slack import SECRET, TOKEN, FakeSlack


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; `make train` makes it."""
    found = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    assert found, "there is no trained model: run `make train`"
    return found[-1]


@pytest.fixture(scope="session")
def slack() -> Iterator[FakeSlack]:
    """The workspace that the stack's bot is in."""
    workspace = FakeSlack()
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, model: Path, slack: FakeSlack) -> Iterator[Stack]:
    """The dental practice of the examples, open for booking, also in the messengers."""
    messengers = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{slack.url}/api",
    }
    business = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("stack"), business, model, messengers) as all_of_it:
        yield all_of_it
