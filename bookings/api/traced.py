"""Each request is part of the trace that its caller names, if it names one, and noted when it is answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from telemetry import trace
from telemetry.logs import fields

Scope = MutableMapping[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
_HEADER = trace.HEADER.encode()

logger = logging.getLogger(__name__)


class Traced:
    """An ASGI application around another."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def sending(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        told = next((value for name, value in scope["headers"] if name == _HEADER), b"")
        with trace.span("request", trace.SERVER, trace.read(told.decode("latin-1"))):
            try:
                await self._app(scope, receive, sending)
            finally:
                if logger.isEnabledFor(logging.INFO):
                    note(scope, status, time.perf_counter() - began)


def note(scope: Scope, status: int, seconds: float) -> None:
    """The route's template, not the address, which may hold what somebody has typed."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    route = scope.get("path_template") or "none"
    told = fields(method=method, route=route, status=status, seconds=round(seconds, 4))
    logger.info("A request was answered.", extra=told)
