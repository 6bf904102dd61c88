"""How instants are written and read: ISO 8601."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(at: datetime) -> str:
    """UTC, to the second: "2026-05-01T10:00:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant with an offset, as UTC. Raises ValueError with what was expected."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError('must be an instant like "2026-05-01T10:00:00Z"') from None
    raise ValueError('must state its offset from UTC, like "2026-05-01T10:00:00Z" or "…+01:00"')
