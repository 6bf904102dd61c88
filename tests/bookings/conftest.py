"""Fixtures of the tests of the Bookings API; what is no fixture is in `support`."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from litestar.testing import TestClient

from bookings.api.app import make_app
from bookings.api.core import Core
from bookings.identifiers import RandomIdentifiers
from bookings.services.authenticate import key_hash
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.unit import SqlStorage
from bookings.testing import SteppingClock
from tests.bookings.support import DENTIST, NOW, WAITING_KEY, Api

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
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and nothing in them, to copy."""
    file = tmp_path_factory.mktemp("database") / "empty.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture
def storage(tmp_path: Path, empty_database: Path) -> Iterator[SqlStorage]:
    shutil.copy(empty_database, tmp_path / "bookings.db")
    database = Database(f"sqlite:///{tmp_path / 'bookings.db'}")
    yield SqlStorage(database)
    database.close()


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient[Any]]:
    """The application, made once; each test puts its own core behind it."""
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
