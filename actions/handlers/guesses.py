"""Guesses at the references of one address, whoever makes them: counted over all conversations."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta

MOST, WITHIN = 10, timedelta(hours=1)
"""How many wrong references an address may be tried with, and in what time."""
MOST_ADDRESSES = 10_000
"""Addresses that are remembered; the ones tried longest ago are forgotten first."""


class Guesses:
    """What was tried in this process. A conversation has a limit of its own, but a new one is soon begun."""

    def __init__(self) -> None:
        self._wrong: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def too_many(self, email: str, now: datetime) -> bool:
        """Whether nothing is to be looked up for this address for now."""
        tried = self._wrong.get(email.casefold(), deque())
        while tried and tried[0] <= now - WITHIN:
            tried.popleft()
        return len(tried) >= MOST

    def count(self, email: str, now: datetime) -> None:
        """Note a reference that was wrong for this address."""
        tried = self._wrong.pop(email.casefold(), deque(maxlen=MOST))
        tried.append(now)
        self._wrong[email.casefold()] = tried
        while len(self._wrong) > MOST_ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
