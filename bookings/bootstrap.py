"""Putting the parts together: the one place that knows them all."""

from __future__ import annotations

from bookings.api.core import Core
from bookings.config import Settings
from bookings.identifiers import RandomIdentifiers
from bookings.services.authenticate import key_hash
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.unit import SqlStorage


def open_storage(settings: Settings) -> SqlStorage:
    """The storage, its tables up to date. Raises ConfigurationError if it cannot be used."""
    database = Database(settings.database_url)
    migrate(database)
    return SqlStorage(database)


def make_core(settings: Settings) -> Core:
    return Core(
        storage=open_storage(settings),
        clock=settings.clock,
        ids=RandomIdentifiers(),
        waiting_key_hash=key_hash(settings.api_key) if settings.api_key else None,
    )
