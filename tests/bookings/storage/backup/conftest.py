"""Databases of both kinds at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bookings.storage.database import Database
from tests.bookings.databases import Backend
from tests.bookings.storage.backup.businesses import fill
from tests.bookings.support import Api


@pytest.fixture
def other(other_backend: Backend) -> Iterator[Database]:
    """An empty database of the other kind."""
    url = other_backend.make()
    database = Database(url)
    yield database
    database.close()
    other_backend.drop(url)


@pytest.fixture
def filled(api_with: Callable[..., Api]) -> Api:
    """A business with rows in every table."""
    api = api_with(questions=[{"id": "q_new", "text": "New?", "type": "boolean", "required": True}])
    fill(api)
    return api
