"""`calendars`: connect the calendars of the staff, list them, disconnect them."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bookings.cli import exits
from bookings.cli.table import print_table
from bookings.config import Settings, settings_from
from bookings.engine.errors import BookingsError, InvalidRequest, NotFound
from bookings.engine.wording import iso

if TYPE_CHECKING:  # slow to import, and only needed when a command runs
    from bookings.calendar_wiring import Calendars
    from bookings.services.calendars.model import ConnectedCalendar

_HEAD = ("id", "whose", "provider", "account", "calendar", "used to", "state")
_CONNECT = """\
Connect a calendar to a person. Bookings are then written into it, and what else is in it makes the person
busy; with --write or --busy only the one or the other. Google and Microsoft want this program to be set up
there once, see docs/calendars.md; for CalDAV (iCloud, Nextcloud, Fastmail) give --url and --user, and the
password when it is asked for. Connecting the same calendar again renews the access, and writes what could
not be written meanwhile."""
_NO_SUCH = "there is no such calendar; nothing was changed"


def add_commands(commands: Any) -> None:
    command = commands.add_parser("calendars", help="connect, list and disconnect the calendars of the staff")
    command.description = "Connect, list and disconnect the calendars of the staff. See docs/calendars.md."
    actions = command.add_subparsers(title="actions", metavar="<action>", required=True)
    _add_connect(actions)
    exits.command(
        actions,
        "list",
        run_list,
        "list the calendars: what they are for, and how they are",
        "List the calendars: whose they are, what they are used for, when they were read, what is wrong.",
        "bookings calendars list",
        {},
    )
    for name, run, summary, description, refused in (
        (
            "check",
            run_check,
            "read a calendar now, and say what is wrong with it",
            "Read a calendar now, as the worker does, and say how it went.",
            "it cannot be read, or there is no such calendar",
        ),
        (
            "disconnect",
            run_disconnect,
            "forget a calendar and the access to it",
            "Forget a calendar, the access to it and its busy ranges. Events that are in it stay there.",
            _NO_SUCH,
        ),
    ):
        example = f"bookings calendars {name} cal_4k2v9x0q1w"
        one = exits.command(actions, name, run, summary, description, example, {exits.REFUSED: refused})
        one.add_argument("id", metavar="ID", help="the calendar's id, as calendars list shows it")
    exits.command(
        actions,
        "reseal",
        run_reseal,
        "encrypt the access to all calendars with the first key of BOOKINGS_SECRET_KEY",
        "Encrypt the access to all calendars with the first key of BOOKINGS_SECRET_KEY, or to none.",
        "bookings calendars reseal",
        {exits.REFUSED: "none of the keys opens the access to one of them; nothing was changed"},
    )


def _add_connect(actions: Any) -> None:
    connect = exits.command(
        actions,
        "connect",
        run_connect,
        "connect a calendar to a person",
        _CONNECT,
        "bookings calendars connect google bright-smiles staff_sarah",
        {exits.REFUSED: "access was not granted, or there is no such person or calendar"},
    )
    connect.add_argument("provider", choices=("google", "microsoft", "caldav"), help="who keeps the calendar")
    connect.add_argument("business", metavar="BUSINESS", help="the business's id")
    connect.add_argument("staff", metavar="STAFF", help="the person's id in the business file")
    connect.add_argument("--calendar", metavar="NAME", help="which one, by name or address; else you choose")
    connect.add_argument("--write", action="store_true", help="bookings are written into it")
    connect.add_argument("--busy", action="store_true", help="what is in it makes the person busy")
    connect.add_argument("--paste", action="store_true", help="the browser is on another machine")
    connect.add_argument("--url", help="CalDAV: the server's address")
    connect.add_argument("--user", help="CalDAV: the user's name, often an e-mail address")


@contextmanager
def _opened() -> Iterator[tuple[Settings, Calendars]]:
    from bookings.bootstrap import open_storage
    from bookings.calendar_wiring import make_calendars

    settings = settings_from(os.environ)
    database = open_storage(settings).database
    try:
        yield settings, make_calendars(settings, database)
    finally:
        database.close()


def run_connect(arguments: argparse.Namespace) -> int:
    from bookings.cli.connecting import connect

    if arguments.provider == "caldav" and not (arguments.url and arguments.user):
        raise InvalidRequest("caldav needs --url and --user; see: bookings calendars connect --help")
    with _opened() as (settings, calendars):
        made = asyncio.run(connect(arguments, settings, calendars, _Terminal()))
    uses = " and ".join(_uses(made))
    print(f"{made.id}: {made.name} of {made.account} is connected to {made.staff_id} ({uses}).")
    return exits.DONE


class _Terminal:
    """The person in front of it."""

    def say(self, text: str) -> None:
        print(text, flush=True)

    def ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            print(question, end="", flush=True)
        try:
            return input(question if sys.stdin.isatty() else "")
        except EOFError:
            raise InvalidRequest("There is nobody to ask; give --calendar.") from None

    def password(self) -> str:
        given = os.environ.get("BOOKINGS_CALDAV_PASSWORD", "")
        return given or getpass.getpass("App password: ")


def run_list(_: argparse.Namespace) -> int:
    with _opened() as (_settings, calendars):
        found = calendars.store.calendars()
    if found:
        print_table([_HEAD, *map(_line, found)])
    else:
        print("No calendar is connected; see: bookings calendars connect --help")
    return exits.DONE


def _line(calendar: ConnectedCalendar) -> Sequence[str]:
    if calendar.broken_at is not None:
        state = f"BROKEN since {iso(calendar.broken_at)}: {calendar.last_error}"
    elif calendar.last_error is not None:
        state = f"trouble: {calendar.last_error}"
    else:
        state = f"read {iso(calendar.synced_at)}" if calendar.synced_at else "not read yet"
    person = f"{calendar.business_id}/{calendar.staff_id}"
    return (
        calendar.id,
        person,
        calendar.provider,
        calendar.account,
        calendar.name,
        "+".join(_uses(calendar)),
        state,
    )


def _uses(calendar: ConnectedCalendar) -> list[str]:
    return ["write"] * calendar.writes + ["busy"] * calendar.reads


def run_check(arguments: argparse.Namespace) -> int:
    with _opened() as (_settings, calendars):
        calendar = _found(calendars, arguments.id)
        asyncio.run(_read(calendars, calendar))
        after = _found(calendars, arguments.id)
    print_table([_HEAD, _line(after)])
    return exits.REFUSED if after.last_error else exits.DONE


async def _read(calendars: Calendars, calendar: ConnectedCalendar) -> None:
    await calendars.busy_import.refresh(calendar)
    await calendars.busy_import.close()


def run_disconnect(arguments: argparse.Namespace) -> int:
    with _opened() as (_settings, calendars):
        gone = calendars.store.disconnect(arguments.id)
    if gone is None:
        raise _unknown(arguments.id)
    print(f"{gone.id} is forgotten. Events of bookings that are in {gone.name} stay there.")
    return exits.DONE


def run_reseal(_: argparse.Namespace) -> int:
    from bookings.services.calendars.errors import Broken

    with _opened() as (_settings, calendars):
        try:
            renewed = [
                (each, calendars.vault.renewed(each.credentials)) for each in calendars.store.calendars()
            ]
        except Broken as error:
            raise InvalidRequest(error.reason) from error
        calendars.store.reseal(renewed)
    print(f"Encrypted anew: {len(renewed)}. For calendars the other keys of BOOKINGS_SECRET_KEY may go.")
    return exits.DONE


def _found(calendars: Calendars, calendar_id: str) -> ConnectedCalendar:
    found = calendars.store.calendar(calendar_id)
    if found is None:
        raise _unknown(calendar_id)
    return found


def _unknown(calendar_id: str) -> BookingsError:
    return NotFound(f'There is no calendar "{calendar_id}"; see: bookings calendars list')
