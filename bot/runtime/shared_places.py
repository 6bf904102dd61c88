"""Where several processes of the bot keep what they share: PostgreSQL for conversations, Redis for locks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError

from bot.runtime.values import SettingError, text

DATABASE, REDIS = "BOT_DATABASE_URL", "BOT_REDIS_URL"
_POSTGRESQL = ("postgresql", "postgresql+psycopg", "postgresql+psycopg2")


def is_shared(source: Mapping[str, str] | None = None) -> bool:
    """Whether several processes of the bot share what it has to remember: BOT_REDIS_URL is set."""
    return bool(text(os.environ if source is None else source, REDIS, ""))


def database_url(source: Mapping[str, str] | None = None) -> str:
    """BOT_DATABASE_URL as SQLAlchemy takes it here. Raises SettingError when it is missing or wrong."""
    given = text(os.environ if source is None else source, DATABASE, "")
    if not given:
        raise SettingError(
            f"{DATABASE} is not set: endpoints.production.yml keeps conversations in PostgreSQL. "
            "Set it like postgresql://user:password@host/name"
        )
    scheme, separator, rest = given.partition("://")
    if scheme not in _POSTGRESQL or not separator:
        raise SettingError(f"{DATABASE} begins with {scheme!r}: write it like postgresql://user@host/name")
    return f"postgresql+psycopg2://{rest}"


def redis_url(source: Mapping[str, str] | None = None) -> str:
    """BOT_REDIS_URL. Raises SettingError when it is missing or wrong."""
    given = text(os.environ if source is None else source, REDIS, "")
    if not given:
        raise SettingError(
            f"{REDIS} is not set: endpoints.production.yml keeps the locks of conversations in Redis. "
            "Set it like redis://:password@host:6379/0"
        )
    if urlsplit(given).scheme not in ("redis", "rediss", "unix"):
        raise SettingError(
            f"{REDIS} does not begin with redis:// or rediss:// or unix://: "
            "write it like redis://:password@host:6379/0"
        )
    return given


def answering(url: str) -> str:
    """The same address, once the Redis there has let the bot in. Raises SettingError."""
    try:
        with Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as redis:
            redis.ping()
    except RedisError as error:
        raise SettingError(
            f"The Redis that {REDIS} names does not let the bot in: {error}\n"
            "Is its server running, and are address and password right?"
        ) from None
    return url
