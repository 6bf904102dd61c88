"""Putting the parts together: the one place that knows them all."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Sequence

from bookings.api.core import Core
from bookings.api.rate_limits import RateLimits, Rates
from bookings.config import Settings
from bookings.identifiers import RandomIdentifiers
from bookings.outbox.routes import Routes
from bookings.outbox.signs import sign_of_life
from bookings.outbox.upkeep import upkeep
from bookings.outbox.worker import Worker
from bookings.services.authenticate import key_hash
from bookings.services.messages import Plug
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.outbox import SqlOutbox
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
        limits=RateLimits(Rates(settings.rate_limit, settings.write_rate_limit, settings.refused_rate_limit)),
    )


def plugs(settings: Settings, storage: SqlStorage) -> Sequence[Plug]:
    """What the worker delivers: one plug for each integration."""
    return [upkeep(SqlOutbox(storage.database), settings.clock)]


def make_worker(settings: Settings) -> Worker:
    storage = open_storage(settings)
    return Worker(
        storage=storage,
        outbox=SqlOutbox(storage.database),
        routes=Routes(plugs(settings, storage)),
        clock=settings.clock,
        name=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
        alive=sign_of_life(settings.worker_alive_file),
    )
