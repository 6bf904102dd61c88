"""The secret that signs links in e-mails and encrypts the access to calendars: chosen by the person, else
made once and kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bookings.engine.errors import ConfigurationError

SHORTEST = 32
FILE = Path(__file__).resolve().parents[1] / "var" / "secret-key"
"""Of the project, from whatever folder a command is given."""


def secret_keys(chosen: str | None, file: Path = FILE) -> list[str]:
    """The newest first, so that a secret can be replaced: the others still open what they closed.

    Raises ConfigurationError as `secret_key` does."""
    if chosen is None:
        return [secret_key(None, file)]
    return [secret_key(each.strip(), file) for each in chosen.split(",")]


def secret_key(chosen: str | None, file: Path = FILE) -> str:
    """`chosen`, else what the file holds, which is made if missing and readable by its owner only.

    Raises ConfigurationError if it is too short to be secret, or the file cannot be read or made.
    """
    if chosen is not None:
        return _checked(chosen, "BOOKINGS_SECRET_KEY")
    try:
        return _checked(file.read_text(encoding="utf-8").strip(), str(file))
    except FileNotFoundError:
        return _made(file)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None


def _checked(key: str, where: str) -> str:
    if len(key) < SHORTEST:
        raise ConfigurationError(f"{where} must hold at least {SHORTEST} characters that nobody can guess.")
    return key


def _made(file: Path) -> str:
    """Whole or not at all, whoever else makes it at the same moment."""
    key = secrets.token_urlsafe(48)
    own = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as sink:
            sink.write(key + "\n")
        os.link(own, file)  # fails if there is one by now, where a rename would replace it
    except FileExistsError:
        return secret_key(None, file)
    except OSError as error:
        raise ConfigurationError(
            f"{file} cannot be made: {error.strerror}. Set BOOKINGS_SECRET_KEY instead."
        ) from None
    finally:
        own.unlink(missing_ok=True)
    return key
