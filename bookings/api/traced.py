"""Each request is part of the trace that its caller names, if it names one, and noted when it is answered."""

from __future__ import annotations

import logging
import time
from typing import Any

from bookings.api.noted import ERROR, App, Scope, Status, named
from telemetry import trace
from telemetry.logs import fields

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
        status, began = Status(send), time.perf_counter()
        told = next((value for name, value in scope["headers"] if name == _HEADER), b"")
        with trace.span("request", trace.SERVER, trace.read(told.decode("latin-1"))) as span:
            try:
                await self._app(scope, receive, status)
            finally:
                describe(span, scope, status.code)
                if logger.isEnabledFor(logging.INFO):
                    note(scope, status.code, time.perf_counter() - began)


def describe(span: trace.Span, scope: Scope, status: int) -> None:
    """As OpenTelemetry's conventions for HTTP have it."""
    if span.recorded is not None:
        method, route = named(scope)
        span.rename(f"{method} {route}")
        span.set("http.request.method", method)
        span.set("http.route", route)
        span.set("http.response.status_code", status)
        span.set("bookings.error", scope.get(ERROR))


def note(scope: Scope, status: int, seconds: float) -> None:
    """In the log."""
    method, route = named(scope)
    told = fields(method=method, route=route, status=status, seconds=round(seconds, 4))
    logger.info("A request was answered.", extra=told)
