"""The secrets with which webhooks are signed: at rest, and in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import standardwebhooks

from bookings.integrations.sealing import CannotOpen, Seal

_LOST = (
    "BOOKINGS_SECRET_KEY is not the one that its secret was stored with. "
    "Put the old key back, beside the new one, or rotate the secret."
)


class SecretLost(Exception):
    """`reason`: for the operator."""

    def __init__(self) -> None:
        super().__init__(_LOST)
        self.reason = _LOST


class SecretKeeper:
    """Seals and opens the secrets of webhooks."""

    def __init__(self, keys: Callable[[], Sequence[str]]) -> None:
        """`keys`: asked when something is sealed or opened for the first time."""
        self._seal = Seal("bookings: secrets of webhooks", keys)

    def seal(self, secret: str) -> str:
        return self._seal.seal({"secret": secret})

    def open(self, sealed: str) -> str:
        """Raises SecretLost."""
        try:
            return str(self._seal.open(sealed)["secret"])
        except CannotOpen:
            raise SecretLost from None

    def renewed(self, sealed: str) -> str:
        """Sealed with the first key. Raises SecretLost."""
        return self.seal(self.open(sealed))


def signed_headers(
    secrets: Sequence[str], message_id: str, sent_at: datetime, body: str
) -> Mapping[str, str]:
    """The headers of Standard Webhooks, with a signature for each secret.

    `sent_at`: real time, since the receiver refuses what is minutes away from its own.
    """
    signatures = [standardwebhooks.Webhook(each).sign(message_id, sent_at, body) for each in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
