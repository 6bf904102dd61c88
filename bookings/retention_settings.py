"""How long things are kept, as the environment says: BOOKINGS_KEEP_…"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bookings.engine.errors import ConfigurationError

FOREVER = "forever"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LONGEST = timedelta(days=36500)


@dataclass(frozen=True)
class Retention:
    """How long after its end each kind is kept; None: until somebody erases it."""

    bookings: timedelta | None = None
    """BOOKINGS_KEEP_BOOKINGS: the person in a booking that is over; the booking stays."""
    waitlist: timedelta | None = None
    """BOOKINGS_KEEP_WAITLIST: waitlist entries that are over."""
    messages: timedelta | None = timedelta(days=30)
    """BOOKINGS_KEEP_MESSAGES: messages of the outbox that were delivered, those to webhooks too."""
    aside: timedelta | None = None
    """BOOKINGS_KEEP_ASIDE: messages that were put aside."""
    handovers: timedelta | None = timedelta(days=30)
    """BOOKINGS_KEEP_HANDOVERS: conversations that were handed over."""
    answers: timedelta | None = timedelta(hours=48)
    """BOOKINGS_KEEP_ANSWERS: answers by Idempotency-Key."""
    proofs: timedelta | None = timedelta(hours=48)
    """BOOKINGS_KEEP_PROOFS: proofs of addresses."""
    mails: timedelta | None = None
    """BOOKINGS_KEEP_MAILS: files in the mail folder."""


# What limits count in, or retries rely on, is kept at least as long, and what everybody may expect at most.
_BOUNDS = {
    "handovers": (_DAY, timedelta(days=30)),
    "answers": (_HOUR, timedelta(hours=48)),
    "proofs": (_DAY, timedelta(hours=48)),
}


_NAMES = {
    "bookings": "BOOKINGS_KEEP_BOOKINGS",
    "waitlist": "BOOKINGS_KEEP_WAITLIST",
    "messages": "BOOKINGS_KEEP_MESSAGES",
    "aside": "BOOKINGS_KEEP_ASIDE",
    "handovers": "BOOKINGS_KEEP_HANDOVERS",
    "answers": "BOOKINGS_KEEP_ANSWERS",
    "proofs": "BOOKINGS_KEEP_PROOFS",
    "mails": "BOOKINGS_KEEP_MAILS",
}


def retention_from(environment: Mapping[str, str]) -> Retention:
    """Raises ConfigurationError for a value that cannot be used, saying what would be right."""
    given = {}
    for kind, name in _NAMES.items():
        if text := environment.get(name, "").strip():
            given[kind] = _length(name, text, *_BOUNDS.get(kind, (_DAY, None)))
    return Retention(**given)


def _length(name: str, text: str, least: timedelta, most: timedelta | None) -> timedelta | None:
    if text == FOREVER and most is None:
        return None
    read = re.fullmatch(r"([0-9]{1,6})([hd])", text)
    length = int(read[1]) * (_HOUR if read[2] == "h" else _DAY) if read else None
    if length is None or not least <= length <= (most or _LONGEST):
        upper = f"to {_told(most)}" if most else f"on, or {FOREVER}"
        raise ConfigurationError(
            f'{name} must be a length of time like 48h or 30d, from {_told(least)} {upper}; it is "{text}".'
        )
    return length


def _told(length: timedelta) -> str:
    return f"{length // _HOUR}h" if length < 3 * _DAY else f"{length.days}d"
