"""`webhooks`: tell other programs what happens; add, list, test, rotate, disable, enable, remove."""

from __future__ import annotations

import argparse
import asyncio
import os
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bookings.cli import exits
from bookings.cli.durations import duration
from bookings.cli.table import print_table
from bookings.config import Settings, settings_from
from bookings.engine.errors import InvalidRequest, NotFound
from bookings.engine.wording import iso
from bookings.identifiers import new_webhook_id, new_webhook_secret
from bookings.services.webhooks import EVENTS, Backlog, Webhook

if TYPE_CHECKING:  # slow to import, and only needed when a command runs
    from bookings.integrations.webhooks.sending import Answer
    from bookings.webhook_wiring import Webhooks

_HEAD = ("ID", "BUSINESS", "URL", "EVENTS", "OUTBOX", "STATE")
_EXAMPLES = """\
examples:
  bookings webhooks add bright-smiles https://example.com/hooks --event booking.created
  bookings webhooks test whk_4k2v9x0q1w
  bookings webhooks list
  bookings webhooks rotate whk_4k2v9x0q1w --grace 24h

Requests are signed after Standard Webhooks. The secret is shown once, when a webhook is added or its
secret rotated. docs/webhooks.md tells how to verify them, and shows one of each event."""
_ADD = """\
Tell an address of what happens at a business: a signed POST for each event. Shows the secret with
which the receiver verifies them, once. The address must be https and public, unless
BOOKINGS_WEBHOOK_PRIVATE=1. What happened before is not told. Try it with: bookings webhooks test ID"""
_ROTATE = """\
Make a new secret and show it, once. Until the grace ends requests carry a signature by each of the
two, so that the receiver can change over without a gap; then only the new one is used. With --grace 0
the old one is not used any more, as after a leak."""
_NO_SUCH = "there is no such webhook; nothing was changed"
_ID = "the webhook's id, as webhooks list shows it"


def add_commands(commands: Any) -> None:
    command = commands.add_parser(
        "webhooks",
        help="tell other programs what happens: signed requests to their addresses",
        description="Tell other programs what happens to bookings: signed HTTP requests to their addresses.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = command.add_subparsers(title="actions", metavar="<action>", required=True)
    _add_add(actions)
    listing = exits.command(
        actions,
        "list",
        run_list,
        "list the webhooks: what they are told, and how they are",
        "List the webhooks: what each is told, what waits for it in the outbox or was put aside there, "
        "and whether it takes what it is sent. A failing one is never disabled by itself.",
        "bookings webhooks list bright-smiles",
        {},
    )
    listing.add_argument("business", nargs="?", metavar="BUSINESS", help="only this business's")
    _of_one(
        actions,
        "test",
        run_test,
        "send a signed request of the type test now, and print what came back",
        "it was not taken, or there is no such webhook",
    )
    _add_rotate(actions)
    for name, run, summary in (
        ("disable", run_disable, "tell it nothing any more; what waits for it is not sent"),
        ("enable", run_enable, "tell it again, from now on"),
        ("remove", run_remove, "forget it and its secret; what waits for it is not sent"),
    ):
        _of_one(actions, name, run, summary, _NO_SUCH)
    exits.command(
        actions,
        "reseal",
        run_reseal,
        "encrypt all secrets with the first key of BOOKINGS_SECRET_KEY",
        "Encrypt the secrets of all webhooks with the first key of BOOKINGS_SECRET_KEY, or of none.",
        "bookings webhooks reseal",
        {exits.REFUSED: "none of the keys opens one of them; nothing was changed"},
    )


def _add_add(actions: Any) -> None:
    add = exits.command(
        actions,
        "add",
        run_add,
        "tell an address of what happens at a business",
        _ADD,
        "bookings webhooks add bright-smiles https://example.com/hooks --event booking.created",
        {exits.REFUSED: "there is no such business, or the address is not right; nothing was changed"},
    )
    add.add_argument("business", metavar="BUSINESS", help="the business's id")
    add.add_argument("url", metavar="URL", help="where the requests go")
    events = "an event that is told; may be repeated; without it, all"
    add.add_argument("--event", action="append", choices=EVENTS, dest="events", help=events)


def _add_rotate(actions: Any) -> None:
    rotate = exits.command(
        actions,
        "rotate",
        run_rotate,
        "make a new secret; the old one works on for a while",
        _ROTATE,
        "bookings webhooks rotate whk_4k2v9x0q1w --grace 24h",
        {exits.REFUSED: _NO_SUCH},
    )
    rotate.add_argument("id", metavar="ID", help=_ID)
    rotate.add_argument(
        "--grace",
        type=duration,
        default=timedelta(hours=24),
        metavar="TIME",
        help="how long requests are signed with the old one too: 30m, 24h, 7d or 0 (without it, 24h)",
    )


def _of_one(actions: Any, name: str, run: Any, summary: str, refused: str) -> None:
    description = f"{summary[0].upper()}{summary[1:]}."
    example = f"bookings webhooks {name} whk_4k2v9x0q1w"
    one = exits.command(actions, name, run, summary, description, example, {exits.REFUSED: refused})
    one.add_argument("id", metavar="ID", help=_ID)


@contextmanager
def _opened() -> Iterator[tuple[Settings, Webhooks]]:
    from bookings.bootstrap import open_storage
    from bookings.webhook_wiring import make_webhooks

    settings = settings_from(os.environ)
    database = open_storage(settings).database
    try:
        yield settings, make_webhooks(settings, database)
    finally:
        database.close()


def run_add(arguments: argparse.Namespace) -> int:
    from bookings.integrations.addresses import AddressRefused

    secret = new_webhook_secret()
    with _opened() as (settings, webhooks):
        try:
            webhooks.signer.sender.ways(arguments.url)
        except AddressRefused as error:
            raise InvalidRequest(error.reason) from error
        new = Webhook(
            id=new_webhook_id(),
            business_id=arguments.business,
            url=arguments.url,
            events=[event for event in EVENTS if event in (arguments.events or EVENTS)],
            secret=webhooks.secrets.seal(secret),
            created_at=settings.clock(),
        )
        webhooks.store.add(new)
    _show(secret, f"This is the secret of {new.id}.")
    return exits.DONE


def _show(secret: str, what: str) -> None:
    print(f"{secret}\n\n{what} It is not shown again: keep it where the receiver reads it.")


def run_list(arguments: argparse.Namespace) -> int:
    with _opened() as (_settings, webhooks):
        found = webhooks.store.webhooks(arguments.business)
        backlogs = webhooks.store.backlogs()
    if found:
        print_table([_HEAD, *(_line(each, backlogs.get(each.id, Backlog())) for each in found)])
    else:
        print("There are no webhooks yet; see: bookings webhooks add --help")
    return exits.DONE


def _line(webhook: Webhook, backlog: Backlog) -> Sequence[str]:
    events = "all" if set(webhook.events) >= set(EVENTS) else ",".join(webhook.events)
    aside = f", {backlog.aside} put aside" if backlog.aside else ""
    outbox = f"{backlog.waiting} waiting{aside}"
    return webhook.id, webhook.business_id, webhook.url, events, outbox, _state(webhook)


def _state(webhook: Webhook) -> str:
    if webhook.failing_since is not None:
        state = f"FAILING since {iso(webhook.failing_since)}: {webhook.last_error}"
    else:
        state = f"works, last {iso(webhook.delivered_at)}" if webhook.delivered_at else "told nothing yet"
    return f"disabled {iso(webhook.disabled_at)}; {state}" if webhook.disabled_at else state


def run_test(arguments: argparse.Namespace) -> int:
    with _opened() as (settings, webhooks):
        webhook = webhooks.store.webhook(arguments.id)
        if webhook is None:
            raise _unknown(arguments.id)
        answer = asyncio.run(_tried(webhook, webhooks, settings))
    from bookings.integrations.webhooks.handler import status_told

    print(f"{status_told(answer.status)} after {answer.seconds:.2f} s")
    if answer.excerpt:
        shown = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in answer.excerpt)
        print(textwrap.indent(shown, "  "))
    return exits.DONE if 200 <= answer.status < 300 else exits.REFUSED


