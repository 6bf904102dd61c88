"""Ids, references and keys, drawn from the system's source of randomness."""

from __future__ import annotations

import base64
import secrets

REFERENCE_ALPHABET = "23456789BCDFGHJKQRTVWXZ"
"""What people can read out and type: no look-alikes, no vowels that make words."""
_ID_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def _draw(alphabet: str, length: int) -> str:
    """One draw for all characters: each draw asks the system."""
    number, drawn = secrets.randbelow(len(alphabet) ** length), []
    for _ in range(length):
        number, place = divmod(number, len(alphabet))
        drawn.append(alphabet[place])
    return "".join(drawn)


class RandomIdentifiers:
    """`services.ports.Identifiers` by chance."""

    def booking_id(self) -> str:
        """ "bk_" and 82 bits."""
        return "bk_" + _draw(_ID_ALPHABET, 16)

    def hold_id(self) -> str:
        """ "hold_" and 82 bits."""
        return "hold_" + _draw(_ID_ALPHABET, 16)

    def entry_id(self) -> str:
        """ "wl_" and 82 bits."""
        return "wl_" + _draw(_ID_ALPHABET, 16)

    def offer_id(self) -> str:
        """ "offer_" and 82 bits."""
        return "offer_" + _draw(_ID_ALPHABET, 16)

    def proof_id(self) -> str:
        """ "proof_" and 82 bits."""
        return "proof_" + _draw(_ID_ALPHABET, 16)

    def handover_id(self) -> str:
        """ "handover_" and 82 bits."""
        return "handover_" + _draw(_ID_ALPHABET, 16)

    def reference(self) -> str:
        """Eight characters; people see them with a hyphen in the middle."""
        return _draw(REFERENCE_ALPHABET, 8)


def new_key_id() -> str:
    return "key_" + _draw(_ID_ALPHABET, 10)


def new_calendar_id() -> str:
    return "cal_" + _draw(_ID_ALPHABET, 10)


def new_webhook_id() -> str:
    return "whk_" + _draw(_ID_ALPHABET, 10)


def new_webhook_secret() -> str:
    """192 bits, written as Standard Webhooks does: the base64 after the prefix is what signs."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def new_api_key() -> str:
    """190 bits: nobody guesses it, so a fast hash of it is enough to store."""
    return "bk_live_" + secrets.token_urlsafe(24)
