"""Old messages go, in the end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bookings.services.delivery import Outbox
from bookings.services.messages import Job, Plug
from bookings.services.ports import Clock

KEPT_FOR = timedelta(days=30)
"""How long what was delivered can still be listed. What was put aside stays."""


def upkeep(outbox: Outbox, clock: Clock) -> Plug:
    async def forget() -> bool:
        await asyncio.to_thread(outbox.forget, clock() - KEPT_FOR)
        return False

    return Plug(jobs=[Job("Forgetting delivered messages", timedelta(hours=1), forget)])
