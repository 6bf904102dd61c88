"""Putting the parts of webhooks together; a part of `bookings.bootstrap`."""

from __future__ import annotations

from dataclasses import dataclass

from bookings.clock import SystemClock
from bookings.config import Settings
from bookings.integrations.webhooks.handler import Signer
from bookings.integrations.webhooks.keys import SecretKeeper
from bookings.integrations.webhooks.sending import Sender
from bookings.secret_key import secret_keys
from bookings.storage.database import Database
from bookings.storage.webhooks import SqlWebhooks


@dataclass(frozen=True)
class Webhooks:
    """Everything about webhooks."""

    store: SqlWebhooks
    """Where they are kept."""
    secrets: SecretKeeper
    """What seals their secrets."""
    signer: Signer
    """What sends to them."""


def make_webhooks(settings: Settings, database: Database) -> Webhooks:
    """Cheap: keys are read when they are needed."""
    secrets = SecretKeeper(lambda: secret_keys(settings.secret_key))
    sender = Sender(allow_private=settings.webhook_private)
    return Webhooks(SqlWebhooks(database), secrets, Signer(sender, secrets, settings.clock, SystemClock()))
