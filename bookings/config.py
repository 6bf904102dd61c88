"""The settings of the Bookings API, read from the environment once and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bookings.calendar_settings import CalendarSettings, calendar_settings_from
from bookings.clock import SystemClock, clock_from
from bookings.engine.errors import ConfigurationError
from bookings.metrics_address import MetricsAddress, metrics_address
from bookings.retention_settings import Retention, retention_from
from bookings.services.rates import Rate, parse_rate
from telemetry.export import TraceSettingError, TraceSettings, trace_settings
from telemetry.logs import LogSettingError, LogSettings, log_settings

T = TypeVar("T")
DEFAULT_DATABASE_URL = "sqlite:///var/bookings.db"


@dataclass(frozen=True)
class Settings:
    """What the environment says; every setting has a default."""

    host: str = "127.0.0.1"
    """BOOKINGS_HOST: the address on which the API listens."""
    port: int = 8000
    """BOOKINGS_PORT: the port on which the API listens; 0 lets the system choose."""
    database_url: str = field(default=DEFAULT_DATABASE_URL, repr=False)  # may hold a password
    """BOOKINGS_DATABASE_URL: SQLite file or PostgreSQL database."""
    api_key: str | None = field(default=None, repr=False)
    """BOOKINGS_API_KEY: a key that is let in, and sees an empty business, until a business takes it."""
    public_url: str | None = None
    """BOOKINGS_PUBLIC_URL: where people reach this API; None: where it listens."""
    secret_key: str | None = field(default=None, repr=False)
    """BOOKINGS_SECRET_KEY: what signs links in e-mails and encrypts the access to calendars and the secrets
    of webhooks; several are separated by commas, the newest first. None: made once, in var/secret-key."""
    smtp_url: str | None = field(default=None, repr=False)  # may hold a password
    """BOOKINGS_SMTP_URL: the mail server; None: mails are written to `mail_folder`."""
    mail_folder: Path = Path("var/mail")
    """BOOKINGS_MAIL_FOLDER: where mails go without a mail server."""
    mail_from: str = "bookings@localhost"
    """BOOKINGS_MAIL_FROM: who mails are from."""
    mail_templates: Path | None = None
    """BOOKINGS_MAIL_TEMPLATES: a folder whose texts come before ours."""
    mail_page: bool | None = None
    """BOOKINGS_MAIL_PAGE: whether the API shows the mail folder; None: to this machine, if mails go there."""
    worker_alive_file: Path | None = None
    """BOOKINGS_WORKER_ALIVE_FILE: the worker touches it every few seconds."""
    metrics: MetricsAddress | None = None
    """BOOKINGS_METRICS: where the API tells its metrics; None: nowhere."""
    worker_metrics: MetricsAddress | None = None
    """BOOKINGS_WORKER_METRICS: where the worker tells its metrics; None: nowhere."""
    rate_limit: Rate | None = Rate(60_000, 60)
    """BOOKINGS_RATE_LIMIT: how often a key may read."""
    write_rate_limit: Rate | None = Rate(30_000, 60)
    """BOOKINGS_WRITE_RATE_LIMIT: how often a key may change something."""
    refused_rate_limit: Rate | None = Rate(600, 60)
    """BOOKINGS_REFUSED_RATE_LIMIT: how often an address may ask without a valid key."""
    redis_url: str | None = field(default=None, repr=False)  # may hold a password
    """BOOKINGS_REDIS_URL: where all processes count rates together; None: each by itself."""
    page: bool = True
    """BOOKINGS_PAGE: whether there is a booking page."""
    page_rate_limit: Rate | None = Rate(600, 60)
    """BOOKINGS_PAGE_RATE_LIMIT: how often an address may look at the booking page."""
    page_write_rate_limit: Rate | None = Rate(60, 60)
    """BOOKINGS_PAGE_WRITE_RATE_LIMIT: how often an address may send its forms."""
    embed_from: tuple[str, ...] = ()
    """BOOKINGS_EMBED_FROM: the origins of the sites that may show the booking page in a frame."""
    request_timeout: float = 30
    """BOOKINGS_REQUEST_TIMEOUT: seconds that a request may take."""
    calendars: CalendarSettings = field(default_factory=CalendarSettings)
    """Of connected calendars."""
    webhook_private: bool = False
    """BOOKINGS_WEBHOOK_PRIVATE: whether webhooks may be unencrypted and in private networks."""
    retention: Retention = field(default_factory=Retention)
    """How long things are kept."""
    logs: LogSettings = field(default_factory=LogSettings)
    """How much is told in the logs, and in which form."""
    traces: TraceSettings = field(default_factory=TraceSettings)
    """Where what is done for a message is written down."""
    clock: SystemClock = field(default_factory=SystemClock)
    """BOOKINGS_NOW and BOOKINGS_NOW_AT: the clock."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Raises ConfigurationError for a value that cannot be used, saying what would be right."""
    return Settings(
        host=environment.get("BOOKINGS_HOST", "").strip() or Settings.host,
        port=_port(environment.get("BOOKINGS_PORT", "").strip()),
        database_url=environment.get("BOOKINGS_DATABASE_URL", "").strip() or DEFAULT_DATABASE_URL,
        api_key=environment.get("BOOKINGS_API_KEY", "").strip() or None,
        public_url=_url(environment, "BOOKINGS_PUBLIC_URL"),
        secret_key=_text(environment, "BOOKINGS_SECRET_KEY"),
        smtp_url=_text(environment, "BOOKINGS_SMTP_URL"),
        mail_folder=_path(environment, "BOOKINGS_MAIL_FOLDER") or Settings.mail_folder,
        mail_from=_text(environment, "BOOKINGS_MAIL_FROM") or Settings.mail_from,
        mail_templates=_path(environment, "BOOKINGS_MAIL_TEMPLATES"),
        mail_page=_switch(environment, "BOOKINGS_MAIL_PAGE"),
        worker_alive_file=_path(environment, "BOOKINGS_WORKER_ALIVE_FILE"),
        metrics=metrics_address(environment, "BOOKINGS_METRICS"),
        worker_metrics=metrics_address(environment, "BOOKINGS_WORKER_METRICS"),
        rate_limit=_rate(environment, "BOOKINGS_RATE_LIMIT", Settings.rate_limit),
        write_rate_limit=_rate(environment, "BOOKINGS_WRITE_RATE_LIMIT", Settings.write_rate_limit),
        refused_rate_limit=_rate(environment, "BOOKINGS_REFUSED_RATE_LIMIT", Settings.refused_rate_limit),
        redis_url=_text(environment, "BOOKINGS_REDIS_URL"),
        page=_switch(environment, "BOOKINGS_PAGE") is not False,
        page_rate_limit=_rate(environment, "BOOKINGS_PAGE_RATE_LIMIT", Settings.page_rate_limit),
        page_write_rate_limit=_rate(
            environment, "BOOKINGS_PAGE_WRITE_RATE_LIMIT", Settings.page_write_rate_limit
        ),
        embed_from=_origins(environment, "BOOKINGS_EMBED_FROM"),
        request_timeout=_seconds(environment, "BOOKINGS_REQUEST_TIMEOUT", Settings.request_timeout),
        calendars=calendar_settings_from(environment),
        webhook_private=_switch(environment, "BOOKINGS_WEBHOOK_PRIVATE") or False,
        retention=retention_from(environment),
        logs=_told(log_settings, environment),
        traces=_told(trace_settings, environment),
        clock=clock_from(environment),
    )


