"""Make, rotate and revoke API keys by hand; what the business file says of keys is in `apply_keys`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bookings.engine.errors import Conflict, NotFound
from bookings.engine.wording import iso


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key as the command line shows it."""

    id: str
    """Its id, which is no secret."""
    business_id: str
    """Whom it lets in."""
    name: str
    """What it is for."""
    hash: str
    """SHA-256 of the key, hexadecimal."""
    scopes: tuple[str, ...]
    """What it allows, sorted."""
    source: str
    """"file", kept in step by the business file, or "cli"."""
    created_at: datetime
    """When it was made."""
    last_used_at: datetime | None = None
    """When it was last used, to the minute or so."""
    revoked_at: datetime | None = None
    """When it was revoked."""
    expires_at: datetime | None = None
    """From when on it does not work any more; None: it has no end."""
    replaced_by: str | None = None
    """The id of the key that a rotation made of it."""
    line_id: str | None = None
    """The key that a line of rotations began with; None: this one."""

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class KeyKeeping(Protocol):
    """The part of a transaction that keeps keys."""

    def kept(self, key_id: str) -> KeptKey | None:
        """The key, which nobody else changes until the transaction's end."""
        ...

    def add(self, key: KeptKey) -> None: ...

    def change(self, key: KeptKey) -> None:
        """Store everything of the key anew, by its id."""
        ...


def rotate_key(
    unit: KeyKeeping,
    key_id: str,
    new_id: str,
    new_hash: str,
    now: datetime,
    grace: timedelta,
    expires_at: datetime | None = None,
) -> tuple[KeptKey, KeptKey]:
    """The old key, which works until the grace ends, and its successor, which can do the same.

    Without `expires_at` the successor lives as long as the old one was to live. Raises NotFound (no
    such key, or none that works), Conflict (it has been rotated already).
    """
    old = _working(unit, key_id, now)
    if old.replaced_by is not None:
        raise Conflict(f"{old.id} has been rotated already, to {old.replaced_by}: rotate that one.")
    if expires_at is None and old.expires_at is not None:
        expires_at = now + (old.expires_at - old.created_at)
    new = KeptKey(
        new_id,
        old.business_id,
        old.name,
        new_hash,
        old.scopes,
        "cli",
        now,
        expires_at=expires_at,
        line_id=old.line_id or old.id,
    )
    ends_at = min(now + grace, old.expires_at) if old.expires_at else now + grace
    old = replace(old, expires_at=ends_at, replaced_by=new.id)
    unit.add(new)
    unit.change(old)
    return old, new


def revoke_key(unit: KeyKeeping, key_id: str, now: datetime) -> KeptKey:
    """The key, which does not work any more. Raises NotFound as `rotate_key` does."""
    key = replace(_working(unit, key_id, now), revoked_at=now)
    unit.change(key)
    return key


def _working(unit: KeyKeeping, key_id: str, now: datetime) -> KeptKey:
    key = unit.kept(key_id)
    if key is None:
        raise NotFound(f'There is no key "{key_id}"; see: bookings keys list')
    if not key.works(now):
        ended = f"revoked on {iso(key.revoked_at)}" if key.revoked_at else "past its end"
        raise NotFound(f"{key_id} no longer works: it is {ended}. Keys that still work: bookings keys list")
    return key
