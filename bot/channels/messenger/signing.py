"""Whether a request really comes from Facebook.

Source: https://developers.facebook.com/docs/messenger-platform/webhooks#validate-payloads
"""

from __future__ import annotations

import hashlib
import hmac


def sign(secret: str, body: bytes) -> str:
    """The signature of `body` with the app's secret; the older one with SHA-1 is not looked at."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_genuine(secret: str, body: bytes, signature: str) -> bool:
    """Whether `body` was signed with the app's secret."""
    return hmac.compare_digest(sign(secret, body).encode(), signature.encode("utf-8", "replace"))