def _told(read: Callable[[Mapping[str, str]], T], environment: Mapping[str, str]) -> T:
    try:
        return read(environment)
    except (LogSettingError, TraceSettingError) as problem:
        raise ConfigurationError(str(problem)) from None


def _text(environment: Mapping[str, str], name: str) -> str | None:
    return environment.get(name, "").strip() or None


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    text = _text(environment, name)
    return Path(text) if text else None


def _url(environment: Mapping[str, str], name: str) -> str | None:
    text = _text(environment, name)
    if text is not None and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", text):
        raise ConfigurationError(f'{name} must look like https://book.example.com; it is "{text}".')
    return text


def _origins(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """What may stand in a Content-Security-Policy, and nothing that could end it or begin another part."""
    origins = tuple(environment.get(name, "").split())
    for origin in origins:
        if not re.fullmatch(r"https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?", origin):
            raise ConfigurationError(
                f"{name} must be origins like https://www.example.com, separated by spaces; "
                f'"{origin}" is none.'
            )
    return origins


def _switch(environment: Mapping[str, str], name: str) -> bool | None:
    text = _text(environment, name)
    if text not in (None, "0", "1"):
        raise ConfigurationError(f'{name} must be 0 or 1; it is "{text}".')
    return None if text is None else text == "1"


def _port(text: str) -> int:
    if not text:
        return Settings.port
    if text.isascii() and text.isdigit() and int(text) <= 65535:
        return int(text)
    raise ConfigurationError(f'BOOKINGS_PORT must be a number from 0 to 65535; it is "{text}".')


def _rate(environment: Mapping[str, str], name: str, default: Rate | None) -> Rate | None:
    text = environment.get(name, "").strip()
    if not text:
        return default
    try:
        return parse_rate(text)
    except ValueError as error:
        raise ConfigurationError(f'{name} {error}; it is "{text}".') from None


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text) and 1 <= float(text) <= 600:
        return float(text)
    raise ConfigurationError(f'{name} must be a number of seconds from 1 to 600; it is "{text}".')
