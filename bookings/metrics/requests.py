"""What the API counts: requests, how long they took, and what became of bookings.

Routes are named by their template and codes by our own errors, so there is a bounded number of series, and
nothing in them that a person has said.
"""

from __future__ import annotations

import time
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram

from bookings.api.noted import ERROR, SLOTS, App, Scope, Status, named

SECONDS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_CREATE = "POST", "/api/v1/bookings"


class Requests:
    """An ASGI application that counts what goes through another."""

    def __init__(self, app: App, registry: CollectorRegistry) -> None:
        self._app = app
        self._requests = Counter(
            "bookings_http_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "bookings_http_request_seconds",
            "From a request's head to its answer's end.",
            ["method", "route"],
            buckets=SECONDS,
            registry=registry,
        )
        self._errors = Counter("bookings_errors", "Requests refused, by code.", ["code"], registry=registry)
        self._slots = Counter("bookings_slots_listed", "Free slots listed.", registry=registry)
        self._created = Counter(
            "bookings_creations", "Answers to requests for a booking.", ["outcome"], registry=registry
        )
        self._created.labels("booked")  # from the start, so that a rate sees the first one
        for code in ("slot_taken", "rate_limited", "internal_error"):
            self._errors.labels(code)
        self._series: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = Status(send), time.perf_counter()
        try:
            await self._app(scope, receive, status)
        finally:
            self._count(scope, status.code, time.perf_counter() - began)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = named(scope)
        requests, durations = self._of(method, route, status)
        requests.inc()
        durations.observe(seconds)
        code = scope.get(ERROR)
        if code is not None:
            self._errors.labels(code).inc()
        if SLOTS in scope:
            self._slots.inc(scope[SLOTS])
        if (method, route) == _CREATE:
            self._created.labels("booked" if status == 201 else code or "other").inc()

    def _of(self, method: str, route: str, status: int) -> tuple[Any, Any]:
        """Kept, because finding a series by its labels costs more than counting in it."""
        key = method, route, status
        if key not in self._series:
            self._series[key] = (
                self._requests.labels(method, route, str(status)),
                self._seconds.labels(method, route),
            )
        return self._series[key]
