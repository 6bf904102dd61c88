"""Putting the parts of connected calendars together; a part of `bookings.bootstrap`."""

from __future__ import annotations

from dataclasses import dataclass

from bookings.config import Settings
from bookings.integrations.calendars.opening import Apps, Clients, google_app, microsoft_app
from bookings.integrations.calendars.vault import FernetVault
from bookings.secret_key import secret_keys
from bookings.services.calendars.before_booking import BeforeBooking, Policy
from bookings.services.calendars.import_busy import BusyImport
from bookings.services.calendars.sync_booking import BookingSync
from bookings.storage.calendars import SqlCalendars
from bookings.storage.database import Database


@dataclass(frozen=True)
class Calendars:
    """Everything about connected calendars, for one event loop."""

    store: SqlCalendars
    """Where they are kept."""
    vault: FernetVault
    """What seals their credentials."""
    clients: Clients
    """What reaches their servers."""
    busy_import: BusyImport
    """What reads them."""
    sync: BookingSync
    """What writes into them."""
    before_booking: BeforeBooking
    """What reads them just before somebody is booked."""


def calendar_apps(settings: Settings) -> Apps:
    """This program as Google and Microsoft know it, if it was set up there."""
    chosen = settings.calendars
    google_id, microsoft_id = chosen.google_client_id, chosen.microsoft_client_id
    return Apps(
        google=google_app(google_id, chosen.google_client_secret) if google_id else None,
        microsoft=(
            microsoft_app(microsoft_id, chosen.microsoft_client_secret, chosen.microsoft_tenant)
            if microsoft_id
            else None
        ),
        caldav_private=chosen.caldav_private,
    )


def make_calendars(settings: Settings, database: Database, apps: Apps | None = None) -> Calendars:
    """Cheap: keys are read, and connections made, when they are needed."""
    store, clock = SqlCalendars(database), settings.clock
    vault = FernetVault(lambda: secret_keys(settings.secret_key))
    clients = Clients(apps or calendar_apps(settings), vault, store, clock)
    busy_import = BusyImport(store, clients, clock)
    policy = Policy(settings.calendars.wait_seconds, settings.calendars.refuse)
    return Calendars(
        store=store,
        vault=vault,
        clients=clients,
        busy_import=busy_import,
        sync=BookingSync(store, clients, clock),
        before_booking=BeforeBooking(store, busy_import, clock, policy),
    )
