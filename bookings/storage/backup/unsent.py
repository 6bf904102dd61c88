"""Which rows are messages that had not been sent when an export was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

Values: TypeAlias = Mapping[str, Any]

_UNSENT: Mapping[str, Callable[[Values, datetime], bool]] = {
    "outbox": lambda row, now: row["delivered_at"] is None and row["dead_at"] is None,
    # One that is due later is not sent anywhere yet, and belongs to its booking.
    "reminders": lambda row, now: row["sent_at"] is None and row["due_at"] <= now,
}


def is_unsent(table: str, row: Values, now: datetime) -> bool:
    """Whether a row, by column, is a message that is to be sent at once."""
    return table in _UNSENT and _UNSENT[table](row, now)
