"""`bookings explain-slots LINK DATE`: what can be booked that day, and what is in the way of the rest."""

from __future__ import annotations

import argparse
import os
from datetime import date
from typing import Any

from bookings.bootstrap import open_storage
from bookings.cli import exits
from bookings.cli.explained import told
from bookings.config import settings_from
from bookings.engine.zones import is_zone
from bookings.services.explain_slots import DayQuery, explain_day, only_business
from bookings.storage import configuration_queries


def add_commands(commands: Any) -> None:
    summary = "tell, person by person, what can be booked on a day and what is in the way of the rest"
    command = commands.add_parser(
        "explain-slots",
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
    )
    command.add_argument("link", metavar="LINK", help="the booking link's id or slug")
    command.add_argument("date", metavar="DATE", type=_date, help="the day, like 2026-06-02")
    command.add_argument("--staff", metavar="ID", help="only this person")
    command.add_argument("--service", metavar="ID", help="for this service, as long as it takes")
    command.add_argument(
        "--timezone", metavar="ZONE", type=_zone, help="whose day is meant and in which times are told; "
        "without it the business's",
    )  # fmt: skip
    command.add_argument("--business", metavar="ID", help="needed where there are several")
    command.add_argument("--every", action="store_true", help="a line for every start instead of groups")
    command.set_defaults(run=run)
    exits.explain(
        command,
        "bookings explain-slots check-up 2026-06-02 --staff staff_sarah",
        {exits.REFUSED: "there is no such link, person, service or business"},
    )


def run(arguments: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    query = DayQuery(arguments.link, arguments.date, arguments.staff, arguments.service, arguments.timezone)
    storage = open_storage(settings)
    try:
        with storage.reading() as view:
            ids = configuration_queries.business_ids(view.connection)
            day = explain_day(view, only_business(ids, arguments.business), query, settings.clock())
    finally:
        storage.database.close()
    print("\n".join(told(day, arguments.every)))
    return 0


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is no date; write it like 2026-06-02') from None


def _zone(text: str) -> str:
    if not is_zone(text):
        raise argparse.ArgumentTypeError(f'"{text}" is no IANA time zone; write it like Europe/London')
    return text
