"""Sessions: one staff member's slot that several people share, through the same link for the same service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MAX_SEATS = 1000
"""How many may share a session."""


@dataclass(frozen=True, slots=True)
class SessionKind:
    """What the bookings and holds of a session have in common, beside their staff member and start."""

    link_id: str
    """The link they were made through."""
    service_id: str | None
    """What they are about; who names no service shares sessions with nobody who does."""


class Session(NamedTuple):
    """The time of a person that a session keeps; all instants in whole seconds since 1970."""

    blocked_from: int
    """With the longest buffer of the bookings and holds in it."""
    blocked_until: int
    """The same; not included."""
    begins: int
    """When the appointment begins, without buffers."""
    taken: int
    """How many bookings and holds are in it."""
