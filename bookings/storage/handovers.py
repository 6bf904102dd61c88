"""Conversations that were handed over: `services.handover_ports` on a connection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bookings.engine.handover import Handover, Line
from bookings.storage.locking import lock_handovers
from bookings.storage.tables import handovers

_OF = handovers.c


class SqlHandovers:
    """Nothing of them changes once they are there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def handover(self, business_id: str, handover_id: str) -> Handover | None:
        query = select(handovers).where(_OF.business_id == business_id, _OF.id == handover_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        lines = tuple(Line(**line) for line in row.transcript)
        return Handover(**{**row._mapping, "transcript": lines})

    def asked_for(
        self, business_id: str, email: str | None, phone: str | None, since: datetime
    ) -> tuple[Sequence[datetime], Sequence[datetime]]:
        lock_handovers(self._connection, business_id)
        query = select(_OF.contact_email, _OF.contact_phone, _OF.created_at).where(
            _OF.business_id == business_id, _OF.created_at > since
        )
        found = self._connection.execute(query.order_by(_OF.created_at)).all()
        return (
            [at for address, _, at in found if email and address and address.lower() == email.lower()],
            [at for _, number, at in found if phone and number and _digits(number) == _digits(phone)],
        )

    def add(self, handover: Handover) -> None:
        values = {
            "id": handover.id,
            "business_id": handover.business_id,
            "contact_name": handover.contact_name,
            "contact_email": handover.contact_email,
            "contact_phone": handover.contact_phone,
            "about": handover.about,
            "transcript": [line.as_data() for line in handover.transcript],
            "created_at": handover.created_at,
        }
        self._connection.execute(insert(handovers), values)

    def forget(self, before: datetime) -> int:
        return self._connection.execute(delete(handovers).where(_OF.created_at < before)).rowcount


def _digits(phone: str) -> str:
    return "".join(filter(str.isdigit, phone))
