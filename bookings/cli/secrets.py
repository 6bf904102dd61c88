"""`secrets`: replace the key that encrypts what is stored."""

from __future__ import annotations

import argparse
import os
from typing import Any

from bookings.bootstrap import open_storage
from bookings.calendar_wiring import make_calendars
from bookings.cli import exits
from bookings.config import settings_from
from bookings.engine.errors import InvalidRequest
from bookings.integrations.webhooks.keys import SecretLost
from bookings.services.calendars.errors import Broken
from bookings.webhook_wiring import make_webhooks


def add_commands(commands: Any) -> None:
    command = commands.add_parser("secrets", help="replace the key that encrypts what is stored")
    command.description = "Replace the key that encrypts what is stored. See docs/data-protection.md."
    actions = command.add_subparsers(title="actions", metavar="<action>", required=True)
    exits.command(
        actions,
        "rotate",
        run_rotate,
        "encrypt everything that is stored with the first key of BOOKINGS_SECRET_KEY",
        "Encrypt everything that is stored, the access to calendars and the secrets of webhooks, with the "
        "first key of BOOKINGS_SECRET_KEY. Put the new key in front of the old one first, and start the API "
        "and the workers with both.",
        "BOOKINGS_SECRET_KEY=new,old bookings secrets rotate",
        {exits.REFUSED: "none of the keys opens one of them; nothing was changed"},
    )


def run_rotate(_: argparse.Namespace) -> int:
    settings = settings_from(os.environ)
    database = open_storage(settings).database
    try:
        calendars, webhooks = make_calendars(settings, database), make_webhooks(settings, database)
        renew = webhooks.secrets.renewed
        try:
            accesses = [
                (each, calendars.vault.renewed(each.credentials)) for each in calendars.store.calendars()
            ]
            secrets = [
                (each, renew(each.secret), renew(each.old_secret) if each.old_secret else None)
                for each in webhooks.store.webhooks()
            ]
        except (Broken, SecretLost) as error:
            raise InvalidRequest(error.reason) from error
        calendars.store.reseal(accesses)
        webhooks.store.reseal(secrets)
    finally:
        database.close()
    print(
        f"Encrypted anew: {len(accesses)} calendars, {len(secrets)} webhooks. The other keys of "
        "BOOKINGS_SECRET_KEY are needed only for links in mails that were sent before."
    )
    return exits.DONE
