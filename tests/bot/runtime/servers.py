"""PostgreSQL and Redis for the tests of what several processes of the bot share."""

from __future__ import annotations

import os

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
