"""Delivers the outbox's messages to webhooks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from bookings.engine.booking import Booking
from bookings.integrations.addresses import AddressRefused
from bookings.integrations.waiting import wait_of
from bookings.integrations.webhooks.keys import SecretKeeper, SecretLost, signed_headers
from bookings.integrations.webhooks.sending import Answer, NoAnswer, Sender
from bookings.services.hand_over import REQUESTED, handover_data
from bookings.services.messages import GiveUp, Message, Plug, RetryLater, RetryPolicy
from bookings.services.ports import Clock, Storage
from bookings.services.webhooks import EVENTS, KIND, Webhook, WebhookStore, webhook_messages

POLICY = RetryPolicy(
    first_pause=timedelta(seconds=5), longest_pause=timedelta(hours=4), give_up_after=timedelta(days=4)
)
LEFT_ALONE = timedelta(seconds=30)
"""Whoever does not answer is not asked for so long, so that waiting for one takes no places of the others."""
NOTED_EVERY = timedelta(minutes=1)
_MORE = {"from": "previous", "minutes_before": "minutes_before"}
_HEADERS = {"Content-Type": "application/json", "User-Agent": "Bookings-Webhooks/1"}


@dataclass(frozen=True)
class Signer:
    """Sends a body to a webhook, signed."""

    sender: Sender
    """How it leaves."""
    secrets: SecretKeeper
    """What opens its secrets."""
    clock: Clock
    """The program's time, for graces."""
    real_time: Callable[[], datetime]
    """The receiver's time, for signatures: BOOKINGS_NOW has no part in it."""

    async def send(self, webhook: Webhook, message_id: str, body: str) -> Answer:
        """Raises SecretLost, AddressRefused, NoAnswer."""
        newest, *older = webhook.sealed_secrets(self.clock())
        secrets = [self.secrets.open(newest), *self._openable(older)]
        signed = signed_headers(secrets, message_id, self.real_time(), body)
        return await self.sender.post(webhook.url, {**_HEADERS, **signed}, body)

    def _openable(self, sealed: Sequence[str]) -> Iterator[str]:
        """A lost secret that was replaced for that very reason is no hindrance."""
        for each in sealed:
            with suppress(SecretLost):
                yield self.secrets.open(each)


def body_of(kind: str, at: str, data: Any, **more: Any) -> str:
    """As Standard Webhooks recommends: type, timestamp of what happened, data."""
    return json.dumps({"type": kind, "timestamp": at, **more, "data": data}, ensure_ascii=False)


@dataclass(frozen=True)
class WebhookHandler:
    """`services.messages.Handler` for webhooks."""

    storage: Storage
    """Where bookings are read."""
    store: WebhookStore
    """Where webhooks are kept."""
    signer: Signer
    """How bodies leave."""
    shown: Callable[[Booking], Mapping[str, Any]]
    """A booking as the API shows it."""
    kinds: frozenset[str] = frozenset({KIND})
    """What it delivers."""
    at_once: int = 16
    """Requests at the same time."""
    policy: RetryPolicy = POLICY
    """When it tries again."""
    quiet: dict[str, datetime] = field(default_factory=dict)
    """By webhook, until when it is left alone; of this process."""

    async def deliver(self, message: Message) -> str | None:
        webhook = await asyncio.to_thread(self.store.webhook, message.payload["webhook_id"])
        if webhook is None or webhook.disabled_at is not None:
            return "The webhook was removed." if webhook is None else "The webhook was disabled."
        self._respect(webhook)
        body = await asyncio.to_thread(self._body, message)
        try:
            answer = await self.signer.send(webhook, message.payload["message_id"], body)
            self._judge(webhook, answer)
        except (RetryLater, GiveUp, NoAnswer, AddressRefused, SecretLost) as error:
            raise await self._failed(webhook, error) from error
        await self._succeeded(webhook)
        return None

    def _respect(self, webhook: Webhook) -> None:
        until, now = self.quiet.get(webhook.id), self.signer.clock()
        if until is not None and now < until:
            raise RetryLater(webhook.last_error or "It is left alone for a while.", until - now)

    def _body(self, message: Message) -> str:
        told = message.payload
        if told["event"] == REQUESTED:
            return body_of(told["event"], told["at"], self._handover(message))
        if message.booking_id is None:
            return body_of(told["event"], told["at"], told["data"])
        with self.storage.reading() as view:
            booking = view.booking(message.business_id, message.booking_id)
        if booking is None:
            raise GiveUp("The booking is not there any more.")
        more = {"version": booking.version}
        more |= {name: told[kept] for kept, name in _MORE.items() if kept in told}
        return body_of(told["event"], told["at"], self.shown(booking), **more)

    def _handover(self, message: Message) -> Mapping[str, Any]:
        """What was said is read when it is told: messages hold ids only."""
        with self.storage.reading() as view:
            found = view.handovers.handover(message.business_id, message.payload["data"]["handover_id"])
        if found is None:
            raise GiveUp("What was said is kept no longer.")
        return handover_data(found)

    def _judge(self, webhook: Webhook, answer: Answer) -> None:
        """Raises what follows from an answer that is no success."""
        if 200 <= answer.status < 300:
            return
        told = status_told(answer.status)
        if answer.status == HTTPStatus.GONE:
            raise GiveUp(f"{told}: it wants no more. See: bookings webhooks disable")
        if 300 <= answer.status < 400:
            raise RetryLater(
                f"{told}: redirects are not followed; the webhook needs the address it leads to."
            )
        after = wait_of(answer.headers.get("Retry-After"), answer.headers.get("Date"))
        if after is not None and answer.status in (429, 503):
            self.quiet[webhook.id] = self.signer.clock() + after
        raise RetryLater(told, after)

    async def _failed(self, webhook: Webhook, error: Exception) -> RetryLater | GiveUp:
        reason: str = getattr(error, "reason", str(error))
        now = self.signer.clock()
        await asyncio.to_thread(self.store.note_failed, webhook.id, reason, now)
        if isinstance(error, RetryLater | GiveUp):
            return error
        if isinstance(error, NoAnswer):
            self.quiet[webhook.id] = now + LEFT_ALONE
        return RetryLater(reason)

    async def _succeeded(self, webhook: Webhook) -> None:
        """Noted when it is news, which spares most deliveries a transaction."""
        self.quiet.pop(webhook.id, None)
        now, last = self.signer.clock(), webhook.delivered_at
        if webhook.failing_since is not None or last is None or now - last >= NOTED_EVERY:
            await asyncio.to_thread(self.store.note_delivered, webhook.id, now)


def status_told(status: int) -> str:
    """ "503 Service Unavailable"."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def webhooks_plug(handler: WebhookHandler) -> Plug:
    return Plug(consequences={kind: [webhook_messages] for kind in EVENTS}, handlers=[handler])
