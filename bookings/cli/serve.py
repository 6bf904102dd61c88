"""`serve`: run the API."""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Sequence
from typing import Any

from bookings.cli import exits
from bookings.cli.workers import Workers
from bookings.config import Settings, settings_from
from bookings.engine.errors import ConfigurationError
from bookings.engine.wording import iso
from telemetry import export, logs

MOST_WORKERS = 64
BACKLOG = 1024


def add_commands(commands: Any) -> None:
    command = exits.command(
        commands,
        "serve",
        run,
        "run the API",
        "Run the API until it is stopped by SIGTERM or Ctrl-C: it takes nothing new then, and lets what it "
        "is doing end. The database is made, or brought up to date, first.",
        "BOOKINGS_PORT=8080 bookings serve",
        {exits.MISCONFIGURED: "a setting is wrong, the port is in use, or the database cannot be used"},
    )
    command.add_argument(
        "--workers",
        type=_count,
        default=1,
        metavar="N",
        help="how many processes answer (without it, 1); as many as there are processors is sensible. Each "
        "counts rate limits by itself. One that dies is replaced",
    )


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WORKERS:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a number from 1 to {MOST_WORKERS}")


def run(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    # Before the database: a port in use should change nothing.
    listeners = _listen(settings, arguments.workers)
    logs.set_up("api", settings.logs)
    from bookings.api.app import make_app  # this and what follows is slow to import, and only needed here
    from bookings.api.traced import Traced
    from bookings.bootstrap import make_core, measured, open_storage

    if arguments.workers == 1:
        end = export.begin("api", settings.traces)
        app = Traced(measured(make_app(make_core(settings)), settings))
        _open(listeners[0], settings)
        _announce(settings, listeners[0])
        try:
            serve_app(app, listeners[0])
        finally:
            end()
        return 0
    open_storage(settings).database.close()  # the tables are brought up to date once, not by each
    _announce(settings, listeners[0])

    def work(number: int) -> None:
        for other in listeners[:number] + listeners[number + 1 :]:
            other.close()
        end = export.begin("api", settings.traces)
        try:
            serve_app(Traced(measured(make_app(make_core(settings)), settings, number)), listeners[number])
        finally:
            end()

    return Workers(arguments.workers, work, on_stop=lambda: _close(listeners)).run()


def serve_app(app: Any, listener: socket.socket) -> None:
    """Until a signal says that it is enough."""
    import uvicorn

    from bookings.api.connection import Connection

    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        log_config=None,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _announce(settings: Settings, listener: socket.socket) -> None:
    url = _address(listener)
    print(f"Bookings API on {url} (reference: {url}/docs)", flush=True)
    if settings.clock.ahead:
        print(f"BOOKINGS_NOW is set: the clock shows {iso(settings.clock())}.", flush=True)


def _close(listeners: Sequence[socket.socket]) -> None:
    for listener in listeners:
        listener.close()


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(settings: Settings, count: int) -> list[socket.socket]:
    """As many sockets at the one address, one alone not yet open; among several the system shares out new
    connections (SO_REUSEPORT, socket(7)). Raises ConfigurationError if the address is in use or not of this
    machine."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise ConfigurationError(f"BOOKINGS_HOST {settings.host} cannot be used: {error.strerror}.") from None
    try:
        first = _bound(family, address, is_shared=False)  # a shared one would share with strangers
        if count == 1:
            return [first]  # who asks before it can answer is refused at once, and may ask another process
        address = first.getsockname()
        first.close()
        listeners = [_bound(family, address, is_shared=True) for _ in range(count)]
        for listener in listeners:
            listener.listen(BACKLOG)
        return listeners
    except OSError as error:
        raise _taken(settings, error) from None


def _open(listener: socket.socket, settings: Settings) -> None:
    """Raises ConfigurationError if another has begun to listen there meanwhile."""
    try:
        listener.listen(BACKLOG)
    except OSError as error:
        raise _taken(settings, error) from None


def _taken(settings: Settings, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
        "Set BOOKINGS_PORT (and BOOKINGS_HOST) to what is free."
    )


def _bound(family: int, address: Any, is_shared: bool) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        listener.set_inheritable(True)
    except OSError:
        listener.close()
        raise
    return listener
