"""Where `limits` keeps its count when several processes count together: in Redis, by Redis's clock.

The library's own storage reads a whole window each time, which may be tens of thousands of requests; here
only its ends are looked at. While Redis does not answer each process counts by itself, so that nobody is
refused for that.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bookings.api.rate_memory import Memory
from bookings.engine.errors import ConfigurationError

PATIENCE_SECONDS = 0.25
"""For one answer of Redis: so long a request may wait for it, once in `AWAY_SECONDS`."""
AWAY_SECONDS = 5.0
"""For so long a Redis that did not answer is not asked again."""
PREFIX = "bookings:rate:"

_TIDIED = """
local time = redis.call('TIME')
local now, window = time[1] + time[2] / 1000000, tonumber(ARGV[1])
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and tonumber(oldest) <= now - window + 0.000001 do
  redis.call('LPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], 0)
end
local count = redis.call('LLEN', KEYS[1])
"""
TAKE = f"""{_TIDIED}
local limit, amount = tonumber(ARGV[2]), tonumber(ARGV[3])
if count + amount > limit then return 0 end
for _ = 1, amount do redis.call('RPUSH', KEYS[1], string.format('%.6f', now)) end
redis.call('PEXPIRE', KEYS[1], window * 1000)
return 1
"""
"""Whether there was room for so many more; they are counted then."""
LOOK = f"{_TIDIED} return {{string.format('%.6f', oldest and now - tonumber(oldest) or 0), count}}"
"""How many seconds ago the oldest request in the window was, and how many there are."""

logger = logging.getLogger(__name__)


class SharedCounts:
    """One Redis, as several limits use it. Safe to call from several threads."""

    def __init__(self, url: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Connects when it is first asked. Raises ConfigurationError for what is no address."""
        try:
            self._redis = redis.Redis.from_url(
                url,
                socket_timeout=PATIENCE_SECONDS,
                socket_connect_timeout=PATIENCE_SECONDS,
                # A connection may be older than the server; what took too long may have been counted.
                retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            )
        except ValueError:
            raise ConfigurationError(
                "BOOKINGS_REDIS_URL must look like redis://:password@host:6379/0, rediss://… or unix:///path."
            ) from None
        self._take, self._look = self._redis.register_script(TAKE), self._redis.register_script(LOOK)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._away_until = 0.0
        self._is_away = False

    def take(self, key: str, limit: int, window: int, amount: int) -> bool | None:
        """Whether there was room; None: Redis does not answer."""
        taken = self._ask(self._take, key, window, limit, amount)
        return None if taken is None else bool(taken)

    def look(self, key: str, window: int) -> tuple[float, int] | None:
        """The age of the oldest request in seconds, and how many there are; None: Redis does not answer."""
        found = self._ask(self._look, key, window)
        return None if found is None else (float(found[0]), int(found[1]))

    def _ask(self, script: Any, key: str, *values: int) -> Any:
        if self._monotonic() < self._away_until:
            return None
        try:
            answer = script([PREFIX + key], values)
        except redis.RedisError as error:
            self._note(error)
            return None
        if self._is_away:
            self._note(None)
        return answer

    def _note(self, error: redis.RedisError | None) -> None:
        """One warning for each outage, however long."""
        with self._lock:
            if error is not None:
                self._away_until = self._monotonic() + AWAY_SECONDS
                if not self._is_away:
                    logger.warning("Redis does not answer; rates are counted in this process: %s", error)
            elif self._is_away:
                logger.warning("Redis answers again; rates are counted by all processes together.")
            self._is_away = error is not None


class SharedMemory(Memory):
    """The windows of one limit: shared, or this process's own while Redis is away."""

    def __init__(self, name: str, counts: SharedCounts, seconds: Callable[[], float]) -> None:
        super().__init__(seconds)
        self._name, self._counts = name, counts

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        taken = self._counts.take(f"{self._name}:{key}", limit, expiry, amount)
        return super().acquire_entry(key, limit, expiry, amount) if taken is None else taken

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest of the window's requests was, by this process's clock, and how many they are."""
        found = self._counts.look(f"{self._name}:{key}", expiry)
        if found is None:
            return super().get_moving_window(key, limit, expiry)
        return self._seconds() - found[0], found[1]

    def __len__(self) -> int:
        """Others may have counted anything."""
        return 1
