"""The settings of the two programs that Rasa runs, read from the environment and checked at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.runtime.values import Rate, SettingError, number, switch, text
from bot.runtime.web_settings import WebSettings, web_settings
from telemetry.export import TraceSettingError, TraceSettings, trace_settings
from telemetry.logs import LogSettingError, LogSettings, log_settings

__all__ = ["Rate", "SettingError", "Settings", "from_environment"]
T = TypeVar("T")


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
    credentials: Path | None
    """The file that names the open channels (BOT_CREDENTIALS); None: Rasa's default, credentials.yml."""
    endpoints: Path | None
    """The file that names tracker store, locks and action server (BOT_ENDPOINTS); None: Rasa's default,
    endpoints.yml."""
    web: WebSettings
    """Those of the chat widget's channel."""
    logs: LogSettings
    """How much is told in the logs, and in which form."""
    traces: TraceSettings
    """Where what is done for a message is written down."""


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in `environ` (default: the process's). Raises SettingError."""
    source = os.environ if environ is None else environ
    log_file = text(source, "BOT_LOG_FILE", "")
    return Settings(
        host=text(source, "BOT_HOST", "127.0.0.1"),
        bot_port=int(number(source, "BOT_PORT", 5005, 1, 65535)),
        actions_port=int(number(source, "ACTIONS_PORT", 5055, 1, 65535)),
        action_timeout_seconds=number(source, "BOT_ACTION_TIMEOUT", 8.0, 0.1, 60.0),
        message_limit=int(number(source, "BOT_MESSAGE_LIMIT", 2000, 1, 100_000)),
        log_file=Path(log_file) if log_file else None,
        enable_api=switch(source, "BOT_ENABLE_API"),
        credentials=_file(source, "BOT_CREDENTIALS"),
        endpoints=_file(source, "BOT_ENDPOINTS"),
        web=web_settings(source),
        logs=_told(log_settings, source),
        traces=_told(trace_settings, source),
    )


def _told(read: Callable[[Mapping[str, str]], T], source: Mapping[str, str]) -> T:
    try:
        return read(source)
    except (LogSettingError, TraceSettingError) as problem:
        raise SettingError(str(problem)) from None


def _file(source: Mapping[str, str], setting: str) -> Path | None:
    name = text(source, setting, "")
    if name and not Path(name).is_file():
        raise SettingError(f"{setting} is {name!r}: there is no such file")
    return Path(name) if name else None
