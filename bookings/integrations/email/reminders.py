"""Reminders: taken when they are due, and sent as mails."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bookings.integrations.email.kinds import REMINDER
from bookings.services.messages import Job
from bookings.services.ports import Clock, Storage
from bookings.services.send_reminders import queue_reminders

EVERY = timedelta(seconds=2)
AT_ONCE = 500


def reminders_job(storage: Storage, clock: Clock) -> Job:
    def take() -> bool:
        """Looks first, without writing: mostly nothing is due."""
        now = clock()
        with storage.reading() as view:
            if not view.reminders_are_due(now):
                return False
        with storage.writing() as unit:
            return queue_reminders(unit, now, AT_ONCE, REMINDER) > 0

    async def run() -> bool:
        return await asyncio.to_thread(take)

    return Job("Taking the reminders that are due", EVERY, run)
