"""How instants are written and read: ISO 8601."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(at: datetime) -> str:
    """UTC, to the second: "2026-05-01T10:00:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant with an offset, as UTC. Raises ValueError with what was expected.

    Years outside 1971 to 9998 are refused: one can reckon on from all others.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or not 1970 < at.year < 9999:
        raise ValueError('must be an instant that exists, like "2026-05-01T10:00:00Z"')
    if at.tzinfo is None:
        raise ValueError('must state its offset from UTC, like "2026-05-01T10:00:00Z" or "…+01:00"')
    return at.astimezone(UTC)
