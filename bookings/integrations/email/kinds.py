"""Which mails follow from what happens to a booking."""

from __future__ import annotations

from collections.abc import Iterable

from bookings.services.messages import Event, NewMessage
from bookings.services.ports import Reading

CONFIRMATION = "email.confirmation"
RESCHEDULED = "email.rescheduled"
CANCELLED = "email.cancelled"
REMINDER = "email.reminder"
STAFF_NOTICE = "email.staff_notice"
KINDS = frozenset({CONFIRMATION, RESCHEDULED, CANCELLED, REMINDER, STAFF_NOTICE})

_TO_CONTACT = {
    "booking.created": CONFIRMATION,
    "booking.rescheduled": RESCHEDULED,
    "booking.cancelled": CANCELLED,
}


def lane(booking_id: str) -> str:
    """What the contact gets about one booking comes in order."""
    return f"email:{booking_id}"


def to_contact(event: Event, _: Reading) -> Iterable[NewMessage]:
    if event.booking is not None:
        yield NewMessage(
            _TO_CONTACT[event.message.kind], {"version": event.version}, lane=lane(event.booking.id)
        )


def to_staff(event: Event, _: Reading) -> Iterable[NewMessage]:
    """The person it is with; after a move to somebody else, also the one it was with."""
    if event.booking is None:
        return
    what = event.message.kind.removeprefix("booking.")
    before = (event.message.payload.get("from") or {}).get("staff_id")
    yield from _notice(event, event.booking.staff_id, "created" if _is_new(event, before) else what)
    if _is_new(event, before):
        yield from _notice(event, before, "handed_over")


def _is_new(event: Event, before: str | None) -> bool:
    """Whether the booking has just come to the person it is with now."""
    return before is not None and event.booking is not None and before != event.booking.staff_id


def _notice(event: Event, staff_id: str | None, what: str) -> Iterable[NewMessage]:
    person = event.configuration.staff.get(staff_id or "")
    if person is not None and person.email and event.booking is not None:
        payload = {"version": event.version, "staff_id": person.id, "what": what}
        yield NewMessage(STAFF_NOTICE, payload, lane=f"email:{event.booking.id}:{person.id}")


CONSEQUENCES = {kind: [to_contact, to_staff] for kind in _TO_CONTACT}
