"""One calendar at each kind of server, seen from both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import icalendar

from bookings.engine.timerange import TimeRange
from bookings.integrations.calendars.oauth import OAuthClient, Tokens
from bookings.integrations.calendars.opening import Apps, Clients
from bookings.integrations.calendars.vault import FernetVault
from bookings.services.calendars.model import (
    BusyReport,
    CalendarEntry,
    ConnectedCalendar,
    Provider,
    RemoteEvent,
)
from bookings.testing import SteppingClock
from tests.bookings.integrations.calendars.google_fake import GoogleFake
from tests.bookings.integrations.calendars.granting import CLIENT_ID, CLIENT_SECRET, Granting
from tests.bookings.integrations.calendars.graph_fake import GraphFake
from tests.bookings.integrations.calendars.radicale import PASSWORD, USER, Radicale
from tests.bookings.support import NOW

LONDON = ZoneInfo("Europe/London")
VAULT = FernetVault(lambda: ["a secret-of-the-tests-long-enough-to-be-one"])
SPAN = TimeRange(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In June 2026, UTC."""
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


def entry(booking_id: str = "bk_0123456789abcdef", **changes: Any) -> CalendarEntry:
    made = CalendarEntry(
        booking_id=booking_id,
        version=1,
        title="Dental check-up: Dana Cole",
        description="Dana Cole\ndana@example.com",
        time=TimeRange(at(2, 9), at(2, 9, 30)),
        is_tentative=False,
        stamped_at=NOW,
    )
    return replace(made, **changes)


@dataclass
class Kept:
    """Credentials by the calendar's id, as they were renewed."""

    sealed: dict[str, str] = field(default_factory=dict)

    def credentials(self, calendar_id: str) -> str | None:
        return self.sealed.get(calendar_id)

    def keep_credentials(self, calendar_id: str, sealed: str) -> None:
        self.sealed[calendar_id] = sealed


@dataclass
class Place:
    """A calendar, a way to it, and what its owner sees."""

    calendar: ConnectedCalendar
    apps: Apps
    seen: Callable[[], list[tuple[str, datetime, datetime]]]
    """Title, start and end of all events, by start."""
    fake: Any = None
    clock: SteppingClock = field(default_factory=lambda: SteppingClock(NOW))
    kept: dict[str, str] = field(default_factory=dict)
    """Credentials that were renewed, by the calendar's id."""

    async def put(self, entry: CalendarEntry, known: RemoteEvent | None = None) -> RemoteEvent:
        return await self.do(lambda client: client.put(entry, known))

    async def remove(self, booking_id: str, known: RemoteEvent | None = None) -> None:
        await self.do(lambda client: client.remove(booking_id, known))

    async def busy(self, state: Any = None, span: TimeRange = SPAN, zone: ZoneInfo = LONDON) -> BusyReport:
        report: BusyReport = await self.do(lambda client: client.busy(span, zone, state))
        return report

    async def do(self, work: Callable[[Any], Any]) -> Any:
        http = httpx.AsyncClient(trust_env=False, timeout=httpx.Timeout(0.5))
        clients = Clients(self.apps, VAULT, Kept(self.kept), self.clock, http)
        try:
            async with clients.open(self.calendar) as client:
                return await work(client)
        finally:
            await clients.close()


def busy_times(report: BusyReport) -> list[tuple[datetime, datetime]]:
    return sorted((each.starts_at, each.ends_at) for event in report.events for each in event.ranges)


def calendar_of(provider: Provider, address: str, credentials: dict[str, Any]) -> ConnectedCalendar:
    return ConnectedCalendar(
        id="cal_tests",
        business_id="dentist",
        staff_id="sarah",
        provider=provider,
        account="sarah@example.com",
        address=address,
        name="Sarah",
        writes=True,
        reads=True,
        credentials=VAULT.seal(credentials),
        timezone="Europe/London",
        email="sarah@dentist.example",
        horizon_days=30,
        sync_state=None,
        sync_version=0,
        synced_at=None,
        retry_at=None,
        last_error=None,
        broken_at=None,
    )


def app_of(fake: Granting) -> OAuthClient:
    scopes = tuple(sorted(fake.scopes))
    return OAuthClient(CLIENT_ID, CLIENT_SECRET, f"{fake.base}/authorize", f"{fake.base}/token", scopes)


def apps_of(google: GoogleFake | None = None, graph: GraphFake | None = None) -> Apps:
    """Everything at its fake; CalDAV on loopback is allowed."""
    return Apps(
        google=app_of(google) if google else None,
        microsoft=app_of(graph) if graph else None,
        google_api=f"{google.base}/calendar/v3" if google else "",
        microsoft_api=f"{graph.base}/v1.0" if graph else "",
        caldav_private=True,
    )


def tokens_of(fake: Granting) -> dict[str, str]:
    refresh, access = fake.grant()
    return Tokens(access, refresh, NOW + timedelta(hours=1)).as_data()


def google_place(fake: GoogleFake) -> Place:
    def seen() -> list[tuple[str, datetime, datetime]]:
        found = [
            (each["summary"], each["start"]["dateTime"], each["end"]["dateTime"]) for each in fake.there()
        ]
        return sorted((title, *map(datetime.fromisoformat, times)) for title, *times in found)  # type: ignore[misc]

    calendar = calendar_of(Provider.GOOGLE, "primary@example.com", tokens_of(fake))
    return Place(calendar, apps_of(google=fake), seen, fake)


def graph_place(fake: GraphFake) -> Place:
    def instant(given: dict[str, str]) -> datetime:
        assert given["timeZone"] == "UTC"
        return datetime.fromisoformat(given["dateTime"]).replace(tzinfo=UTC)

    def seen() -> list[tuple[str, datetime, datetime]]:
        return sorted(
            (each["subject"], instant(each["start"]), instant(each["end"])) for each in fake.there()
        )

    calendar = calendar_of(Provider.MICROSOFT, "AAMk=main", tokens_of(fake))
    return Place(calendar, apps_of(graph=fake), seen, fake)


def dav_place(radicale: Radicale, url: str) -> Place:
    def seen() -> list[tuple[str, datetime, datetime]]:
        events = [
            event
            for text in radicale.texts(url)
            for event in icalendar.Calendar.from_ical(text).walk("VEVENT")
        ]
        return sorted((str(each["SUMMARY"]), each["DTSTART"].dt, each["DTEND"].dt) for each in events)

    calendar = calendar_of(Provider.CALDAV, url, {"username": USER, "password": PASSWORD})
    return Place(calendar, apps_of(), seen)
