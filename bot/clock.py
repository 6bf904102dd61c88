"""The one clock of the bot's environment: nothing else in bot/ or actions/ reads the system time.

`BOOKINGS_NOW` (ISO 8601 with an offset) makes the clock start at that instant and run on from it.
`BOOKINGS_NOW_AT` (seconds since the Unix epoch, by the real clock) tells when that instant held, so
that several processes agree; without it the clock runs from the start of this process.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache

_PROCESS_STARTED_AT = time.time()
_YEARS = range(1970, 3000)


class ClockError(ValueError):
    """A setting of the clock is wrong; the message names the setting and what is right."""


@dataclass(frozen=True)
class Clock:
    """A clock that runs with the real one, shifted by a constant."""

    shift: timedelta
    """Added to the real time."""
    read_seconds: Callable[[], float] = time.time
    """The real clock: seconds since the Unix epoch."""

    def now(self) -> datetime:
        """The instant it is, aware, in UTC."""
        return datetime.fromtimestamp(self.read_seconds(), tz=timezone.utc) + self.shift


def clock_from_environment(
    environ: Mapping[str, str],
    read_seconds: Callable[[], float] = time.time,
    started_at: float = _PROCESS_STARTED_AT,
) -> Clock:
    """The clock that the settings ask for; `started_at` in seconds since the Unix epoch.

    Raises ClockError when a setting is not what it has to be.
    """
    wanted = environ.get("BOOKINGS_NOW", "").strip()
    if not wanted:
        return Clock(timedelta(), read_seconds)
    held_at = _held_at(environ.get("BOOKINGS_NOW_AT", "").strip(), started_at)
    return Clock(_instant(wanted) - datetime.fromtimestamp(held_at, tz=timezone.utc), read_seconds)


def now() -> datetime:
    """The instant it is, aware, in UTC. Raises ClockError when the settings are wrong."""
    return _clock().now()


@lru_cache(maxsize=1)
def _clock() -> Clock:
    return clock_from_environment(os.environ)


def _instant(text: str) -> datetime:
    right = "write an instant with its offset from UTC, such as 2026-05-01T09:00:00+00:00"
    try:
        # Python 3.10 does not read the "Z" of ISO 8601.
        instant = datetime.fromisoformat(text[:-1] + "+00:00" if text[-1] in "zZ" else text)
    except ValueError:
        raise ClockError(f"BOOKINGS_NOW is {text!r}, which is not an ISO 8601 instant: {right}") from None
    if instant.utcoffset() is None:
        raise ClockError(f"BOOKINGS_NOW is {text!r}, which has no offset from UTC: {right}")
    if instant.year not in _YEARS:
        raise ClockError(f"BOOKINGS_NOW is {text!r}: its year has to be between 1970 and 2999")
    return instant.astimezone(timezone.utc)


def _held_at(text: str, default: float) -> float:
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    # The upper bound is the year 2999, far inside what a datetime holds.
    if not 0 <= seconds < 32_503_680_000:
        raise ClockError(
            f"BOOKINGS_NOW_AT is {text!r}: write the real time at which BOOKINGS_NOW held, "
            "in seconds since the Unix epoch"
        )
    return seconds
