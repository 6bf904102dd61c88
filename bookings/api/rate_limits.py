"""How often a key may ask, an address without a valid one, and a visitor of the pages.

Each process counts by itself, or all together (see `shared_rates`).
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.strategies import MovingWindowRateLimiter

from bookings.api.rate_memory import Memory
from bookings.engine.errors import RateLimited
from bookings.services.rates import Rate


@dataclass(frozen=True, slots=True)
class Rates:
    """What is allowed; None: as much as anybody wants."""

    reads: Rate | None = None
    """For what only reads, by key."""
    writes: Rate | None = None
    """For what changes something, by key."""
    refused: Rate | None = None
    """For requests without a valid key, by address."""
    page_reads: Rate | None = None
    """For looking at the booking page, by address."""
    page_writes: Rate | None = None
    """For what its forms change, by address."""


class _Limit:
    """One of the rates, for as many identities as there are."""

    def __init__(self, name: str, rate: Rate, seconds: Callable[[], float], memory: Memory) -> None:
        self.name = name
        self.rate = rate
        self._seconds = seconds
        self._item = RateLimitItemPerSecond(rate.requests, rate.seconds)
        self.memory = memory
        self._limiter = MovingWindowRateLimiter(self.memory)

    def take(self, identity: str) -> bool:
        """Whether there was a request left; it is gone now."""
        return self._limiter.hit(self._item, identity)

    def is_used_up(self, identity: str) -> bool:
        return len(self.memory) > 0 and not self._limiter.test(self._item, identity)

    def left(self, identity: str) -> tuple[int, float]:
        """How many requests are left, and in how many seconds there will be one more."""
        reset_at, remaining = self._limiter.get_window_stats(self._item, identity)
        return remaining, max(0.0, reset_at - self._seconds())

    def refusal(self, identity: str, whose: str) -> RateLimited:
        """Waiting is told in whole seconds, rounded up: then there is room for one request."""
        wait = max(1, math.ceil(self.left(identity)[1]))
        return RateLimited(whose, self.rate.requests, self.rate.seconds, wait)


class RateLimits:
    """Raises RateLimited when a limit is used up. Safe to call from several threads."""

    def __init__(
        self,
        rates: Rates,
        seconds: Callable[[], float] = time.monotonic,
        windows: Callable[[str, Callable[[], float]], Memory] = lambda _, seconds: Memory(seconds),
    ) -> None:
        """`seconds`: a clock that only goes forward; `windows`: what counts, by the name of the limit."""

        def limit(name: str, rate: Rate | None) -> _Limit | None:
            return _Limit(name, rate, seconds, windows(name, seconds)) if rate else None

        self._reads = limit("reads", rates.reads)
        self._writes = limit("writes", rates.writes)
        self._refused = limit("refused", rates.refused)
        self._page_reads = limit("page-reads", rates.page_reads)
        self._page_writes = limit("page-writes", rates.page_writes)

    def admit(self, line_id: str, is_write: bool) -> None:
        """Count a request of a key."""
        limit = self._writes if is_write else self._reads
        if limit is not None and not limit.take(line_id):
            raise limit.refusal(line_id, "This API key")

    def admit_visitor(self, address: str, is_write: bool) -> None:
        """Count a request of somebody without a key, on the pages for people."""
        limit = self._page_writes if is_write else self._page_reads
        if limit is not None and not limit.take(_network(address)):
            raise limit.refusal(_network(address), "This address")

    def headers(self, line_id: str, is_write: bool) -> dict[str, str]:
        """What an answer says of the limit: the policy, and what is left of it.

        As in draft-ietf-httpapi-ratelimit-headers-08; `t` is when there will be one more.
        """
        limit = self._writes if is_write else self._reads
        if limit is None:
            return {}
        remaining, wait = limit.left(line_id)
        return {
            "RateLimit-Policy": f'"{limit.name}";q={limit.rate.requests};w={limit.rate.seconds}',
            "RateLimit": f'"{limit.name}";r={remaining};t={math.ceil(wait)}',
        }

    def refuse_guessing(self, address: str) -> None:
        """Before a key is looked at: an address that has sent too many wrong ones is not heard."""
        if self._refused and self._refused.is_used_up(_network(address)):
            raise self._refused.refusal(
                _network(address), "Requests without a valid API key from this address"
            )

    def note_refused(self, address: str) -> None:
        if self._refused:
            self._refused.take(_network(address))


def _network(address: str) -> str:
    """Whoever has one IPv6 address has a whole /64 (RFC 6177) and could ask from another each time."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.IPv6Network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address
