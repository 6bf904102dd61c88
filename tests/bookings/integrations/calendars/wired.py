"""Calendars wired to a database and to the servers of the tests."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from bookings.calendar_settings import CalendarSettings
from bookings.calendar_wiring import Calendars, make_calendars
from bookings.config import Settings
from bookings.integrations.calendars.opening import Apps
from bookings.integrations.calendars.plug import calendars_plug
from bookings.outbox.routes import Routes
from bookings.outbox.worker import Worker
from bookings.services.calendars.model import ConnectedCalendar, NewCalendar, Provider
from bookings.storage.outbox import SqlOutbox
from bookings.storage.tables import busy_ranges, calendar_events
from tests.bookings.integrations.calendars.places import apps_of, tokens_of
from tests.bookings.integrations.calendars.radicale import PASSWORD, USER
from tests.bookings.outbox.support import QUICK
from tests.bookings.support import Api

SECRET = "a secret-of-the-tests-long-enough-to-be-one"


def calendars_for(api: Api, apps: Apps | None = None, **settings: Any) -> Calendars:
    chosen = Settings(
        secret_key=SECRET,
        clock=api.clock,  # type: ignore[arg-type]
        calendars=CalendarSettings(caldav_private=True, **settings),
    )
    return make_calendars(chosen, api.storage.database, apps or apps_of())


def look_before_booking(api: Api, **settings: Any) -> None:
    """The API looks into the calendars from now on."""
    state = api.client.app.state
    state.core = replace(state.core, calendars=calendars_for(api, **settings).before_booking)


def connect_dav(
    api: Api, url: str, staff: str = "sarah", calendar_id: str = "cal_sarah", **changes: Any
) -> ConnectedCalendar:
    calendars = calendars_for(api)
    credentials = {"username": USER, "password": changes.pop("password", PASSWORD)}
    new = NewCalendar(
        business_id="dentist",
        staff_id=staff,
        provider=Provider.CALDAV,
        account=USER,
        address=url,
        name=f"{staff}'s calendar",
        writes=changes.pop("writes", True),
        reads=changes.pop("reads", True),
        credentials=calendars.vault.seal(credentials),
    )
    return calendars.store.connect(new, calendar_id, api.clock())


def connect_fake(
    api: Api, fake: Any, staff: str = "sarah", calendar_id: str = "cal_sarah"
) -> ConnectedCalendar:
    calendars = calendars_for(api)
    is_google = type(fake).__name__ == "GoogleFake"
    new = NewCalendar(
        business_id="dentist",
        staff_id=staff,
        provider=Provider.GOOGLE if is_google else Provider.MICROSOFT,
        account="sarah@example.com",
        address="primary@example.com" if is_google else "AAMk=main",
        name=f"{staff}'s calendar",
        writes=True,
        reads=True,
        credentials=calendars.vault.seal(tokens_of(fake)),
    )
    return calendars.store.connect(new, calendar_id, api.clock())


def worker_with(api: Api, calendars: Calendars) -> Worker:
    plug = calendars_plug(calendars.sync, calendars.busy_import, calendars_every())
    outbox = SqlOutbox(api.storage.database)
    return Worker(api.storage, outbox, Routes([plug]), api.clock, "w1", Random(1), QUICK)


def calendars_every() -> Any:
    return CalendarSettings().every


def busy_rows(api: Api) -> list[tuple[str, str, str]]:
    """Person, start and end, as minutes of UTC."""
    with api.storage.database.reading() as connection:
        query = busy_ranges.select().order_by(busy_ranges.c.starts_at, busy_ranges.c.ends_at)
        return [
            (row.staff_id, f"{row.starts_at:%m-%dT%H:%M}", f"{row.ends_at:%m-%dT%H:%M}")
            for row in connection.execute(query)
        ]


def event_rows(api: Api) -> list[tuple[str, int]]:
    """Calendar and the booking's version that stands there."""
    with api.storage.database.reading() as connection:
        query = calendar_events.select().order_by(calendar_events.c.calendar_id)
        return [(row.calendar_id, row.version) for row in connection.execute(query)]
