"""Keys that are made once when the person has not chosen them: for the Bookings API, for sessions."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from tools.console import Problem
from tools.paths import VAR

SHORTEST = 20


def bot_key(given: Mapping[str, str], file: Path = VAR / "api-key") -> str:
    """BOOKINGS_API_KEY, else the key kept in var/api-key, readable by its owner only; made when missing."""
    return given.get("BOOKINGS_API_KEY", "").strip() or kept(file, "bk_", "BOOKINGS_API_KEY")


def session_key(given: Mapping[str, str], file: Path = VAR / "session-key") -> str:
    """BOT_SESSION_KEY, which signs the chat widget's sessions, else the key kept in var/session-key."""
    return given.get("BOT_SESSION_KEY", "").strip() or kept(file, "sk_", "BOT_SESSION_KEY")


def kept(file: Path, prefix: str, setting: str) -> str:
    """The key in `file`; made when there is none. `setting`: what names one instead."""
    try:
        found = file.read_text().strip()
    except FileNotFoundError:
        return _create(file, prefix, setting)
    if len(found) < SHORTEST:
        raise Problem(f"{file} holds no key. Remove it (a new one is made), or set {setting}.")
    return found


def _create(file: Path, prefix: str, setting: str) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    key = prefix + secrets.token_urlsafe(32)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # made by another process a moment ago
        return kept(file, prefix, setting)
    with os.fdopen(descriptor, "w") as sink:
        sink.write(key + "\n")
    return key
