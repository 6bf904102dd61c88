"""How long a server wants to be left alone, as its answer says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=1)


def wait_of(told: str | None, dated: str | None = None) -> timedelta | None:
    """Of a `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date, which counts from the answer's own
    `Date`. None if it cannot be read; never longer than a day."""
    text = (told or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text), 10**6)), LONGEST_WAIT)
    until, now = _date(text), _date(dated or "")
    if until is None or now is None:
        return None
    return min(max(until - now, timedelta(0)), LONGEST_WAIT)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