async def _tried(webhook: Webhook, webhooks: Webhooks, settings: Settings) -> Answer:
    from bookings.integrations.addresses import AddressRefused
    from bookings.integrations.webhooks.handler import body_of
    from bookings.integrations.webhooks.keys import SecretLost
    from bookings.integrations.webhooks.sending import NoAnswer

    body = body_of("test", iso(settings.clock()), {"webhook_id": webhook.id})
    message_id = f"msg_test_{new_webhook_id()[4:]}"
    print(f"POST {webhook.url}\nwebhook-id: {message_id}\n{body}\n", flush=True)
    try:
        return await webhooks.signer.send(webhook, message_id, body)
    except (AddressRefused, NoAnswer, SecretLost) as error:
        raise InvalidRequest(error.reason) from error


def run_rotate(arguments: argparse.Namespace) -> int:
    secret = new_webhook_secret()
    with _opened() as (settings, webhooks):
        until = settings.clock() + arguments.grace
        if not webhooks.store.replace_secret(arguments.id, webhooks.secrets.seal(secret), until):
            raise _unknown(arguments.id)
    grace = f"is used as well until {iso(until)}" if arguments.grace else "is not used any more"
    _show(secret, f"This is the new secret of {arguments.id}; the old one {grace}.")
    return exits.DONE


def run_disable(arguments: argparse.Namespace) -> int:
    return _changed(arguments.id, True, "is told nothing any more")


def run_enable(arguments: argparse.Namespace) -> int:
    return _changed(arguments.id, False, "is told of what happens from now on")


def _changed(webhook_id: str, is_off: bool, done: str) -> int:
    with _opened() as (settings, webhooks):
        if not webhooks.store.change(webhook_id, disabled_at=settings.clock() if is_off else None):
            raise _unknown(webhook_id)
    print(f"{webhook_id} {done}.")
    return exits.DONE


def run_remove(arguments: argparse.Namespace) -> int:
    with _opened() as (_settings, webhooks):
        if not webhooks.store.remove(arguments.id):
            raise _unknown(arguments.id)
    print(f"{arguments.id} is forgotten.")
    return exits.DONE


def run_reseal(_: argparse.Namespace) -> int:
    from bookings.integrations.webhooks.keys import SecretLost

    with _opened() as (_settings, webhooks):
        renew = webhooks.secrets.renewed
        try:
            renewed = [
                (each, renew(each.secret), renew(each.old_secret) if each.old_secret else None)
                for each in webhooks.store.webhooks()
            ]
        except SecretLost as error:
            raise InvalidRequest(error.reason) from error
        webhooks.store.reseal(renewed)
    print(f"Encrypted anew: {len(renewed)}. For webhooks the other keys of BOOKINGS_SECRET_KEY may go.")
    return exits.DONE


def _unknown(webhook_id: str) -> NotFound:
    return NotFound(f'There is no webhook "{webhook_id}"; see: bookings webhooks list')
