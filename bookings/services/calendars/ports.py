"""What the calendars' use cases need from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bookings.engine.booking import Booking
from bookings.engine.timerange import TimeRange
from bookings.services.calendars.model import (
    BusyReport,
    CalendarEntry,
    ConnectedCalendar,
    EventLink,
    NewCalendar,
    RemoteEvent,
)


class CalendarClient(Protocol):
    """One calendar at its server. Every method raises Unreachable, Broken and Refused."""

    async def put(self, entry: CalendarEntry, known: RemoteEvent | None) -> RemoteEvent:
        """Make the booking's one event say this, whether it is there already or not."""
        ...

    async def remove(self, booking_id: str, known: RemoteEvent | None) -> None:
        """Make sure that the booking has no event there."""
        ...

    async def busy(self, span: TimeRange, zone: ZoneInfo, state: Mapping[str, Any] | None) -> BusyReport:
        """What makes busy in the span: all of it if `state` is None or has become useless, else what
        has changed since the report that left this state. `zone`: of whole days and floating times."""
        ...


class CalendarClients(Protocol):
    def open(self, calendar: ConnectedCalendar) -> AbstractAsyncContextManager[CalendarClient]:
        """Raises Broken if its credentials cannot be read any more."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...


class Credentials(Protocol):
    """Where sealed credentials are kept; a part of `CalendarStore`."""

    def credentials(self, calendar_id: str) -> str | None:
        """As they are now, which another process may have renewed."""
        ...

    def keep_credentials(self, calendar_id: str, sealed: str) -> None: ...


class CalendarStore(Credentials, Protocol):
    """Connected calendars and their events. Every method is one transaction."""

    def connect(self, new: NewCalendar, calendar_id: str, now: datetime) -> ConnectedCalendar:
        """Also again: the same person's same calendar keeps its id and events. What is booked already is
        left to the outbox to be written. Raises NotFound for a business or person that there is not."""
        ...

    def disconnect(self, calendar_id: str) -> ConnectedCalendar | None:
        """Forget it, its busy ranges and credentials; None if there is none."""
        ...

    def calendar(self, calendar_id: str) -> ConnectedCalendar | None: ...

    def calendars(
        self, business_id: str | None = None, staff_ids: Sequence[str] | None = None
    ) -> list[ConnectedCalendar]:
        """Those of people who are not archived, in a stable order."""
        ...

    def keep_report(
        self, calendar: ConnectedCalendar, report: BusyReport, span: TimeRange, now: datetime
    ) -> bool:
        """Replace its busy ranges by what was reported within the span, without the events of the
        business's own bookings. False if another import of it was quicker: then nothing changes."""
        ...

    def note_trouble(
        self, calendar_id: str, reason: str, now: datetime, retry_at: datetime | None, is_broken: bool
    ) -> None: ...

    def pair(
        self, business_id: str, booking_id: str, calendar_id: str
    ) -> tuple[Booking | None, ConnectedCalendar | None, EventLink | None]:
        """A booking, a calendar, and where the one is in the other, all as of one instant."""
        ...

    def intend(self, booking_id: str, calendar_id: str) -> None:
        """Note that the booking may have an event there from now on."""
        ...

    def note_written(self, booking_id: str, calendar_id: str, version: int, event: RemoteEvent) -> None: ...

    def note_removed(self, booking_id: str, calendar_id: str) -> None: ...


class Vault(Protocol):
    """Keeps what must not be read from the database by somebody who has only that."""

    def seal(self, secret: Mapping[str, Any]) -> str: ...

    def open(self, sealed: str) -> dict[str, Any]:
        """Raises Broken if none of the keys opens it."""
        ...
