"""What the handlers work with: the Bookings API client and the clock, made once for the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from actions.client import BookingsClient
from actions.handlers.guesses import Guesses
from bot import clock
from bot.api_settings import api_settings


@dataclass(frozen=True)
class Context:
    """The outside world of a handler; tests pass their own."""

    client: BookingsClient
    now: Callable[[], datetime]
    """Aware, UTC."""
    guesses: Guesses = field(default_factory=Guesses)
    """Wrong references tried so far."""


@lru_cache(maxsize=1)
def default() -> Context:
    """The context that the environment describes (docs/settings.md)."""
    settings = api_settings()
    return Context(BookingsClient(settings.url, settings.key), clock.now)
