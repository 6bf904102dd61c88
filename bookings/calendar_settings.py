"""The settings of connected calendars, read from the environment and checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bookings.engine.errors import ConfigurationError

UNREACHABLE = ("last_known", "refuse")


@dataclass(frozen=True)
class CalendarSettings:
    """How calendars are reached, and what happens if they are not."""

    google_client_id: str | None = None
    """BOOKINGS_GOOGLE_CLIENT_ID: this program at Google; None: not set up there."""
    google_client_secret: str | None = field(default=None, repr=False)
    """BOOKINGS_GOOGLE_CLIENT_SECRET."""
    microsoft_client_id: str | None = None
    """BOOKINGS_MICROSOFT_CLIENT_ID: this program at Microsoft; None: not set up there."""
    microsoft_client_secret: str | None = field(default=None, repr=False)
    """BOOKINGS_MICROSOFT_CLIENT_SECRET: None for a public client."""
    microsoft_tenant: str = "common"
    """BOOKINGS_MICROSOFT_TENANT: whose accounts may be connected."""
    caldav_private: bool = False
    """BOOKINGS_CALDAV_PRIVATE: whether CalDAV servers may be unencrypted and in private networks."""
    refuse: bool = False
    """BOOKINGS_CALENDAR_UNREACHABLE: whether who has an unreadable calendar is not booked."""
    wait_seconds: float = 1.5
    """BOOKINGS_CALENDAR_WAIT: how long a booking waits for calendars."""
    every: timedelta = timedelta(minutes=1)
    """BOOKINGS_CALENDAR_EVERY: how often the worker reads each calendar."""


def calendar_settings_from(environment: Mapping[str, str]) -> CalendarSettings:
    """Raises ConfigurationError for a value that cannot be used, saying what would be right."""

    def text(name: str) -> str | None:
        return environment.get(name, "").strip() or None

    return CalendarSettings(
        google_client_id=text("BOOKINGS_GOOGLE_CLIENT_ID"),
        google_client_secret=text("BOOKINGS_GOOGLE_CLIENT_SECRET"),
        microsoft_client_id=text("BOOKINGS_MICROSOFT_CLIENT_ID"),
        microsoft_client_secret=text("BOOKINGS_MICROSOFT_CLIENT_SECRET"),
        microsoft_tenant=_tenant(text("BOOKINGS_MICROSOFT_TENANT")),
        caldav_private=_choice("BOOKINGS_CALDAV_PRIVATE", text("BOOKINGS_CALDAV_PRIVATE"), ("0", "1")) == "1",
        refuse=_choice("BOOKINGS_CALENDAR_UNREACHABLE", text("BOOKINGS_CALENDAR_UNREACHABLE"), UNREACHABLE)
        == "refuse",
        wait_seconds=_seconds("BOOKINGS_CALENDAR_WAIT", text("BOOKINGS_CALENDAR_WAIT"), 1.5, 0.1, 10),
        every=timedelta(
            seconds=_seconds("BOOKINGS_CALENDAR_EVERY", text("BOOKINGS_CALENDAR_EVERY"), 60, 5, 86400)
        ),
    )


def _choice(name: str, text: str | None, choices: tuple[str, ...]) -> str:
    """The first is the default."""
    if text is None:
        return choices[0]
    if text not in choices:
        raise ConfigurationError(f'{name} must be {" or ".join(choices)}; it is "{text}".')
    return text


def _seconds(name: str, text: str | None, default: float, least: float, most: float) -> float:
    if text is None:
        return default
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not least <= found <= most:
        raise ConfigurationError(f'{name} must be {least:g} to {most:g} seconds; it is "{text}".')
    return found


def _tenant(text: str | None) -> str:
    """It becomes part of an address."""
    if text is None:
        return CalendarSettings.microsoft_tenant
    if not all(part.isalnum() and part.isascii() for part in text.replace("-", ".").split(".")):
        raise ConfigurationError(
            "BOOKINGS_MICROSOFT_TENANT must be common, organizations, consumers, a tenant's id or its "
            f'domain; it is "{text}".'
        )
    return text
