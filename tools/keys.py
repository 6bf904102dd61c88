"""The key with which the bot calls the Bookings API, made once when the person has not chosen one."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from tools.console import Problem
from tools.paths import VAR

SHORTEST = 20


def bot_key(given: Mapping[str, str], file: Path = VAR / "api-key") -> str:
    """BOOKINGS_API_KEY, else the key kept in var/api-key, readable by its owner only; made when missing."""
    chosen = given.get("BOOKINGS_API_KEY", "").strip()
    if chosen:
        return chosen
    try:
        kept = file.read_text().strip()
    except FileNotFoundError:
        return _create(file)
    if len(kept) < SHORTEST:
        raise Problem(f"{file} holds no key. Remove it (a new one is made), or set BOOKINGS_API_KEY.")
    return kept


def _create(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    key = "bk_" + secrets.token_urlsafe(32)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # made by another process a moment ago
        return bot_key({}, file)
    with os.fdopen(descriptor, "w") as sink:
        sink.write(key + "\n")
    return key
