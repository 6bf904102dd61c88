"""The settings of a provider's channel: all of them, or none, and then the channel is closed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from rasa.shared.exceptions import InvalidConfigException


def settings(
    channel: str, needed: Sequence[str], environ: Mapping[str, str] | None = None
) -> dict[str, str] | None:
    """The values of the environment variables `needed`; None when none of them is set.

    Raises InvalidConfigException, which Rasa tells when it starts, when only some are.
    """
    source = os.environ if environ is None else environ
    found = {name: source.get(name, "").strip() for name in needed}
    missing = [name for name in needed if not found[name]]
    if len(missing) == len(needed):
        return None
    if missing:
        given = ", ".join(name for name in needed if found[name])
        raise InvalidConfigException(
            f"{' and '.join(missing)} must be set as well for {channel}, as {given} is; see docs/settings.md"
        )
    return found


def address(name: str, default: str, environ: Mapping[str, str] | None = None) -> str:
    """The address in the environment variable `name`, without a slash at its end."""
    source = os.environ if environ is None else environ
    text = source.get(name, "").strip() or default
    if not text.startswith(("https://", "http://")):
        raise InvalidConfigException(f"{name} is {text!r}: it has to begin with https:// or http://")
    return text.rstrip("/")
