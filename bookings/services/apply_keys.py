"""Make the stored API keys of one business agree with its business file.

Keys made on the command line stay as they are, unless the file names the same key. A key that has
been rotated works until its grace ends, whether the file names it still or already its successor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bookings.business_file import ApiKey, BusinessFile, BusinessFileError, Mistake
from bookings.services.authenticate import key_hash
from bookings.services.counts import Counts

FROM_FILE = "file"
"""The source of keys that the business file keeps."""

UNNAMED = "file, no longer named"
"""The source of keys that the file named once; only these come back when they are named again,
since a key that somebody revoked stays revoked for good."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as it is stored."""

    id: str
    """Its row's id."""
    business_id: str
    """Whom it lets in."""
    name: str
    """As the file or the command line named it."""
    hash: str
    """SHA-256, hexadecimal."""
    scopes: tuple[str, ...]
    """What it allows."""
    source: str
    """FROM_FILE, UNNAMED or `cli`."""
    is_revoked: bool
    """Whether it no longer works."""
    expires_at: datetime | None = None
    """From when on it does not work any more; None: it has no end."""


class KeyWriting(Protocol):
    """The part of a transaction that changes keys."""

    def keys(self, business_id: str, hashes: Sequence[str]) -> Sequence[StoredKey]:
        """The business's keys, and any business's keys with one of these hashes."""
        ...

    def add_key(self, key: StoredKey, now: datetime) -> None: ...

    def change_key(self, key: StoredKey, now: datetime) -> None:
        """Store everything of the key anew, by its id."""
        ...


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A key of the file with its value's hash."""

    key: ApiKey
    hash: str

    def stored(self, business_id: str, row_id: str, expires_at: datetime | None) -> StoredKey:
        scopes = tuple(sorted(self.key.scopes))
        return StoredKey(
            row_id, business_id, self.key.name, self.hash, scopes, FROM_FILE, False, expires_at=expires_at
        )


def put_keys(
    unit: KeyWriting,
    file: BusinessFile,
    environment: Mapping[str, str],
    now: datetime,
    new_key_id: Callable[[], str],
    take_keys: bool,
) -> Counts:
    """Raises BusinessFileError for a variable that cannot be used and for a key that is another's."""
    business_id, wanted = file.business.id, _hashed(file, environment)
    stored = unit.keys(business_id, [one.hash for one in wanted])
    mistakes = [_mistake(one, stored, business_id, take_keys, now) for one in wanted]
    if found := [mistake for mistake in mistakes if mistake]:
        raise BusinessFileError(file.name, found)
    rows = _matched(wanted, stored, business_id)
    counts = Counts()
    for one in wanted:
        old = rows.get(one.hash)
        new = one.stored(business_id, old.id if old else new_key_id(), old.expires_at if old else None)
        counts += _put(unit, old, new, now)
    kept = {row.id for row in rows.values()}
    for key in stored:
        if _is_kept_by_file(key, business_id) and key.id not in kept:
            unit.change_key(replace(key, is_revoked=True, source=UNNAMED), now)
            counts += Counts(archived=1)
    return counts


def _put(unit: KeyWriting, old: StoredKey | None, new: StoredKey, now: datetime) -> Counts:
    if old is None:
        unit.add_key(new, now)
        return Counts(added=1)
    if old == new:
        return Counts()
    unit.change_key(new, now)
    comes_back = old.is_revoked or old.business_id != new.business_id
    return Counts(added=1) if comes_back else Counts(changed=1)


def _hashed(file: BusinessFile, environment: Mapping[str, str]) -> list[_Wanted]:
    """The file's keys with their hashes; all variables that cannot be used are told at once."""
    mistakes: list[Mistake] = []
    found: dict[str, ApiKey] = {}
    for key in file.api_keys:
        value = environment.get(key.key_env, "")
        digest = key_hash(value)
        if problem := _unusable(key, value, found.get(digest)):
            mistakes.append(key.key_env.place.mistake(problem))
        found.setdefault(digest, key)
    if mistakes:
        raise BusinessFileError(file.name, mistakes)
    return [_Wanted(key, digest) for digest, key in found.items()]


def _unusable(key: ApiKey, value: str, same: ApiKey | None) -> str | None:
    variable = f"the environment variable {key.key_env}"
    if not value:
        return f"{variable} is not set, expected the key in it"
    if not value.isascii() or not value.isprintable() or " " in value:
        return f"{variable} holds spaces or special characters, expected a key without any"
    return f'{variable} holds the key of "{same.name}", expected another key' if same else None


def _mistake(
    wanted: _Wanted, stored: Sequence[StoredKey], business_id: str, take_keys: bool, now: datetime
) -> Mistake | None:
    """Why the key cannot become this business's, if it cannot."""
    same = next((key for key in stored if key.hash == wanted.hash), None)
    message = None
    if same and same.is_revoked and same.source != UNNAMED:
        message = f'the key in {wanted.key.key_env} has been revoked (as "{same.name}"), expected another key'
    elif same and same.expires_at is not None and same.expires_at <= now:
        message = (
            f'the key in {wanted.key.key_env} has expired (as "{same.name}"), expected another key, '
            "such as the one that took its place in a rotation"
        )
    elif same and same.business_id != business_id and not same.is_revoked and not take_keys:
        message = (
            f'the key in {wanted.key.key_env} already lets into the business "{same.business_id}", '
            "and a key lets into one business; use another key, or apply with --take-keys "
            "(make apply: TAKE_KEYS=1)"
        )
    return wanted.key.key_env.place.mistake(message) if message else None


def _matched(
    wanted: Sequence[_Wanted], stored: Sequence[StoredKey], business_id: str
) -> dict[str, StoredKey]:
    """The row that each wanted key already has, by hash: that of the same key, else of the same name."""
    by_hash = {key.hash: key for key in stored}
    rows = {one.hash: by_hash[one.hash] for one in wanted if one.hash in by_hash}
    taken = {row.id for row in rows.values()}
    by_name = {key.name: key for key in stored if _is_kept_by_file(key, business_id) and key.id not in taken}
    renewed = {one.hash: by_name[one.key.name] for one in wanted if one.key.name in by_name}
    return renewed | rows


def _is_kept_by_file(key: StoredKey, business_id: str) -> bool:
    """A key that is to end anyway is left to its end."""
    is_live = not key.is_revoked and key.expires_at is None
    return key.source == FROM_FILE and key.business_id == business_id and is_live
