"""For all tests, in either environment."""

from pathlib import Path

import pytest

from tests.servers import redis_server as redis_server

CONVERSATIONS = Path(__file__).parent / "conversations"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/conversations needs the trained model, so it says so by where it is."""
    for item in items:
        if CONVERSATIONS in item.path.parents:
            item.add_marker(pytest.mark.conversation)
