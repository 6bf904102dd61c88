"""The nouns of connected calendars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bookings.engine.timerange import TimeRange


class Provider(StrEnum):
    """Whose calendar it is."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    CALDAV = "caldav"


@dataclass(frozen=True, slots=True)
class NewCalendar:
    """A calendar that is being connected to a person."""

    business_id: str
    """Whose staff it is."""
    staff_id: str
    """Whose calendar it is."""
    provider: Provider
    """Who keeps it."""
    account: str
    """Whose account it is in: an e-mail address or user name."""
    address: str
    """The calendar's id at Google and Microsoft, its URL in CalDAV."""
    name: str
    """As people know it."""
    writes: bool
    """Whether bookings are written into it."""
    reads: bool
    """Whether what is in it makes the person busy."""
    credentials: str = field(repr=False)
    """What lets us in, sealed by the vault."""


@dataclass(frozen=True, slots=True)
class ConnectedCalendar(NewCalendar):
    """A calendar that is connected, with what is known of it."""

    id: str
    """"cal_" and random characters."""
    timezone: str
    """The person's IANA zone: that of whole days and of times without a zone."""
    email: str | None
    """The person's e-mail address."""
    horizon_days: int
    """How far ahead the person can be booked."""
    sync_state: Mapping[str, Any] | None
    """What the last import left to go on from."""
    sync_version: int
    """Counted up by every import."""
    synced_at: datetime | None
    """When it was last read."""
    retry_at: datetime | None
    """Not to be asked before, because its server said so."""
    last_error: str | None
    """What went wrong the last time; None if it went well."""
    broken_at: datetime | None
    """Since when it has been left alone, because somebody has to connect it again."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A booking as it stands in a calendar."""

    booking_id: str
    """Ids of events are made of it, so that there is one however often it is written."""
    version: int
    """The booking's version."""
    title: str
    """One line."""
    description: str
    """Lines of text."""
    time: TimeRange
    """The appointment."""
    is_tentative: bool
    """Whether it still waits to be confirmed."""
    stamped_at: datetime
    """When this was written."""


@dataclass(frozen=True, slots=True)
class RemoteEvent:
    """The event that a booking has in a calendar, as its server knows it."""

    id: str
    """The server's name of it."""
    etag: str | None = None
    """Its state when it was last written."""


@dataclass(frozen=True, slots=True)
class EventLink:
    """That a booking has, or may have, an event in a calendar."""

    calendar_id: str
    """Which calendar."""
    version: int
    """The booking's version that was written; 0: none yet, as far as is known."""
    event: RemoteEvent | None
    """None until it has been written."""


@dataclass(frozen=True, slots=True)
class BusyEvent:
    """One entry of a calendar and when it makes busy."""

    key: str
    """The entry's name; a later report of the same key replaces this one."""
    ranges: Sequence[TimeRange] = ()
    """None: it is gone, or it does not make busy."""
    booking_id: str | None = None
    """The booking that it says it is the event of."""


@dataclass(frozen=True, slots=True)
class BusyReport:
    """What an import found."""

    is_full: bool
    """Whether it is all there is; else only what has changed."""
    events: Sequence[BusyEvent]
    """The entries."""
    state: Mapping[str, Any]
    """For the next import, as JSON has it."""


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """A calendar of an account that could be connected."""

    address: str
    """As in `NewCalendar.address`."""
    name: str
    """As people know it."""
    is_writable: bool
    """Whether we may write into it."""
    is_primary: bool = False
    """Whether it is the account's first."""
    owner: str | None = None
    """Whose it is: an e-mail address, if the server says so."""
