"""Lengths of time and instants as people type them on the command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from bookings.engine.wording import parse_instant

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=3650)


def duration(text: str) -> timedelta:
    """ "90s", "30m", "24h", "7d" or "0", up to ten years, for argparse."""
    if text == "0":
        return timedelta()
    match = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
    length = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None
    if length is None or length > _LONGEST:
        raise argparse.ArgumentTypeError(
            f'"{text}" is no length of time up to 3650 days: write 90s, 30m, 24h, 7d or 0'
        )
    return length


def end(text: str) -> Callable[[datetime], datetime]:
    """How long something lasts, or the instant at which it ends: a function from now to that instant."""
    try:
        at = parse_instant(text)
    except ValueError:
        at = None
    if at is not None:
        return lambda _: at
    try:
        length = duration(text)
    except argparse.ArgumentTypeError:
        length = timedelta()
    if not length:
        raise argparse.ArgumentTypeError(
            f'"{text}" is no end: write a length of time, like 90d, or an instant, like 2027-01-31T00:00:00Z'
        )
    return lambda now: now + length
