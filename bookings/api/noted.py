"""What is known of a request and its answer to who counts or traces it: nothing that a person has said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

Scope = MutableMapping[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
NO_ROUTE = "none"

ERROR = "bookings.error"
"""The code with which the request was refused."""
SLOTS = "bookings.slots"
"""How many slots were listed."""


def note(scope: Any, name: str, value: str | int) -> None:
    """`name`: ERROR or SLOTS. Costs next to nothing, so it is done whether anybody counts or not."""
    cast("Scope", scope)[name] = value


def named(scope: Scope) -> tuple[str, str]:
    """Method and route: the route's template, not the address, which may hold what somebody has typed."""
    return scope["method"] if scope["method"] in METHODS else "other", scope.get("path_template") or NO_ROUTE


class Status:
    """Takes the place of what sends an answer, and keeps its status."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self.code = 500
        """What the server answers to who was sent nothing."""

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.code = message["status"]
        await self._send(message)
