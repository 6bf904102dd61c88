"""Put the reminders that are due into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from bookings.engine.booking import Status
from bookings.services.messages import NewMessage
from bookings.services.ports import DueReminder, Writing

EVENT = "booking.reminder"
LIVE = (Status.PENDING, Status.CONFIRMED)


def queue_reminders(unit: Writing, now: datetime, limit: int, kind: str) -> int:
    """Of at most `limit` bookings; how many reminders were taken. 0: nothing is due, or others are at it.

    Each is taken once, whoever takes it. None is sent for what has begun (after an outage, say), and of
    several that are overdue for one booking only the last.
    """
    taken = unit.take_due_reminders(now, limit)
    due = worth_sending(taken, now)
    unit.add_messages([message for one in due for message in (_message(one, kind), _event(one))], now)
    return len(taken)


def worth_sending(taken: Iterable[DueReminder], now: datetime) -> Sequence[DueReminder]:
    """Of each booking the reminder that is nearest to its start."""
    live = [one for one in taken if one.status in LIVE and one.starts_at > now]
    live.sort(key=lambda one: (one.booking_id, one.minutes_before))
    return [next(group) for _, group in groupby(live, key=lambda one: one.booking_id)]


def _event(due: DueReminder) -> tuple[str, str, NewMessage]:
    """For whoever else wants to remind, such as the bot where the person booked."""
    payload = {"version": due.version, "minutes_before": due.minutes_before}
    key = f"{EVENT}/{due.booking_id}/{due.version}/{due.minutes_before}"
    return due.business_id, due.booking_id, NewMessage(EVENT, payload, key=key)


def _message(due: DueReminder, kind: str) -> tuple[str, str, NewMessage]:
    """In the lane of what the contact is told of the booking, behind its confirmation."""
    payload = {"version": due.version, "minutes_before": due.minutes_before}
    key = f"{kind}/{due.booking_id}/{due.version}/{due.minutes_before}"
    return due.business_id, due.booking_id, NewMessage(kind, payload, f"email:{due.booking_id}", key)
