"""Deliveries that came before: providers send again what they believe to be lost.

With BOT_REDIS_URL all processes of the bot know of what one of them has taken.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from rasa.shared.exceptions import RasaException
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.runtime.shared_places import answering, is_shared, redis_url
from bot.runtime.values import SettingError

HOURS_6 = 6 * 3600.0

logger = logging.getLogger(__name__)


class RecentIds:
    """Ids seen within the last while, in the memory of this process; bounded in number and age."""

    def __init__(
        self,
        keep_seconds: float = HOURS_6,
        most: int = 20_000,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keep, self._most, self._monotonic = keep_seconds, most, monotonic
        self._seen_at: dict[str, float] = {}

    def __contains__(self, name: str) -> bool:
        self._forget_old()
        return name in self._seen_at

    def is_new(self, name: str) -> bool:
        """Whether this id comes for the first time; from now on it does not."""
        if name in self:
            return False
        self._seen_at[name] = self._monotonic()
        return True

    async def known(self, name: str) -> bool:
        """Whether this id has come."""
        return name in self

    async def first(self, name: str) -> bool:
        """As `is_new`."""
        return self.is_new(name)

    def _forget_old(self) -> None:
        oldest_kept = self._monotonic() - self._keep
        for name in list(self._seen_at):
            if self._seen_at[name] >= oldest_kept and len(self._seen_at) <= self._most:
                return
            del self._seen_at[name]


class SharedIds(RecentIds):
    """The same in Redis, for several processes. While that does not answer each counts by itself."""

    def __init__(self, what: str, url: str, keep_seconds: float = HOURS_6) -> None:
        """`what`: whose ids these are; the same in all processes."""
        super().__init__(keep_seconds)
        self._name = f"bot:seen:{what}:"
        self._redis: Redis[bytes] = Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3)

    async def known(self, name: str) -> bool:
        """Whether any process has seen this id."""
        try:
            return bool(await self._redis.exists(self._name + name)) or name in self
        except RedisError:
            return name in self

    async def first(self, name: str) -> bool:
        """Whether this id comes for the first time to any process; from now on it does not."""
        try:
            milliseconds = int(self._keep * 1000)
            return bool(await self._redis.set(self._name + name, b"", nx=True, px=milliseconds))
        except RedisError:
            logger.warning("Redis does not answer; this process remembers by itself what has come.")
            return self.is_new(name)


def seen(what: str, keep_seconds: float = HOURS_6) -> RecentIds:
    """What remembers ids of this kind, for as many processes as there are.

    Raises RasaException when the Redis that they share is wrong or away.
    """
    if not is_shared():
        return RecentIds(keep_seconds)
    try:
        return SharedIds(what, answering(redis_url()), keep_seconds)
    except SettingError as problem:
        raise RasaException(str(problem)) from None
