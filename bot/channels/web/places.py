"""Where the widget's conversations and rates are kept: in this process, or in Redis for all of them."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.web.rates import Limiter
from bot.channels.web.sessions import Sessions
from bot.channels.web.shared_rates import SharedLimiter
from bot.channels.web.shared_sessions import SharedSessions
from bot.runtime.shared_places import answering, is_shared, redis_url
from bot.runtime.values import Rate
from bot.runtime.web_settings import WebSettings


def kept(asked: WebSettings) -> tuple[Sessions, Callable[[str, Rate | None], Limiter]]:
    """The conversations, and what makes a limiter of a name and a rate. Raises SettingError."""
    if not is_shared():
        return Sessions(asked.most_sessions, asked.most_streams), lambda _, rate: Limiter(rate)
    url = answering(redis_url())
    return SharedSessions(url, asked.most_streams), lambda name, rate: SharedLimiter(name, rate, url)
