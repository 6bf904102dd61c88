"""The settings of the Bookings API, read from the environment once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bookings.clock import SystemClock, clock_from
from bookings.engine.errors import ConfigurationError
from bookings.services.rates import Rate, parse_rate

DEFAULT_DATABASE_URL = "sqlite:///var/bookings.db"


@dataclass(frozen=True)
class Settings:
    """What the environment says; every setting has a default."""

    host: str = "127.0.0.1"
    """BOOKINGS_HOST: the address on which the API listens."""
    port: int = 8000
    """BOOKINGS_PORT: the port on which the API listens; 0 lets the system choose."""
    database_url: str = field(default=DEFAULT_DATABASE_URL, repr=False)  # may hold a password
    """BOOKINGS_DATABASE_URL: SQLite file or PostgreSQL database."""
    api_key: str | None = field(default=None, repr=False)
    """BOOKINGS_API_KEY: a key that is let in, and sees an empty business, until a business takes it."""
    worker_alive_file: Path | None = None
    """BOOKINGS_WORKER_ALIVE_FILE: the worker touches it every few seconds."""
    rate_limit: Rate | None = Rate(60_000, 60)
    """BOOKINGS_RATE_LIMIT: how often a key may read."""
    write_rate_limit: Rate | None = Rate(30_000, 60)
    """BOOKINGS_WRITE_RATE_LIMIT: how often a key may change something."""
    refused_rate_limit: Rate | None = Rate(600, 60)
    """BOOKINGS_REFUSED_RATE_LIMIT: how often an address may ask without a valid key."""
    clock: SystemClock = field(default_factory=SystemClock)
    """BOOKINGS_NOW and BOOKINGS_NOW_AT: the clock."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Raises ConfigurationError for a value that cannot be used, saying what would be right."""
    return Settings(
        host=environment.get("BOOKINGS_HOST", "").strip() or Settings.host,
        port=_port(environment.get("BOOKINGS_PORT", "").strip()),
        database_url=environment.get("BOOKINGS_DATABASE_URL", "").strip() or DEFAULT_DATABASE_URL,
        api_key=environment.get("BOOKINGS_API_KEY", "").strip() or None,
        worker_alive_file=_path(environment, "BOOKINGS_WORKER_ALIVE_FILE"),
        rate_limit=_rate(environment, "BOOKINGS_RATE_LIMIT", Settings.rate_limit),
        write_rate_limit=_rate(environment, "BOOKINGS_WRITE_RATE_LIMIT", Settings.write_rate_limit),
        refused_rate_limit=_rate(environment, "BOOKINGS_REFUSED_RATE_LIMIT", Settings.refused_rate_limit),
        clock=clock_from(environment),
    )


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name, "").strip()
    return Path(text) if text else None


def _port(text: str) -> int:
    if not text:
        return Settings.port
    if text.isascii() and text.isdigit() and int(text) <= 65535:
        return int(text)
    raise ConfigurationError(f'BOOKINGS_PORT must be a number from 0 to 65535; it is "{text}".')


def _rate(environment: Mapping[str, str], name: str, default: Rate | None) -> Rate | None:
    text = environment.get(name, "").strip()
    if not text:
        return default
    try:
        return parse_rate(text)
    except ValueError as error:
        raise ConfigurationError(f'{name} {error}; it is "{text}".') from None
