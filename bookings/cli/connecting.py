"""`calendars connect`, step by step: access, the choice of a calendar, and what it is for."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import httpx

from bookings.calendar_wiring import Calendars, calendar_apps
from bookings.cli.granting import granted_elsewhere, granted_here
from bookings.config import Settings
from bookings.engine.errors import ConfigurationError, InvalidRequest, NotFound
from bookings.identifiers import new_calendar_id
from bookings.integrations.addresses import AddressRefused, refuse_private
from bookings.integrations.calendars import opening
from bookings.integrations.calendars.google import GoogleCalendar
from bookings.integrations.calendars.microsoft import MicrosoftCalendar
from bookings.integrations.calendars.oauth import OAuthClient, Tokens, exchange
from bookings.integrations.calendars.session import Session
from bookings.services.calendars.errors import CalendarError
from bookings.services.calendars.model import CalendarChoice, ConnectedCalendar, NewCalendar, Provider


class Terminal(Protocol):
    def say(self, text: str) -> None: ...

    def ask(self, question: str) -> str: ...

    def password(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Access:
    """What access was granted to."""

    account: str
    """Whose account it is."""
    sealed: str
    """What lets us in."""
    choices: Sequence[CalendarChoice]
    """The account's calendars."""


async def connect(
    arguments: argparse.Namespace, settings: Settings, calendars: Calendars, terminal: Terminal
) -> ConnectedCalendar:
    """Raises ConfigurationError, InvalidRequest, NotFound with what went wrong; nothing is stored then."""
    provider = Provider(arguments.provider)
    _refuse_unknown(calendars, arguments.business, arguments.staff)
    try:
        if provider is Provider.CALDAV:
            access = await _caldav(arguments, settings, calendars, terminal)
        else:
            access = await _oauth(arguments, settings, calendars, terminal)
    except (CalendarError, AddressRefused) as error:
        raise InvalidRequest(error.reason) from error
    chosen = _chosen(access.choices, arguments.calendar, terminal)
    both = not (arguments.write or arguments.busy)
    if (both or arguments.write) and not chosen.is_writable:
        raise InvalidRequest(f"{chosen.name} cannot be written into; connect it with --busy only.")
    new = NewCalendar(
        business_id=arguments.business,
        staff_id=arguments.staff,
        provider=provider,
        account=access.account,
        address=chosen.address,
        name=chosen.name,
        writes=both or arguments.write,
        reads=both or arguments.busy,
        credentials=access.sealed,
    )
    return calendars.store.connect(new, new_calendar_id(), settings.clock())


class _NoWallet:
    """For tokens that have just been given, and are stored when all is chosen."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()

    async def read(self) -> Tokens | None:
        return None

    async def keep(self, _tokens: Tokens) -> None: ...


def _refuse_unknown(calendars: Calendars, business_id: str, staff_id: str) -> None:
    """Before somebody is sent to their browser."""
    if not calendars.store.has_staff(business_id, staff_id):
        raise NotFound(f'There is no "{staff_id}" among the staff of "{business_id}".')


async def _oauth(
    arguments: argparse.Namespace, settings: Settings, calendars: Calendars, terminal: Terminal
) -> Access:
    apps = calendar_apps(settings)
    is_google = arguments.provider == "google"
    client = apps.google if is_google else apps.microsoft
    if client is None:
        name = arguments.provider.upper()
        raise ConfigurationError(
            f"BOOKINGS_{name}_CLIENT_ID is not set: this program has to be set up at the provider once, "
            "see docs/calendars.md."
        )
    async with httpx.AsyncClient(timeout=opening.TIMEOUT) as http:
        tokens = await _tokens(arguments, client, http, settings, terminal)

        base = apps.google_api if is_google else apps.microsoft_api
        session = Session(http, base, client, tokens, _NoWallet(), settings.clock)
        reader = GoogleCalendar(session, "") if is_google else MicrosoftCalendar(session, "")
        choices = await reader.choices()
    owners = [each.owner for each in choices if each.is_primary and each.owner]
    return Access(owners[0] if owners else "its account", calendars.vault.seal(tokens.as_data()), choices)


async def _tokens(
    arguments: argparse.Namespace,
    client: OAuthClient,
    http: httpx.AsyncClient,
    settings: Settings,
    terminal: Terminal,
) -> Tokens:
    if arguments.paste:
        authorization, code = granted_elsewhere(client, terminal.say, terminal.ask)
    else:
        authorization, code = await asyncio.to_thread(granted_here, client, terminal.say)
    return await exchange(http, authorization, code, settings.clock())


async def _caldav(
    arguments: argparse.Namespace, settings: Settings, calendars: Calendars, terminal: Terminal
) -> Access:
    from bookings.integrations.calendars.dav import choices, dav_client  # slow to import

    allowed = settings.calendars.caldav_private
    refuse_private(arguments.url, allowed, opening.PRIVATE_SETTING)
    password = terminal.password()
    async with dav_client(arguments.url, arguments.user, password, allowed) as client:
        found = await choices(client)
    for each in found:  # a server may name another host
        refuse_private(each.address, allowed, opening.PRIVATE_SETTING)
    credentials = {"username": arguments.user, "password": password}
    return Access(arguments.user, calendars.vault.seal(credentials), found)


def _chosen(choices: Sequence[CalendarChoice], wanted: str | None, terminal: Terminal) -> CalendarChoice:
    if not choices:
        raise InvalidRequest("There is no calendar in that account.")
    if wanted is not None:
        found = [each for each in choices if wanted in (each.address, each.name)]
        if len(found) == 1:
            return found[0]
        known = ", ".join(f"{each.name} ({each.address})" for each in choices)
        what = "several are" if found else "no calendar is"
        raise InvalidRequest(f'{what} called "{wanted}". There are: {known}.')
    for number, each in enumerate(choices, 1):
        notes = " (read only)" * (not each.is_writable) + " (main calendar)" * each.is_primary
        terminal.say(f"{number:3}  {each.name}{notes}")
    while True:
        text = terminal.ask(f"Which one? 1 to {len(choices)}: ").strip()
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(choices):
            return choices[int(text) - 1]
        terminal.say("That is none of the numbers.")
