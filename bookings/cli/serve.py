"""`serve`: run the API."""

from __future__ import annotations

import argparse
import logging
import os
import socket
from typing import Any

from bookings.cli import exits
from bookings.config import Settings, settings_from
from bookings.engine.errors import ConfigurationError
from bookings.engine.wording import iso


def add_commands(commands: Any) -> None:
    exits.command(
        commands,
        "serve",
        run,
        "run the API",
        "Run the API until it is stopped by SIGTERM or Ctrl-C: it takes nothing new then, and lets what it "
        "is doing end. The database is made, or brought up to date, first.",
        "BOOKINGS_PORT=8080 bookings serve",
        {exits.MISCONFIGURED: "a setting is wrong, the port is in use, or the database cannot be used"},
    )


def run(_: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    listener = _listen(settings)  # before the database: a port in use should change nothing
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    import uvicorn  # this and what follows is slow to import, and only needed here

    from bookings.api.app import make_app
    from bookings.bootstrap import make_core

    app = make_app(make_core(settings))
    url = _address(listener)
    print(f"Bookings API on {url} (reference: {url}/docs)", flush=True)
    if settings.clock.ahead:
        print(f"BOOKINGS_NOW is set: the clock shows {iso(settings.clock())}.", flush=True)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(settings: Settings) -> socket.socket:
    """Raises ConfigurationError if the address is in use or not of this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise ConfigurationError(f"BOOKINGS_HOST {settings.host} cannot be used: {error.strerror}.") from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
            "Set BOOKINGS_PORT (and BOOKINGS_HOST) to what is free."
        ) from None
    listener.set_inheritable(True)
    return listener
