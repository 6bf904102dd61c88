"""The settings of the two programs that Rasa runs, read from the environment and checked at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


class SettingError(ValueError):
    """A setting is wrong; the message names it, what it is and what it has to be."""


@dataclass(frozen=True)
class Settings:
    """What the environment asks of the bot and its action server."""

    host: str
    """Address that both listen on; the loopback one unless BOT_HOST says otherwise."""
    bot_port: int
    """TCP port of the bot (BOT_PORT)."""
    actions_port: int
    """TCP port of the action server (ACTIONS_PORT)."""
    action_timeout_seconds: float
    """How long the bot waits for one action before it apologises (BOT_ACTION_TIMEOUT)."""
    message_limit: int
    """Longest message that is understood, in characters (BOT_MESSAGE_LIMIT)."""
    log_file: Path | None
    """Where the running notes of Rasa and its libraries go (BOT_LOG_FILE); None: nowhere."""
    enable_api: bool
    """Whether Rasa's own HTTP API is on (BOT_ENABLE_API); it gives everything away, so only to measure."""


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in `environ` (default: the process's). Raises SettingError."""
    source = os.environ if environ is None else environ
    log_file = _text(source, "BOT_LOG_FILE", "")
    return Settings(
        host=_text(source, "BOT_HOST", "127.0.0.1"),
        bot_port=int(_number(source, "BOT_PORT", 5005, 1, 65535)),
        actions_port=int(_number(source, "ACTIONS_PORT", 5055, 1, 65535)),
        action_timeout_seconds=_number(source, "BOT_ACTION_TIMEOUT", 8.0, 0.1, 60.0),
        message_limit=int(_number(source, "BOT_MESSAGE_LIMIT", 2000, 1, 100_000)),
        log_file=Path(log_file) if log_file else None,
        enable_api=_switch(source, "BOT_ENABLE_API"),
    )


def _text(source: Mapping[str, str], name: str, default: str) -> str:
    return source.get(name, "").strip() or default


def _number(source: Mapping[str, str], name: str, default: int | float, least: float, most: float) -> float:
    text = _text(source, name, str(default))
    whole = isinstance(default, int)
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        kind = "a whole number" if whole else "a number"
        raise SettingError(f"{name} is {text!r}: it has to be {kind} from {least:g} to {most:g}")
    return value


def _switch(source: Mapping[str, str], name: str) -> bool:
    text = source.get(name, "").strip().lower()
    if text not in _YES + _NO:
        raise SettingError(f"{name} is {text!r}: write 1 for on or 0 for off")
    return text in _YES
