"""The settings of the chat widget's channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.runtime.values import Rate, number, origins, rate, secrets


@dataclass(frozen=True)
class WebSettings:
    """Who may talk to the bot from which sites, and how much."""

    keys: tuple[str, ...] = field(repr=False)
    """Sign the sessions, the newest first (BOT_SESSION_KEY); none: made for this process."""
    origins: tuple[str, ...]
    """Sites that may show the widget, beside the bot's own pages (BOT_ORIGINS)."""
    proxies: int
    """How many proxies stand in front and tell the person's address (BOT_PROXIES)."""
    message_rate: Rate | None
    """Messages of one conversation (BOT_MESSAGE_RATE)."""
    address_rate: Rate | None
    """Messages from one address (BOT_ADDRESS_RATE)."""
    session_rate: Rate | None
    """New conversations from one address (BOT_SESSION_RATE)."""
    most_sessions: int
    """Conversations that are remembered at once (BOT_MOST_SESSIONS)."""
    most_streams: int
    """Pages that are open at once (BOT_MOST_STREAMS)."""


def web_settings(source: Mapping[str, str]) -> WebSettings:
    """The settings in `source`. Raises SettingError."""
    return WebSettings(
        keys=secrets(source, "BOT_SESSION_KEY"),
        origins=origins(source, "BOT_ORIGINS"),
        proxies=int(number(source, "BOT_PROXIES", 0, 0, 10)),
        message_rate=rate(source, "BOT_MESSAGE_RATE", "30/minute"),
        address_rate=rate(source, "BOT_ADDRESS_RATE", "300/minute"),
        session_rate=rate(source, "BOT_SESSION_RATE", "120/hour"),
        most_sessions=int(number(source, "BOT_MOST_SESSIONS", 10_000, 1, 1_000_000)),
        most_streams=int(number(source, "BOT_MOST_STREAMS", 1_000, 1, 100_000)),
    )
