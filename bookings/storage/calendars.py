"""`services.calendars.ports.CalendarStore` on a database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bookings.engine.booking import Booking
from bookings.engine.errors import NotFound
from bookings.engine.timerange import TimeRange
from bookings.services.calendars.consequences import catching_up
from bookings.services.calendars.model import (
    BusyEvent,
    BusyReport,
    ConnectedCalendar,
    EventLink,
    NewCalendar,
    RemoteEvent,
)
from bookings.storage import booking_queries, calendar_queries, outbox_writes
from bookings.storage.database import Database


class SqlCalendars:
    """Every method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_staff(self, business_id: str, staff_id: str) -> bool:
        with self._database.reading() as connection:
            return calendar_queries.has_staff(connection, business_id, staff_id)

    def connect(self, new: NewCalendar, calendar_id: str, now: datetime) -> ConnectedCalendar:
        with self._database.writing() as connection:
            if not calendar_queries.has_staff(connection, new.business_id, new.staff_id):
                raise NotFound(f'There is no "{new.staff_id}" among the staff of "{new.business_id}".')
            given = calendar_queries.add_or_renew(connection, new, calendar_id, now)
            made = calendar_queries.calendar(connection, given)
            assert made is not None
            for booking_id in calendar_queries.behind(connection, made, now):
                message = catching_up(made, booking_id)
                outbox_writes.add(connection, [(made.business_id, booking_id, message)], now)
        return made

    def disconnect(self, calendar_id: str) -> ConnectedCalendar | None:
        with self._database.writing() as connection:
            calendar_queries.lock_version(connection, calendar_id)
            found = calendar_queries.calendar(connection, calendar_id)
            calendar_queries.remove(connection, calendar_id)
        return found

    def calendar(self, calendar_id: str) -> ConnectedCalendar | None:
        with self._database.reading() as connection:
            return calendar_queries.calendar(connection, calendar_id)

    def calendars(
        self, business_id: str | None = None, staff_ids: Sequence[str] | None = None
    ) -> list[ConnectedCalendar]:
        with self._database.reading() as connection:
            return calendar_queries.listed(connection, business_id, staff_ids)

    def credentials(self, calendar_id: str) -> str | None:
        found = self.calendar(calendar_id)
        return found.credentials if found else None

    def keep_credentials(self, calendar_id: str, sealed: str) -> None:
        with self._database.writing() as connection:
            calendar_queries.change(connection, calendar_id, credentials=sealed)

    def reseal(self, renewed: Sequence[tuple[ConnectedCalendar, str]]) -> None:
        """`renewed`: each calendar with its credentials, sealed anew. Those renewed meanwhile stay."""
        with self._database.writing() as connection:
            for calendar, sealed in renewed:
                calendar_queries.reseal(connection, calendar.id, calendar.credentials, sealed)

    def keep_report(
        self, calendar: ConnectedCalendar, report: BusyReport, span: TimeRange, now: datetime
    ) -> bool:
        with self._database.writing() as connection:
            version = calendar_queries.lock_version(connection, calendar.id)
            if version != calendar.sync_version:
                return False
            named = [event.booking_id for event in report.events if event.booking_id is not None]
            own = calendar_queries.own_bookings(connection, calendar.business_id, named)
            replaced = None if report.is_full else [_digest(event.key) for event in report.events]
            foreign = [event for event in report.events if event.booking_id not in own]
            rows = list(_rows(calendar, foreign, span))
            calendar_queries.replace_busy(connection, calendar.id, replaced, rows)
            calendar_queries.change(
                connection,
                calendar.id,
                sync_state=dict(report.state),
                sync_version=calendar.sync_version + 1,
                synced_at=now,
                retry_at=None,
                last_error=None,
            )
        return True

    def note_trouble(
        self, calendar_id: str, reason: str, now: datetime, retry_at: datetime | None, is_broken: bool
    ) -> None:
        values = {"last_error": reason, "retry_at": retry_at} | ({"broken_at": now} if is_broken else {})
        with self._database.writing() as connection:
            calendar_queries.change(connection, calendar_id, **values)

    def pair(
        self, business_id: str, booking_id: str, calendar_id: str
    ) -> tuple[Booking | None, ConnectedCalendar | None, EventLink | None]:
        with self._database.reading() as connection:
            return (
                booking_queries.booking(connection, business_id, booking_id),
                calendar_queries.calendar(connection, calendar_id),
                calendar_queries.link(connection, booking_id, calendar_id),
            )

    def intend(self, booking_id: str, calendar_id: str) -> None:
        with self._database.writing() as connection:
            calendar_queries.write_link(connection, booking_id, calendar_id)

    def note_written(self, booking_id: str, calendar_id: str, version: int, event: RemoteEvent) -> None:
        with self._database.writing() as connection:
            calendar_queries.write_link(
                connection, booking_id, calendar_id, version=version, remote_id=event.id, etag=event.etag
            )

    def note_removed(self, booking_id: str, calendar_id: str) -> None:
        with self._database.writing() as connection:
            calendar_queries.remove_link(connection, booking_id, calendar_id)


def _digest(key: str) -> str:
    """Servers' names of events can be longer than an index takes."""
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def _rows(
    calendar: ConnectedCalendar, events: Sequence[BusyEvent], span: TimeRange
) -> Iterator[Mapping[str, Any]]:
    """A row for each range within the span; of an event that was told twice the last word holds."""
    for event in {each.key: each for each in events}.values():
        digest = _digest(event.key)
        for number, found in enumerate(event.ranges):
            whole = _in_seconds(found)
            if whole.overlaps(span):
                yield {
                    "id": f"{calendar.id}/{digest}/{number}",
                    "business_id": calendar.business_id,
                    "staff_id": calendar.staff_id,
                    "starts_at": whole.starts_at,
                    "ends_at": whole.ends_at,
                    "source": calendar.id,
                    "event": digest,
                }


def _in_seconds(found: TimeRange) -> TimeRange:
    """Rounded outwards, since instants are stored in seconds."""
    ends_at = found.ends_at.replace(microsecond=0)
    if ends_at < found.ends_at:
        ends_at += timedelta(seconds=1)
    return TimeRange(found.starts_at.replace(microsecond=0), ends_at)
