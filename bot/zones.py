"""Whether a text names a time zone: the one place in the bot's environment."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones


def is_zone(name: Any) -> bool:
    """Whether `name` is a zone of the IANA database, such as Europe/London; it may come from a stranger."""
    return isinstance(name, str) and name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
