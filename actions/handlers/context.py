"""What the handlers work with: the Bookings API client and the clock, made once for the process."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from actions.client import BookingsClient
from bot import clock


@dataclass(frozen=True)
class Context:
    """The outside world of a handler; tests pass their own."""

    client: BookingsClient
    now: Callable[[], datetime]
    """Aware, UTC."""


@lru_cache(maxsize=1)
def default() -> Context:
    """The context that the environment describes (docs/settings.md)."""
    host = os.environ.get("BOOKINGS_HOST") or "127.0.0.1"
    port = os.environ.get("BOOKINGS_PORT") or "8000"
    url = os.environ.get("BOOKINGS_API_URL") or f"http://{host}:{port}"
    return Context(BookingsClient(url, os.environ.get("BOOKINGS_API_KEY")), clock.now)
