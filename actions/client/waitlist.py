"""The waitlist as the Bookings API tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from actions.client.models import Answer


@dataclass(frozen=True)
class WaitlistRequest:
    """A wish to be put on the waitlist."""

    booking_link_id: str
    first_day: date
    last_day: date
    """Included."""
    timezone: str
    """IANA zone of the days and times."""
    contact_name: str
    contact_email: str
    contact_phone: str | None = None
    from_time: time | None = None
    """Appointments start then or later; None: at any time of the day."""
    until_time: time | None = None
    """Appointments start before that."""
    service_id: str | None = None
    staff_id: str | None = None
    """None: anybody."""
    answers: tuple[Answer, ...] = ()

    def wire(self) -> dict[str, Any]:
        """The request's body."""
        body: dict[str, Any] = {
            "booking_link_id": self.booking_link_id,
            "first_date": self.first_day.isoformat(),
            "last_date": self.last_day.isoformat(),
            "from_time": _clock(self.from_time),
            "until_time": _clock(self.until_time),
            "timezone": self.timezone,
            "client_timezone": self.timezone,
            "contact_name": self.contact_name,
            "contact_email": self.contact_email,
            "contact_phone": self.contact_phone,
            "service_id": self.service_id,
            "staff_id": self.staff_id,
            "answers": [{"question_id": each.question_id, "answer": each.answer} for each in self.answers],
        }
        return {key: value for key, value in body.items() if value not in (None, [])}


@dataclass(frozen=True)
class WaitlistOffer:
    """A time that is kept for somebody on the waitlist until they answer."""

    id: str
    staff_id: str
    starts_at: datetime = field(metadata={"json": "start_time"})
    """Aware, UTC."""
    expires_at: datetime
    """Aware, UTC; from then on it cannot be accepted."""
    staff_name: str | None = None


@dataclass(frozen=True)
class WaitlistEntry:
    """A wish that somebody waits for."""

    id: str
    booking_link_id: str
    status: str
    """`waiting`, `offered`, `booked`, `left` or `expired`."""
    service_id: str | None = None
    offer: WaitlistOffer | None = None
    """What is offered now."""


def _clock(value: time | None) -> str | None:
    return value.strftime("%H:%M") if value else None
