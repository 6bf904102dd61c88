"""Waiting in a queue, simulated event by event: one line, several servers, first come first served.

Where arrivals and service follow textbook laws it agrees with the formulae (tests/tools/test_queueing.py):
M/M/c with Erlang's C, M/D/1 with Pollaczek and Khinchine's. It is for what has no formula.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

WARM_UP = 0.1
"""Which part of the arrivals, the first, is not counted: the queue begins empty."""


@dataclass(frozen=True)
class Waits:
    """What arrivals waited before they were served, in seconds, sorted."""

    seconds: list[float]

    @property
    def mean(self) -> float:
        return sum(self.seconds) / len(self.seconds)

    def percentile(self, part: float) -> float:
        """`part`: 0.95 for what 95 of 100 do not exceed."""
        return self.seconds[min(len(self.seconds) - 1, math.ceil(part * len(self.seconds)) - 1)]


def simulate(
    per_second: float, servers: int, service: Callable[[Random], float], arrivals: int, seed: int = 1
) -> Waits:
    """`arrivals` come at random (Poisson), so many a second; `service` draws how many seconds one takes."""
    chance = Random(seed)
    free_at = [0.0] * servers
    now, waits = 0.0, []
    for number in range(arrivals):
        now += chance.expovariate(per_second)
        begins = max(now, heapq.heappop(free_at))
        heapq.heappush(free_at, begins + service(chance))
        if number >= arrivals * WARM_UP:
            waits.append(begins - now)
    return Waits(sorted(waits))


def erlang_c(per_second: float, seconds: float, servers: int) -> float:
    """The part of arrivals that wait at all, of M/M/c (A. K. Erlang, 1917)."""
    offered = per_second * seconds
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered * blocked / (number + offered * blocked)
    busy = offered / servers
    return blocked / (1 - busy * (1 - blocked))


def mean_wait_mmc(per_second: float, seconds: float, servers: int) -> float:
    """Seconds, of M/M/c."""
    return erlang_c(per_second, seconds, servers) * seconds / (servers - per_second * seconds)


def percentile_wait_mmc(per_second: float, seconds: float, servers: int, part: float) -> float:
    """Seconds that `part` of the arrivals do not exceed, of M/M/c."""
    waiting = erlang_c(per_second, seconds, servers)
    if waiting <= 1 - part:
        return 0.0
    return math.log(waiting / (1 - part)) * seconds / (servers - per_second * seconds)


def mean_wait_md1(per_second: float, seconds: float) -> float:
    """Seconds, of M/D/1 (F. Pollaczek, 1930; A. Khinchine, 1932)."""
    busy = per_second * seconds
    return busy * seconds / (2 * (1 - busy))
