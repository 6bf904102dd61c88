"""What bookings set off in calendars: messages of the outbox, one for each booking and calendar."""

from __future__ import annotations

from collections.abc import Iterable

from bookings.services.calendars.model import ConnectedCalendar
from bookings.services.messages import Event, NewMessage
from bookings.services.ports import Reading

KIND = "calendar.event"
EVENTS = ("booking.created", "booking.rescheduled", "booking.cancelled")


def calendar_events(event: Event, view: Reading) -> Iterable[NewMessage]:
    """One for each calendar that the booking belongs into or may be in."""
    if event.booking is not None:
        for calendar_id in view.calendar_ids(event.booking):
            payload = {"calendar_id": calendar_id}
            yield NewMessage(KIND, payload, lane=_lane(calendar_id, event.booking.id))


def catching_up(calendar: ConnectedCalendar, booking_id: str) -> NewMessage:
    """For a booking that was there before the calendar was connected, this time."""
    lane = _lane(calendar.id, booking_id)
    key = f"{KIND}/{calendar.sync_version}/{lane}"
    return NewMessage(KIND, {"calendar_id": calendar.id}, lane=lane, key=key)


def rewriting(calendar_id: str, booking_id: str, version: int) -> NewMessage:
    """For a booking whose words have changed without anything having happened to it."""
    lane = _lane(calendar_id, booking_id)
    return NewMessage(KIND, {"calendar_id": calendar_id}, lane=lane, key=f"{KIND}/words/{version}/{lane}")


def _lane(calendar_id: str, booking_id: str) -> str:
    return f"calendar:{calendar_id}:{booking_id}"
