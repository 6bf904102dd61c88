"""How often somebody may do something, counted in Redis for all processes together."""

from __future__ import annotations

import logging
import math

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.channels.web.rates import Limiter
from bot.runtime.values import Rate

_TAKE = """
-- KEYS: the bucket (hash). ARGV: how many fit, how many drain in a millisecond.
-- Gives the milliseconds after which there is room; 0: there is, and one more is in it.
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local most, drain = tonumber(ARGV[1]), tonumber(ARGV[2])
local level = tonumber(redis.call('HGET', KEYS[1], 'level') or '0')
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or '0')
level = math.max(0, level - (now - at) * drain)
local wait = 0
if level + 1 > most then wait = math.ceil((level + 1 - most) / drain) else level = level + 1 end
redis.call('HSET', KEYS[1], 'level', string.format('%.6f', level), 'at', string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(most / drain) + 1000)
return wait
"""

logger = logging.getLogger(__name__)


class SharedLimiter(Limiter):
    """A leaky bucket for each name, as Limiter has, in Redis."""

    def __init__(self, what: str, rate: Rate | None, url: str) -> None:
        super().__init__(rate)
        self._what, self._redis = what, Redis.from_url(url, socket_connect_timeout=3)

    async def wait(self, name: str) -> int:
        """Count one attempt; see Limiter. While Redis does not answer this process counts by itself."""
        if self._rate is None:
            return 0
        drain = self._rate.count / self._rate.seconds / 1000
        try:
            key = f"bot:rate:{self._what}:{name}"
            milliseconds = await self._redis.eval(_TAKE, 1, key, self._rate.count, f"{drain:.12f}")
        except RedisError:
            logger.warning("Redis does not answer; rates are counted in this process.")
            return self.wait_seconds(name)
        return math.ceil(milliseconds / 1000)
