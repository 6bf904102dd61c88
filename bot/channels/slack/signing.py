"""Whether a request really comes from Slack.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping

TOLERANCE_SECONDS = 5 * 60
"""How old, or how far ahead, a request may be."""


def is_genuine(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    seconds: Callable[[], float] = time.time,
) -> bool:
    """Whether `body` was signed by Slack with `secret` within the last five minutes.

    The real time counts, also when a demonstration has moved the bot's own clock: Slack's has not moved.
    """
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(seconds() - int(stamp)) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, stamp, body).encode(), signature.encode("utf-8", "replace"))


def sign(secret: str, stamp: str, body: bytes) -> str:
    """The signature of `body` sent at `stamp` (seconds since the Unix epoch, as text)."""
    signed = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
