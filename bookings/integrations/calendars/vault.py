"""Credentials at rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bookings.integrations.sealing import CannotOpen, Seal
from bookings.services.calendars.errors import Broken


class FernetVault:
    """`services.calendars.ports.Vault`. The first secret seals; each of them opens, so that they can be
    replaced one after the other."""

    def __init__(self, secrets: Callable[[], Sequence[str]]) -> None:
        """`secrets`: asked when something is sealed or opened for the first time."""
        self._seal = Seal("bookings: credentials of calendars", secrets)

    def seal(self, secret: Mapping[str, Any]) -> str:
        return self._seal.seal(secret)

    def open(self, sealed: str) -> dict[str, Any]:
        try:
            return self._seal.open(sealed)
        except CannotOpen:
            raise Broken(
                "BOOKINGS_SECRET_KEY is not the one that its credentials were stored with. "
                "Put the old key back, beside the new one, or connect the calendar again."
            ) from None

    def renewed(self, sealed: str) -> str:
        """Sealed with the first secret. Raises Broken."""
        return self.seal(self.open(sealed))
