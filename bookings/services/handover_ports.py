"""What handing over needs from the storage."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bookings.engine.handover import Handover


class HandoverReading(Protocol):
    """Conversations that were handed over."""

    def handover(self, business_id: str, handover_id: str) -> Handover | None: ...


class HandoverWriting(HandoverReading, Protocol):
    """The same in a transaction that changes them."""

    def add(self, handover: Handover) -> None: ...

    def forget(self, before: datetime) -> int:
        """Delete those that were asked for before that instant; how many there were."""
        ...
