"""Secrets at rest: encrypted and authenticated with Fernet (AES-128-CBC, HMAC-SHA256)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class CannotOpen(Exception):
    """It was sealed with another key, or tampered with."""


class Seal:
    """The first of the keys seals; each of them opens, so that they can be replaced one after the other."""

    def __init__(self, purpose: str, keys: Callable[[], Sequence[str]]) -> None:
        """`purpose`: what is sealed for one is not opened for another, though the keys are the same.
        `keys`: asked when something is sealed or opened for the first time."""
        self._purpose = purpose
        self._keys = keys

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(_derived(key, self._purpose)) for key in self._keys()])

    def seal(self, secret: Mapping[str, Any]) -> str:
        return self._fernet.encrypt(json.dumps(secret).encode()).decode()

    def open(self, sealed: str) -> dict[str, Any]:
        """Raises CannotOpen."""
        try:
            found: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise CannotOpen from None
        return found


def _derived(key: str, purpose: str) -> bytes:
    """A key for this purpose only (RFC 5869): the same secret may serve others."""
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(
        key.encode()
    )
    return base64.urlsafe_b64encode(derived)
