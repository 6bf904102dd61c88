"""What handing over needs from the storage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bookings.engine.handover import Handover


class HandoverReading(Protocol):
    """Conversations that were handed over."""

    def handover(self, business_id: str, handover_id: str) -> Handover | None: ...


class HandoverWriting(HandoverReading, Protocol):
    """The same in a transaction that changes them."""

    def asked_for(
        self, business_id: str, email: str | None, phone: str | None, since: datetime
    ) -> tuple[Sequence[datetime], Sequence[datetime]]:
        """When there were some since then: with this address, whatever the capitals, and with this number,
        by its digits; the first ones first. Nobody else adds any to this business until the end."""
        ...

    def add(self, handover: Handover) -> None: ...

    def forget(self, before: datetime) -> int:
        """Delete those that were asked for before that instant; how many there were."""
        ...
