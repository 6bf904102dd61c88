"""Whether a request really comes from Twilio.

Source: https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable


def sign(token: str, address: str, fields: Iterable[tuple[str, str]]) -> str:
    """The signature of a form posted to `address`: the fields in order, names and values run together."""
    signed = address + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), signed.encode("utf-8", "replace"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_genuine(token: str, address: str, fields: Iterable[tuple[str, str]], signature: str) -> bool:
    """Whether Twilio signed this form with the account's `token` for `address`, as Twilio knows it."""
    return hmac.compare_digest(sign(token, address, fields).encode(), signature.encode("utf-8", "replace"))
