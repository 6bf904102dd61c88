"""What calendars add to the worker."""

from __future__ import annotations

from datetime import timedelta

from bookings.services.calendars.consequences import EVENTS, KIND, calendar_events
from bookings.services.calendars.errors import Refused, Unreachable
from bookings.services.calendars.import_busy import BusyImport
from bookings.services.calendars.sync_booking import BookingSync
from bookings.services.messages import GiveUp, Job, Message, Plug, RetryLater, RetryPolicy


class EventHandler:
    """Makes one calendar agree with one booking."""

    kinds = frozenset({KIND})
    at_once = 8
    policy = RetryPolicy(give_up_after=timedelta(days=7))

    def __init__(self, sync: BookingSync) -> None:
        self._sync = sync

    async def deliver(self, message: Message) -> str | None:
        if message.booking_id is None:
            raise GiveUp("The message names no booking.")
        try:
            return await self._sync.sync(
                message.business_id, message.booking_id, message.payload["calendar_id"]
            )
        except Unreachable as error:
            raise RetryLater(error.reason, error.retry_after) from error
        except Refused as error:
            raise GiveUp(error.reason) from error


def calendars_plug(sync: BookingSync, busy_import: BusyImport, every: timedelta) -> Plug:
    """`every`: how long busy ranges are not read again."""

    async def import_all() -> bool:
        await busy_import.import_all(every)
        return False

    return Plug(
        consequences={kind: [calendar_events] for kind in EVENTS},
        handlers=[EventHandler(sync)],
        jobs=[Job("Importing busy ranges", min(every, timedelta(seconds=10)), import_all)],
    )
