"""Where `limits` keeps its count: the instants of the latest requests, in this process.

The library's own memory reads the time itself and starts a thread every few milliseconds to tidy;
this one is given its clock and tidies as it goes.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from limits.storage import MovingWindowSupport, Storage

TIDY_EVERY = 4096
"""After so many requests, whoever has not asked for a whole window is forgotten."""

_EXACT_TO = 1e-6
"""Seconds."""


class Memory(Storage, MovingWindowSupport):
    """A moving window for each key: at most `limit` instants, all less than `expiry` seconds old."""

    STORAGE_SCHEME = None

    def __init__(self, seconds: Callable[[], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self._lock = threading.Lock()
        self._entries: dict[str, tuple[int, deque[float]]] = {}
        self._asked = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self._lock:
            now = self._seconds()
            self._asked += 1
            if self._asked % TIDY_EVERY == 0:
                self._tidy(now)
            _, entries = self._entries.setdefault(key, (expiry, deque()))
            _drop(entries, now - expiry)
            if len(entries) + amount > limit:
                return False
            entries.extend([now] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest of the window's requests was, and how many they are."""
        with self._lock:
            now = self._seconds()
            _, entries = self._entries.get(key, (expiry, deque[float]()))
            _drop(entries, now - expiry)
            return (entries[0], len(entries)) if entries else (now, 0)

    def _tidy(self, now: float) -> None:
        for key, (expiry, entries) in list(self._entries.items()):
            _drop(entries, now - expiry)
            if not entries:
                del self._entries[key]

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._entries)

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self._lock:
            count = len(self._entries)
            self._entries.clear()
            return count

    def clear(self, key: str) -> None:
        with self._lock:
            self._entries.pop(key, None)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError("only moving windows are kept here")

    get = get_expiry = incr  # type: ignore[assignment]


def _drop(entries: deque[float], until: float) -> None:
    """An instant that is a whole window old has left it; sums of floats are not exact."""
    while entries and entries[0] <= until + _EXACT_TO:
        entries.popleft()
