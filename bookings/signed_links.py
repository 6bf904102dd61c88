"""`services.links.Links`, signed with a secret (itsdangerous: HMAC, one salt for each purpose)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from bookings.services.links import Grant, LinkExpired, LinkInvalid

LONGEST_TOKEN = 1000


class SignedLinks:
    """Links at `public_url` + "/b/<purpose>/<token>"."""

    def __init__(self, secrets: Sequence[str], public_url: str) -> None:
        """`secrets`: the first signs; what another has signed is still known."""
        self._secrets = list(reversed(secrets))
        self._base = public_url.rstrip("/")

    def address(self, grant: Grant) -> str:
        stated = [grant.business_id, grant.subject_id, int(grant.until.timestamp())]
        token = self._serializer(grant.purpose).dumps(stated)
        return f"{self._base}/b/{grant.purpose}/{token}"

    def read(self, purpose: str, token: str, now: datetime) -> Grant:
        try:
            if len(token) > LONGEST_TOKEN:
                raise ValueError
            business_id, subject_id, until = self._serializer(purpose).loads(token)
            grant = Grant(purpose, business_id, subject_id, datetime.fromtimestamp(until, UTC))
        except (BadData, ValueError, TypeError, OverflowError):
            raise LinkInvalid("This link is not complete, or not one of ours.") from None
        if now >= grant.until:
            raise LinkExpired("This link has expired.")
        return grant

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        """The salt keeps a token for one purpose from being taken for another."""
        signer = {"key_derivation": "hmac", "digest_method": sha256}
        return URLSafeSerializer(self._secrets, salt=f"bookings.link.{purpose}", signer_kwargs=signer)
