"""Fixtures of the tests of the Bookings API; what is no fixture is in `support`."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import hypothesis
import pytest
from litestar.testing import TestClient

from bookings.api import key_uses
from bookings.api.app import make_app
from bookings.api.core import Core
from bookings.identifiers import RandomIdentifiers
from bookings.services.authenticate import key_hash
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage
from bookings.testing import SteppingClock
from tests.bookings.databases import Backend, backend_named
from tests.bookings.support import DENTIST, NOW, WAITING_KEY, Api
from tests.servers import redis_server as redis_server
from tools import postgresql

KINDS = ("sqlite", "postgresql")

# A busy machine is no reason to fail: what is slow is measured elsewhere.
hypothesis.settings.register_profile("bookings", deadline=None)
hypothesis.settings.load_profile("bookings")


@pytest.fixture
def dentist() -> dict[str, Any]:
    return copy.deepcopy(DENTIST)


@pytest.fixture
def link(dentist: dict[str, Any]) -> dict[str, Any]:
    """The dentist's one link, to be changed before the business is applied."""
    found: dict[str, Any] = dentist["booking_links"][0]
    return found


@pytest.fixture(scope="session")
def backends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Backend]]:
    """What keeps the data, by name; each is started when it is first asked for."""
    with ExitStack() as stack:

        @cache
        def named(name: str) -> Backend:
            if name == "postgresql" and postgresql.binaries() is None:
                tell = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
                tell(postgresql.NONE_FOUND)
            return stack.enter_context(backend_named(name, tmp_path_factory.mktemp("databases")))

        yield named


@pytest.fixture(scope="session", params=KINDS)
def backend(request: pytest.FixtureRequest, backends: Callable[[str], Backend]) -> Backend:
    """Every test that asks for it runs on each."""
    return backends(request.param)


@pytest.fixture
def other_backend(backend: Backend, backends: Callable[[str], Backend]) -> Backend:
    """The kind of database that the test's own is not."""
    return next(found for found in map(backends, KINDS) if found is not backend)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for what was left out; without it a skipped half would go unnoticed."""
    left_out = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if postgresql.NONE_FOUND in str(report.longrepr)
    ]
    if left_out:
        terminalreporter.write_line(
            f"LEFT OUT: {len(left_out)} tests on PostgreSQL. {postgresql.NONE_FOUND}", yellow=True
        )


@pytest.fixture
def url(backend: Backend) -> Iterator[str]:
    """The address of a database with all tables and nothing in them."""
    made = backend.make()
    yield made
    backend.drop(made)


@pytest.fixture
def blank_url(backend: Backend) -> Iterator[str]:
    """The address of a database without tables."""
    made = backend.make(with_tables=False)
    yield made
    backend.drop(made)


@pytest.fixture
def storage(url: str) -> Iterator[SqlStorage]:
    database = Database(url)
    yield SqlStorage(database)
    database.close()


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient[Any]]:
    """The application, made once; each test puts its own core behind it."""
    # One test's uses of its key would be written into the database of another.
    key_uses.FLUSH_SECONDS = 24 * 60 * 60
    with TestClient(make_app(None), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def empty_api(storage: SqlStorage, client: TestClient[Any]) -> Api:
    """Nothing applied yet."""
    clock = SteppingClock(NOW)
    client.app.state.core = Core(storage, clock, RandomIdentifiers(), waiting_key_hash=key_hash(WAITING_KEY))
    return Api(client, storage, clock)


@pytest.fixture
def api(empty_api: Api, dentist: dict[str, Any]) -> Api:
    """The dentist applied."""
    empty_api.apply(dentist)
    return empty_api


@pytest.fixture
def api_with(empty_api: Api, dentist: dict[str, Any], link: dict[str, Any]) -> Callable[..., Api]:
    """The dentist applied, with the link's keys changed first."""

    def make(**changes: Any) -> Api:
        link.update(changes)
        empty_api.apply(dentist)
        return empty_api

    return make
