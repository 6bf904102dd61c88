"""The outbox that the worker sees: `services.delivery.Outbox` on a database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bookings.services.delivery import Backlog, Delivered, Expanded, Outcome, Postponed
from bookings.services.messages import Message
from bookings.storage import outbox_queries, outbox_upkeep, outbox_writes
from bookings.storage.database import Database


class SqlOutbox:
    """Each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def due(self, kinds: Collection[str], now: datetime) -> set[str]:
        with self.database.glance() as connection:
            return outbox_queries.due(connection, kinds, now)

    def claim(
        self, kinds: Collection[str], now: datetime, limit: int, by: str, until: datetime
    ) -> list[Message]:
        with self.database.writing() as connection:
            return outbox_queries.claim(connection, kinds, now, limit, by, until)

    def expand(self, events: Sequence[Expanded], by: str, now: datetime) -> None:
        with self.database.writing() as connection:
            for event in events:
                if _settle(connection, event.outcome, by, now):
                    about = event.outcome.message
                    messages = [(about.business_id, about.booking_id, new) for new in event.messages]
                    outbox_writes.add(connection, messages, now)

    def settle(self, outcomes: Sequence[Outcome], by: str, now: datetime) -> None:
        done = [one.message for one in outcomes if isinstance(one, Delivered) and one.note is None]
        with self.database.writing() as connection:
            if done:
                outbox_queries.note_delivered(connection, done, by, now)
            for outcome in outcomes:
                if not isinstance(outcome, Delivered) or outcome.note is not None:
                    _settle(connection, outcome, by, now)

    def backlog(self, now: datetime) -> Backlog:
        """How far deliveries are behind. Reads what is not delivered, so it is for now and then."""
        with self.database.reading() as connection:
            return outbox_upkeep.backlog(connection, now)

    def release(self, messages: Sequence[Message], by: str) -> None:
        with self.database.writing() as connection:
            outbox_queries.release(connection, messages, by)


def _settle(connection: Connection, outcome: Outcome, by: str, now: datetime) -> bool:
    """Whether the claim still held."""
    if isinstance(outcome, Delivered):
        return bool(outbox_queries.note_delivered(connection, [outcome.message], by, now, outcome.note))
    if isinstance(outcome, Postponed):
        return bool(outbox_queries.postpone(connection, outcome.message, by, outcome.error, outcome.until))
    return bool(outbox_queries.put_aside(connection, outcome.message, by, outcome.error, now))
