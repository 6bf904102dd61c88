"""For all tests, in either environment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Server, require_redis
from tools import redis

CONVERSATIONS = Path(__file__).parent / "conversations"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/conversations needs the trained model, so it says so by where it is."""
    for item in items:
        if CONVERSATIONS in item.path.parents:
            item.add_marker(pytest.mark.conversation)


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Server]:
    """A Redis that can be restarted with what it has kept."""
    require_redis()
    server = Server(redis.prepared)
    yield server
    server.end()
