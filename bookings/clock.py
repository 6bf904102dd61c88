"""The one place of the Bookings API that reads the system's time.

`BOOKINGS_NOW`, an ISO 8601 instant with an offset, makes the clock start at that instant and run
on from it; it is for demos and tests. `BOOKINGS_NOW_AT`, real seconds since 1970, says when it
held, so that several processes agree; without it, it holds when the process makes its clock.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bookings.engine.errors import ConfigurationError
from bookings.engine.wording import parse_instant


@dataclass(frozen=True, slots=True)
class SystemClock:
    """Call it for the present instant in UTC."""

    ahead: timedelta = timedelta(0)
    """How far it is ahead of the real time (behind, if negative)."""

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def clock_from(environment: Mapping[str, str]) -> SystemClock:
    """Raises ConfigurationError if BOOKINGS_NOW or BOOKINGS_NOW_AT cannot be read."""
    stated = environment.get("BOOKINGS_NOW", "").strip()
    if not stated:
        return SystemClock()
    held_at = environment.get("BOOKINGS_NOW_AT", "").strip()
    try:
        real = datetime.fromtimestamp(float(held_at) if held_at else time.time(), UTC)
    except (ValueError, OverflowError, OSError):
        raise ConfigurationError(
            f'BOOKINGS_NOW_AT must be real seconds since 1970, like 1777629600; it is "{held_at}".'
        ) from None
    return SystemClock(_instant(stated) - real)


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise ConfigurationError(f'BOOKINGS_NOW {error}; it is "{text}".') from None
