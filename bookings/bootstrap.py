"""Putting the parts together: the one place that knows them all."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Sequence
from typing import Any

from bookings.api.core import Core
from bookings.api.mail_folder import MailFolder
from bookings.api.present import booking_data
from bookings.api.rate_limits import RateLimits, Rates
from bookings.api.shared_rates import SharedCounts, SharedMemory
from bookings.calendar_wiring import make_calendars
from bookings.config import Settings
from bookings.engine.booking import Booking
from bookings.engine.model import Configuration
from bookings.identifiers import RandomIdentifiers
from bookings.integrations.calendars.plug import calendars_plug
from bookings.integrations.waitlist.plug import waitlist_plug
from bookings.outbox.routes import Routes
from bookings.outbox.signs import sign_of_life
from bookings.outbox.worker import Worker
from bookings.proof_codes import ProofCodes
from bookings.retention_wiring import retention_plug
from bookings.secret_key import secret_keys
from bookings.services.authenticate import key_hash
from bookings.services.delivery import Outbox
from bookings.services.messages import Plug
from bookings.signed_forms import SignedForms
from bookings.signed_links import SignedLinks
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.outbox import SqlOutbox
from bookings.storage.unit import SqlStorage


def open_storage(settings: Settings, statement_seconds: float | None = None) -> SqlStorage:
    """The storage, its tables up to date. Raises ConfigurationError if it cannot be used.

    `statement_seconds`: how long the database may work on one statement; None: as long as it takes.
    """
    database = Database(settings.database_url, statement_seconds)
    migrate(database)
    return SqlStorage(database)


def make_core(settings: Settings) -> Core:
    storage = open_storage(settings, settings.request_timeout)
    return Core(
        storage=storage,
        calendars=make_calendars(settings, storage.database).before_booking,
        clock=settings.clock,
        ids=RandomIdentifiers(),
        links=make_links(settings),
        codes=make_codes(settings),
        forms=SignedForms(secret_keys(settings.secret_key)) if settings.page else None,
        embed_from=settings.embed_from,
        event_file=lambda booking, configuration: downloadable(settings, booking, configuration),
        mail_folder=mail_folder(settings),
        waiting_key_hash=key_hash(settings.api_key) if settings.api_key else None,
        limits=make_limits(settings),
        request_seconds=settings.request_timeout,
    )


def make_limits(settings: Settings) -> RateLimits:
    """Counted by all processes together where a Redis is named. Raises ConfigurationError."""
    if settings.redis_url is None:
        return RateLimits(rates(settings))
    counts = SharedCounts(settings.redis_url)
    return RateLimits(rates(settings), windows=lambda name, seconds: SharedMemory(name, counts, seconds))


def rates(settings: Settings) -> Rates:
    return Rates(
        reads=settings.rate_limit,
        writes=settings.write_rate_limit,
        refused=settings.refused_rate_limit,
        page_reads=settings.page_rate_limit,
        page_writes=settings.page_write_rate_limit,
    )


def downloadable(settings: Settings, booking: Booking, configuration: Configuration) -> bytes:
    """The same event as in the mails, to be taken into a calendar by hand."""
    from bookings.integrations.email.addresses import sender_from  # slow to import, and seldom needed
    from bookings.integrations.email.event_file import event_file
    from bookings.integrations.email.rendering import Templates

    templates, sender = Templates(settings.mail_templates), sender_from(settings.mail_from)
    return event_file(booking, configuration, make_links(settings), templates, sender, settings.clock())


def plugs(settings: Settings, storage: SqlStorage) -> Sequence[Plug]:
    """What the worker delivers: one plug for each integration."""
    calendars = make_calendars(settings, storage.database)
    return [
        retention_plug(settings, storage.database),
        waitlist_plug(storage, settings.clock, RandomIdentifiers()),
        mail_plug(settings, storage),
        calendars_plug(calendars.sync, calendars.busy_import, settings.calendars.every),
        webhook_plug(settings, storage),
    ]


def webhook_plug(settings: Settings, storage: SqlStorage) -> Plug:
    """Receivers are told of a booking what the API says of it."""
    from bookings.integrations.webhooks.handler import WebhookHandler, webhooks_plug  # not for the API
    from bookings.webhook_wiring import make_webhooks

    webhooks = make_webhooks(settings, storage.database)
    return webhooks_plug(WebhookHandler(storage, webhooks.store, webhooks.signer, booking_data))


def mail_plug(settings: Settings, storage: SqlStorage) -> Plug:
    """Raises ConfigurationError if a setting for mails cannot be used."""
    from bookings.integrations.email.addresses import sender_from  # slow to import, and not for the API
    from bookings.integrations.email.handler import email_plug
    from bookings.integrations.email.rendering import Templates
    from bookings.integrations.email.server import server_from
    from bookings.integrations.email.transports import FolderTransport, SmtpTransport
    from bookings.integrations.email.writing import Writer

    writer = Writer(
        sender_from(settings.mail_from),
        Templates(settings.mail_templates),
        make_links(settings),
        settings.clock,
    )
    smtp = SmtpTransport(server_from(settings.smtp_url)) if settings.smtp_url else None
    transport = smtp or FolderTransport(settings.mail_folder)
    return email_plug(storage, writer, transport, make_codes(settings))


def mail_folder(settings: Settings) -> MailFolder | None:
    """What the mail page shows. By default only what would otherwise be seen by nobody, to this machine."""
    is_local = settings.host in ("127.0.0.1", "::1", "localhost")
    wanted = settings.mail_page
    if wanted is None:
        wanted = settings.smtp_url is None and is_local
    return MailFolder(settings.mail_folder, only_local=settings.mail_page is None) if wanted else None


def make_links(settings: Settings) -> SignedLinks:
    return SignedLinks(secret_keys(settings.secret_key), settings.public_url or listening_url(settings))


def make_codes(settings: Settings) -> ProofCodes:
    return ProofCodes(secret_keys(settings.secret_key))


def listening_url(settings: Settings) -> str:
    """Where this machine reaches the API."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def worker_outbox(settings: Settings, outbox: SqlOutbox) -> Outbox:
    """One that counts and tells, where that is wanted."""
    if settings.worker_metrics is None:
        return outbox
    from bookings.metrics.listening import make_registry, serve_metrics  # only where it is wanted
    from bookings.metrics.outbox import BacklogCollector, CountedOutbox

    registry = make_registry()
    registry.register(BacklogCollector(outbox.backlog, settings.clock))
    counted = CountedOutbox(outbox, registry)
    serve_metrics(registry, settings.worker_metrics)
    return counted


def measured(app: Any, settings: Settings, number: int = 0) -> Any:
    """The application of process `number`, counting what it answers where that is wanted.

    Raises ConfigurationError.
    """
    if settings.metrics is None:
        return app
    from bookings.metrics.listening import make_registry, serve_metrics  # only where it is wanted
    from bookings.metrics.requests import Requests

    registry = make_registry()
    counting = Requests(app, registry)
    serve_metrics(registry, settings.metrics, number)
    return counting


def make_worker(settings: Settings) -> Worker:
    """Raises ConfigurationError if it cannot start as it is set up."""
    storage = open_storage(settings)
    return Worker(
        storage=storage,
        outbox=worker_outbox(settings, SqlOutbox(storage.database)),
        routes=Routes(plugs(settings, storage)),
        clock=settings.clock,
        name=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
        alive=sign_of_life(settings.worker_alive_file),
    )
