"""How many requests are allowed in how long."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.engine.errors import RateLimited

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in any window of that length, wherever it begins."""

    requests: int
    """At most this many, from 1."""
    seconds: int
    """In this long."""


def parse_rate(text: str) -> Rate | None:
    """Read "600/minute"; None for "none". Raises ValueError with what was expected."""
    if text == "none":
        return None
    match = re.fullmatch(r"([1-9][0-9]{0,8})/(second|minute|hour|day)", text)
    if not match:
        raise ValueError("must be a number per second, minute, hour or day, like 600/minute, or none")
    return Rate(int(match[1]), _SECONDS[match[2]])


def refuse_too_many(asked_at: Sequence[datetime], rates: Sequence[Rate], now: datetime, whose: str) -> None:
    """`asked_at`: the first ones first. Raises RateLimited, which tells when there is room for another."""
    for rate in rates:
        window = timedelta(seconds=rate.seconds)
        recent = [at for at in asked_at if at > now - window]
        if len(recent) >= rate.requests:
            until = recent[-rate.requests] + window
            wait = max(1, math.ceil((until - now).total_seconds()))
            raise RateLimited(whose, rate.requests, rate.seconds, wait)
