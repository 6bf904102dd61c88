"""`services.page_forms.Forms`, signed with a secret (itsdangerous: HMAC, one salt for each purpose)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from bookings.services.page_forms import PageForm

LONGEST_TOKEN = 2000


class SignedForms:
    def __init__(self, secret_keys: Sequence[str]) -> None:
        """`secret_keys`: the first signs; what another has signed is still known."""
        self._secrets = list(reversed(secret_keys))

    def new_key(self) -> str:
        return secrets.token_urlsafe(16)

    def sign(self, form: PageForm) -> str:
        stated = [form.business_id, form.link_id, form.starts, form.key, int(form.until.timestamp())]
        return str(self._serializer(form.purpose).dumps(stated))

    def read(self, purpose: str, token: str) -> PageForm | None:
        try:
            if len(token) > LONGEST_TOKEN:
                return None
            business_id, link_id, starts, key, until = self._serializer(purpose).loads(token)
            ends_at = datetime.fromtimestamp(until, UTC)
            return PageForm(purpose, business_id, link_id, tuple(starts), key, ends_at)
        except (BadData, ValueError, TypeError, OverflowError):
            return None

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        signer = {"key_derivation": "hmac", "digest_method": sha256}
        return URLSafeSerializer(self._secrets, salt=f"bookings.form.{purpose}", signer_kwargs=signer)
