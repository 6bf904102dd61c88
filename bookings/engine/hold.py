"""A hold: a slot kept for one caller for some minutes, while they find out the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.engine.timerange import TimeRange

DEFAULT_MINUTES, MAX_MINUTES = 10, 30
"""How long a hold lasts unless told otherwise, and at most."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A time that is kept until it expires, is released, or is used by a booking."""

    id: str
    """"hold_" and random characters."""
    business_id: str
    """Whose it is."""
    link_id: str
    """The link it was made through."""
    service_id: str | None
    """What the appointment would be about, if that was said."""
    staff_id: str
    """Whose time is kept."""
    time: TimeRange
    """The appointment, without buffers."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime
    """From this instant on it holds nothing any more."""
    ended_at: datetime | None = None
    """When it was released, used, or found to have expired."""
    booking_id: str | None = None
    """The booking that used it."""

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """What a caller asks to be kept."""

    starts_at: datetime
    """Aware."""
    length: timedelta
    """How long to keep it."""
    link_id: str | None = None
    """The link, by id."""
    slug: str | None = None
    """The link, by slug."""
    service_id: str | None = None
    """What it would be about."""
    staff_id: str | None = None
    """The one person it should be with; None: whose turn it is."""
