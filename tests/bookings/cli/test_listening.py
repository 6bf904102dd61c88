"""The API's address while it starts: it is taken at once, and open only when there is somebody to answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from bookings.cli import serve
from bookings.config import Settings, settings_from
from bookings.engine.errors import ConfigurationError


@pytest.fixture
def settings() -> Settings:
    return settings_from({"BOOKINGS_HOST": "127.0.0.1", "BOOKINGS_PORT": "0"})


@pytest.fixture
def listener(settings: Settings) -> Iterator[socket.socket]:
    (listener,) = serve._listen(settings, 1)
    with listener:
        yield listener


def test_who_asks_before_it_can_answer_is_refused_at_once(
    settings: Settings, listener: socket.socket
) -> None:
    """A proxy asks another process then, instead of waiting."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(listener.getsockname(), timeout=5)
    serve._open(listener, settings)
    socket.create_connection(listener.getsockname(), timeout=5).close()


def test_an_address_that_somebody_else_has_is_told(settings: Settings, listener: socket.socket) -> None:
    serve._open(listener, settings)
    taken = settings_from({"BOOKINGS_HOST": "127.0.0.1", "BOOKINGS_PORT": str(listener.getsockname()[1])})
    with pytest.raises(ConfigurationError, match="Cannot listen on 127.0.0.1"):
        serve._listen(taken, 1)


def test_an_address_that_somebody_else_took_meanwhile_is_told(
    settings: Settings, listener: socket.socket
) -> None:
    taken = settings_from({"BOOKINGS_HOST": "127.0.0.1", "BOOKINGS_PORT": str(listener.getsockname()[1])})
    (late,) = serve._listen(taken, 1)
    with late:
        serve._open(listener, settings)
        with pytest.raises(ConfigurationError, match="Cannot listen on 127.0.0.1.*Set BOOKINGS_PORT"):
            serve._open(late, taken)
