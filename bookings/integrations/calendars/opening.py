"""From a stored calendar to a client for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

import httpx

from bookings.integrations.addresses import Resolve, resolved
from bookings.integrations.calendars import google, microsoft
from bookings.integrations.calendars.google import GoogleCalendar
from bookings.integrations.calendars.microsoft import MicrosoftCalendar
from bookings.integrations.calendars.oauth import OAuthClient, Tokens, tokens_from
from bookings.integrations.calendars.session import Session
from bookings.services.calendars.errors import Unreachable
from bookings.services.calendars.model import ConnectedCalendar, Provider
from bookings.services.calendars.ports import CalendarClient, Credentials, Vault

PRIVATE_SETTING = "BOOKINGS_CALDAV_PRIVATE"
DAV = "bookings.integrations.calendars.dav"
GOOGLE_API = google.API
MICROSOFT_API = microsoft.API
TIMEOUT = httpx.Timeout(10, connect=5)


@dataclass(frozen=True, slots=True)
class Apps:
    """This program as the providers know it; None: not set up there."""

    google: OAuthClient | None = None
    """At Google."""
    microsoft: OAuthClient | None = None
    """At Microsoft."""
    google_api: str = GOOGLE_API
    """Where Google's API is; another place only in tests."""
    microsoft_api: str = MICROSOFT_API
    """Where Microsoft Graph is; another place only in tests."""
    caldav_private: bool = False
    """Whether CalDAV servers may be in a private network and unencrypted."""


def google_app(client_id: str, secret: str | None) -> OAuthClient:
    """`prompt=consent`: only then a refresh token is given again to who was granted access before."""
    extra = {"access_type": "offline", "prompt": "consent"}
    return OAuthClient(client_id, secret, google.AUTHORIZE, google.TOKEN, google.SCOPES, extra)


def microsoft_app(client_id: str, secret: str | None, tenant: str) -> OAuthClient:
    base = f"{microsoft.LOGIN}/{tenant}/oauth2/v2.0"
    extra = {"prompt": "select_account"}
    return OAuthClient(
        client_id, secret, f"{base}/authorize", f"{base}/token", microsoft.SCOPES, extra, "localhost"
    )


@dataclass(frozen=True, slots=True)
class _Wallet:
    """One calendar's tokens, as `session.Wallet`."""

    calendar_id: str
    vault: Vault
    credentials: Credentials
    lock: asyncio.Lock

    async def read(self) -> Tokens | None:
        sealed = await asyncio.to_thread(self.credentials.credentials, self.calendar_id)
        return tokens_from(self.vault.open(sealed)) if sealed else None

    async def keep(self, tokens: Tokens) -> None:
        sealed = self.vault.seal(tokens.as_data())
        await asyncio.to_thread(self.credentials.keep_credentials, self.calendar_id, sealed)


class Clients:
    """`services.calendars.ports.CalendarClients`. One for each event loop; `close` it in the end."""

    def __init__(
        self,
        apps: Apps,
        vault: Vault,
        credentials: Credentials,
        clock: Callable[[], datetime],
        http: httpx.AsyncClient | None = None,
        resolve: Resolve = resolved,
    ) -> None:
        self._apps = apps
        self._vault = vault
        self._credentials = credentials
        self._locks: dict[str, asyncio.Lock] = {}
        self._clock = clock
        self._http = http
        self._resolve = resolve

    @asynccontextmanager
    async def open(self, calendar: ConnectedCalendar) -> AsyncIterator[CalendarClient]:
        credentials = self._vault.open(calendar.credentials)
        if calendar.provider is Provider.GOOGLE:
            yield GoogleCalendar(self._session(calendar, credentials), calendar.address)
        elif calendar.provider is Provider.MICROSOFT:
            yield MicrosoftCalendar(self._session(calendar, credentials), calendar.address)
        else:
            async with self._dav(calendar, credentials) as client:
                yield client

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def _session(self, calendar: ConnectedCalendar, credentials: Mapping[str, Any]) -> Session:
        is_google = calendar.provider is Provider.GOOGLE
        app = self._apps.google if is_google else self._apps.microsoft
        if app is None:
            name = calendar.provider.upper()
            raise Unreachable(f"BOOKINGS_{name}_CLIENT_ID is not set; see docs/calendars.md.")

        lock = self._locks.setdefault(calendar.id, asyncio.Lock())
        wallet = _Wallet(calendar.id, self._vault, self._credentials, lock)
        base = self._apps.google_api if is_google else self._apps.microsoft_api
        return Session(self._shared(), base, app, tokens_from(credentials), wallet, self._clock)

    def _shared(self) -> httpx.AsyncClient:
        """Connections are kept, so that most requests need no new one."""
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=TIMEOUT)
        return self._http

    @asynccontextmanager
    async def _dav(
        self, calendar: ConnectedCalendar, credentials: Mapping[str, Any]
    ) -> AsyncIterator[CalendarClient]:
        dav = await asyncio.to_thread(import_module, DAV)  # slow, the first time: nobody else waits for it
        own = {address for address in (calendar.account, calendar.email) if address}
        username, password = credentials["username"], credentials["password"]
        allowed = self._apps.caldav_private
        async with dav.dav_client(calendar.address, username, password, allowed, self._resolve) as client:
            yield dav.DavCalendar(client, calendar.address, own)
