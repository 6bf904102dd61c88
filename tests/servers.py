"""PostgreSQL and Redis for the tests of what several processes of the bot share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest

from tools import postgresql, redis


def require_postgresql() -> None:
    """Without one the tests are left out, in CI they fail."""
    if postgresql.binaries() is None:
        _tell(postgresql.NONE_FOUND)


def require_redis() -> None:
    """Without one the tests are left out, in CI they fail."""
    if redis.binary() is None:
        _tell(redis.NONE_FOUND)


def _tell(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


Prepared = AbstractContextManager[Callable[[], AbstractContextManager[str]]]
"""A folder for a server, and how it is started there; the address is what it gives."""


class Server:
    """A server that can be restarted with what it has kept."""

    def __init__(self, prepared: Callable[[], Prepared]) -> None:
        self._folder, self._run = ExitStack(), ExitStack()
        self._start = self._folder.enter_context(prepared())
        self.start()

    def start(self) -> None:
        self.url = self._run.enter_context(self._start())

    def stop(self) -> None:
        self._run.close()

    def end(self) -> None:
        self.stop()
        self._folder.close()


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Server]:
    """A Redis that can be restarted with what it has kept.

    Both conftest.py that stand at the root of a run (tests/ and tests/bookings/) take it in.
    """
    require_redis()
    server = Server(redis.prepared)
    yield server
    server.end()
