"""A receiver on loopback that verifies what it gets with the library, and webhooks that lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import standardwebhooks
from sqlalchemy import select

from bookings.api.present import booking_data
from bookings.clock import SystemClock
from bookings.identifiers import new_webhook_secret
from bookings.integrations.webhooks.handler import Signer, WebhookHandler, webhooks_plug
from bookings.integrations.webhooks.keys import SecretKeeper
from bookings.integrations.webhooks.sending import Sender
from bookings.outbox.worker import Worker
from bookings.services.messages import Plug
from bookings.services.webhooks import EVENTS, Webhook
from bookings.storage import tables
from bookings.storage.webhooks import SqlWebhooks
from tests.bookings.integrations.calendars.loopback import Asked, Fake, Told, served
from tests.bookings.outbox.support import worker
from tests.bookings.support import Api

KEEPER = SecretKeeper(lambda: ["a secret-of-the-tests-that-is-long-enough"])
SECRET = new_webhook_secret()


class Receiver(Fake):
    """Takes what is signed with its secret, and answers 401 to anything else."""

    def __init__(self, secret: str = SECRET) -> None:
        super().__init__()
        self.secret = secret
        self.taken: list[dict[str, Any]] = []
        self.success = Told(204)

    def answer(self, asked: Asked) -> Told:
        try:
            body = standardwebhooks.Webhook(self.secret).verify(asked.body, dict(asked.headers))
        except standardwebhooks.WebhookVerificationError as error:
            return Told(401, {"error": str(error)})
        self.taken.append(body)
        return self.success

    @property
    def ids(self) -> list[str]:
        """Of all requests, also of those that failed."""
        return [asked.headers["webhook-id"] for asked in self.asked]

    @property
    def types(self) -> list[str]:
        return [body["type"] for body in self.taken]


@contextmanager
def receiving(secret: str = SECRET) -> Iterator[Receiver]:
    receiver = Receiver(secret)
    with served(receiver):
        yield receiver


def wants(api: Api, url: str, events: Sequence[str] = EVENTS, webhook_id: str = "whk_1") -> SqlWebhooks:
    """A webhook to that address."""
    store = SqlWebhooks(api.storage.database)
    store.add(Webhook(webhook_id, "dentist", url, events, KEEPER.seal(SECRET), api.clock()))
    return store


def handler(api: Api, **sender: Any) -> WebhookHandler:
    clock = api.clock
    signer = Signer(Sender(**{"allow_private": True, "seconds": 5, **sender}), KEEPER, clock, SystemClock())
    return WebhookHandler(api.storage, SqlWebhooks(api.storage.database), signer, booking_data)


def telling(api: Api, name: str = "w1", **sender: Any) -> Worker:
    """A worker that tells webhooks, of addresses on loopback too."""
    return worker(api, plug(api, **sender), name=name)


def plug(api: Api, **sender: Any) -> Plug:
    return webhooks_plug(handler(api, **sender))


def messages(api: Api) -> list[dict[str, Any]]:
    """Those for webhooks, in the order of writing."""
    ours = select(tables.outbox).where(tables.outbox.c.kind == "webhook.event").order_by(tables.outbox.c.id)
    with api.storage.database.reading() as connection:
        return [dict(row) for row in connection.execute(ours).mappings()]
