"""Credentials at rest: encrypted and authenticated with Fernet (AES-128-CBC, HMAC-SHA256)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bookings.services.calendars.errors import Broken

_PURPOSE = b"bookings: credentials of calendars"


class FernetVault:
    """`services.calendars.ports.Vault`. The first secret seals; each of them opens, so that they can be
    replaced one after the other."""

    def __init__(self, secrets: Callable[[], Sequence[str]]) -> None:
        """`secrets`: asked when something is sealed or opened for the first time."""
        self._secrets = secrets

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(_key(secret)) for secret in self._secrets()])

    def seal(self, secret: Mapping[str, Any]) -> str:
        return self._fernet.encrypt(json.dumps(secret).encode()).decode()

    def open(self, sealed: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise Broken(
                "BOOKINGS_SECRET_KEY is not the one that its credentials were stored with. "
                "Put the old key back, beside the new one, or connect the calendar again."
            ) from None
        return found

    def renewed(self, sealed: str) -> str:
        """Sealed with the first secret. Raises Broken."""
        return self.seal(self.open(sealed))


def _key(secret: str) -> bytes:
    """A key for this purpose only (RFC 5869): the same secret may serve others."""
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
