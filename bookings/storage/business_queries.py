"""Write what a business has set up, and its keys; only what differs is written.

Mirrors `configuration_queries`, which reads the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bookings.engine.model import BookingLink, Business, Service, Staff
from bookings.services.apply_keys import StoredKey
from bookings.services.counts import Counts
from bookings.storage import configuration_queries, tables
from bookings.storage.configuration_rows import link_row, service_row, staff_row
from bookings.storage.longest import note_longest
from bookings.storage.sync import Members, Row, sync

_LINK_MEMBERS: Members = {
    "staff": (tables.link_staff, "staff_id"),
    "services": (tables.link_services, "service_id"),
}
_STAFF_MEMBERS: Members = {"services": (tables.staff_services, "service_id")}


class BusinessUnit:
    """`services.apply_business.BusinessWriting` on a connection in a writing transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def put_business(self, business: Business, now: datetime) -> Counts:
        """Also locks the business, so that two files applied at once follow one another."""
        texts: Row = {
            "name": business.name,
            "timezone": business.timezone,
            "facts": dict(business.facts),
            "handover": business.handover.as_data() if business.handover else None,
        }
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        nothing_yet = {"longest_appointment_minutes": 0, "longest_buffers_minutes": 0}
        new = {"id": business.id, "version": 1, "created_at": now, "updated_at": now, **texts, **nothing_yet}
        made = self.connection.execute(
            dialect.insert(tables.businesses)
            .values(new)
            .on_conflict_do_nothing(index_elements=["id"])
            .execution_options(preserve_rowcount=True)
        )
        if made.rowcount == 1:
            return Counts(added=1)
        this = tables.businesses.c.id == business.id
        stored = self.connection.execute(
            select(tables.businesses).where(this).with_for_update(key_share=True)
        ).one()
        if all(stored._mapping[key] == value for key, value in texts.items()):
            return Counts()
        self.connection.execute(update(tables.businesses).where(this).values(texts))
        return Counts(changed=1)

    def put_services(self, business_id: str, services: Sequence[Service], now: datetime) -> Counts:
        return sync(self.connection, tables.services, business_id, list(map(service_row, services)), now)

    def put_staff(self, business_id: str, staff: Sequence[Staff], now: datetime) -> Counts:
        return sync(
            self.connection, tables.staff, business_id, list(map(staff_row, staff)), now, _STAFF_MEMBERS
        )

    def put_links(self, business_id: str, links: Sequence[BookingLink], now: datetime) -> Counts:
        counts = sync(
            self.connection, tables.booking_links, business_id, list(map(link_row, links)), now, _LINK_MEMBERS
        )
        note_longest(self.connection, business_id)
        return counts

    def count_up(self, business_id: str, now: datetime) -> None:
        of = tables.businesses.c
        change = update(tables.businesses).where(of.id == business_id)
        self.connection.execute(change.values(version=of.version + 1, updated_at=now))

    def version(self, business_id: str) -> int:
        return configuration_queries.version(self.connection, business_id)

    def keys(self, business_id: str, hashes: Sequence[str]) -> list[StoredKey]:
        of = tables.api_keys.c
        query = select(tables.api_keys).where(or_(of.business_id == business_id, of.hash.in_(hashes)))
        return [
            StoredKey(
                row.id,
                row.business_id,
                row.name,
                row.hash,
                tuple(sorted(row.scopes)),
                row.source,
                row.revoked_at is not None,
                row.expires_at,
            )
            for row in self.connection.execute(query.order_by(of.created_at, of.id))
        ]

    def add_key(self, key: StoredKey, now: datetime) -> None:
        self.connection.execute(
            insert(tables.api_keys).values(id=key.id, created_at=now, **_key_row(key, now))
        )

    def change_key(self, key: StoredKey, now: datetime) -> None:
        change = update(tables.api_keys).where(tables.api_keys.c.id == key.id)
        self.connection.execute(change.values(_key_row(key, now)))


def _key_row(key: StoredKey, now: datetime) -> Row:
    return {
        "business_id": key.business_id,
        "name": key.name,
        "hash": key.hash,
        "scopes": list(key.scopes),
        "source": key.source,
        "revoked_at": now if key.is_revoked else None,
    }
