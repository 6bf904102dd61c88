"""Whether a request comes from our own Bookings API.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping

TOLERANCE_SECONDS = 5 * 60
PREFIX = "whsec_"


def key_of(secret: str) -> bytes:
    """The key in a webhook's secret, `whsec_` and base64. Raises ValueError."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(PREFIX) or len(key) < 24:
        raise ValueError("it has to be the secret of a webhook, whsec_…")
    return key


def is_genuine(
    key: bytes, headers: Mapping[str, str], body: bytes, seconds: Callable[[], float] = time.time
) -> bool:
    """Whether `body` was signed with `key` within the last five minutes, by the real time."""
    name, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (name and stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(seconds() - int(stamp)) > TOLERANCE_SECONDS:
        return False
    digest = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(digest)
    given = headers.get("webhook-signature", "").encode("utf-8", "replace").split()
    return any(hmac.compare_digest(expected, each) for each in given)
