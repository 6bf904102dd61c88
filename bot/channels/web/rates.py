"""How often somebody may do something, counted in a window that moves along."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.runtime.settings import Rate

MOST_NAMES = 20_000
"""Of how many the bucket's level is remembered; the one that was quiet longest is forgotten first."""


@dataclass
class _Bucket:
    level: float
    at: float


class Limiter:
    """A leaky bucket for each name: bursts up to the rate's count, refilled evenly."""

    def __init__(self, rate: Rate | None, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`rate` None: no limit."""
        self._rate, self._monotonic = rate, monotonic
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    async def wait(self, name: str) -> int:
        """As `wait_seconds`."""
        return self.wait_seconds(name)

    def wait_seconds(self, name: str) -> int:
        """Count one attempt. 0: it may happen; else it is not counted, and may in so many whole seconds."""
        if self._rate is None:
            return 0
        now, per_second = self._monotonic(), self._rate.count / self._rate.seconds
        bucket = self._buckets.pop(name, None) or _Bucket(0.0, now)
        bucket.level = max(0.0, bucket.level - (now - bucket.at) * per_second)
        bucket.at = now
        self._buckets[name] = bucket
        if len(self._buckets) > MOST_NAMES:
            self._buckets.popitem(last=False)
        if bucket.level + 1 > self._rate.count:
            return max(1, math.ceil((bucket.level + 1 - self._rate.count) / per_second))
        bucket.level += 1
        return 0
