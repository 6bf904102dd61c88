"""A hung action server keeps the person waiting for 300 seconds, and its port cannot be set.

The time-out is a constant imported by the module that calls actions; it becomes BOT_ACTION_TIMEOUT.
endpoints.yml cannot name a port with a default (`${ACTIONS_PORT:-5055}` is not expanded), so it names
the usual one, and ACTIONS_PORT, when set, replaces it where the address is a loopback one.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

import rasa.core.utils
from rasa.core.actions import action
from rasa.core.utils import AvailableEndpoints

from bot.runtime.patches.known_code import require
from bot.runtime.settings import Settings

KNOWN = {
    action.RemoteAction.run: "ccabf6f1160d527a",
    AvailableEndpoints.read_endpoints.__func__: "9fa059bcb05cc08a",
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_read_endpoints = AvailableEndpoints.read_endpoints


def apply(settings: Settings) -> None:
    """Put the time-out and the port of `settings` into force."""
    require(KNOWN)
    action.DEFAULT_REQUEST_TIMEOUT = settings.action_timeout_seconds
    port = settings.actions_port if os.environ.get("ACTIONS_PORT") else None

    def read_endpoints(endpoint_file: str) -> AvailableEndpoints:
        endpoints = _read_endpoints(endpoint_file)
        if port is not None and endpoints.action is not None:
            endpoints.action.url = at_port(endpoints.action.url, port)
        return endpoints

    rasa.core.utils.AvailableEndpoints.read_endpoints = staticmethod(read_endpoints)


def at_port(url: str, port: int) -> str:
    """`url` with `port` in it if its host is a loopback one, else as it is."""
    parts = urlsplit(url)
    if parts.hostname not in _LOOPBACK:
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return urlunsplit(parts._replace(netloc=f"{host}:{port}"))
