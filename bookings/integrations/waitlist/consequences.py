"""What follows for the waitlist from what happens to bookings."""

from __future__ import annotations

from collections.abc import Iterable

from bookings.engine.timerange import TimeRange
from bookings.engine.waitlist import fulfils
from bookings.engine.wording import parse_instant
from bookings.services.messages import Event, NewMessage
from bookings.services.ports import Reading
from bookings.services.waitlist import SETTLE, free


def freed(event: Event, view: Reading) -> Iterable[NewMessage]:
    """A cancellation or a move frees time that somebody may be waiting for."""
    booking, now = event.booking, event.message.created_at
    if booking is None or not view.waitlist.is_waited_at(booking.business_id, now):
        return
    before = event.message.payload.get("from")
    starts_at = parse_instant(before["start_time"]) if before else booking.time.starts_at
    yield free(TimeRange(starts_at, starts_at + booking.duration))


def fulfilled(event: Event, view: Reading) -> Iterable[NewMessage]:
    """A booking may be what its contact was waiting for."""
    booking, now = event.booking, event.message.created_at
    if booking is None:
        return
    for entry in view.waitlist.waiting_contact(booking.business_id, booking.contact.email, now):
        if fulfils(booking, entry):
            key = f"{booking.id}:{event.version}:{SETTLE}/{entry.id}"
            yield NewMessage(SETTLE, {"entry_id": entry.id, "version": event.version}, key=key)


CONSEQUENCES = {
    "booking.created": [fulfilled],
    "booking.rescheduled": [freed, fulfilled],
    "booking.cancelled": [freed],
}
