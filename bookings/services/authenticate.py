"""Who is calling, and whether their key allows what they ask."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from bookings.engine.errors import Forbidden, Unauthorized
from bookings.services.ports import Caller, Reading

READ = "bookings:read"
WRITE = "bookings:write"
SCOPES = (READ, WRITE)

_HOW = "Send the header: Authorization: Bearer <key>."


def key_hash(key: str) -> str:
    """What is stored of a key. Keys are long and random, so a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def authenticate(
    view: Reading, header: str | None, scope: str, now: datetime, waiting_key_hash: str | None = None
) -> Caller:
    """Raises Unauthorized (no key, unknown, revoked, expired), Forbidden (the scope is missing).

    The key that waits for its business is let in until one has taken it, and sees an empty one.
    Keys are found by their hash and compared in constant time, so that how long a refusal takes
    tells nothing of a key.
    """
    if not header:
        raise Unauthorized(f"No API key. {_HOW}")
    scheme, _, key = header.partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise Unauthorized(f"The Authorization header is not of the form that is needed. {_HOW}")
    wanted = key_hash(key)
    record = view.key(wanted)
    if record is None and waiting_key_hash and hmac.compare_digest(waiting_key_hash, wanted):
        return Caller(business_id="", key_id="", scopes=frozenset(SCOPES))
    if record is None or not hmac.compare_digest(record.hash, wanted) or not record.works(now):
        raise Unauthorized("This API key is not known, has expired, or has been revoked.")
    if scope not in record.caller.scopes:
        scopes = ", ".join(sorted(record.caller.scopes)) or "none"
        raise Forbidden(f"This API key lacks the scope {scope}; it has {scopes}.", {"required_scope": scope})
    return record.caller
