"""What the tests of handovers share."""

from __future__ import annotations

from sqlalchemy import update

from bookings.engine.handover import HandoverRule
from bookings.storage.tables import businesses
from tests.bookings.support import Api


def told_at(api: Api, email: str | None = None, webhook: bool = False) -> None:
    """From now on the dentist's team is told there that somebody asks for a person."""
    rule = HandoverRule(email, webhook) if email or webhook else None
    values = {"handover": rule.as_data() if rule else None, "version": businesses.c.version + 1}
    with api.storage.database.writing() as connection:
        connection.execute(update(businesses).values(values))
