"""Servers to talk to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.bookings.integrations.calendars.google_fake import GoogleFake
from tests.bookings.integrations.calendars.graph_fake import GraphFake
from tests.bookings.integrations.calendars.loopback import served
from tests.bookings.integrations.calendars.radicale import Radicale, running_radicale

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with running_radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def dav_calendar(radicale: Radicale) -> str:
    """The URL of a new calendar with nothing in it."""
    return radicale.make_calendar(f"calendar{next(_NUMBERS)}")


@pytest.fixture
def google() -> Iterator[GoogleFake]:
    fake = GoogleFake()
    with served(fake):
        yield fake


@pytest.fixture
def graph() -> Iterator[GraphFake]:
    fake = GraphFake()
    with served(fake):
        yield fake
