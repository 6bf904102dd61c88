"""How many requests are allowed in how long."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
