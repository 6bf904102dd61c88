"""Deliveries that came before: providers send again what they believe to be lost."""

from __future__ import annotations

import time
from collections.abc import Callable


class RecentIds:
    """Ids seen within the last while; bounded in number and age."""

    def __init__(
        self,
        keep_seconds: float = 6 * 3600,
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

    def _forget_old(self) -> None:
        oldest_kept = self._monotonic() - self._keep
        for name in list(self._seen_at):
            if self._seen_at[name] >= oldest_kept and len(self._seen_at) <= self._most:
                return
            del self._seen_at[name]
