"""How long a request may take, how many may be under way, and what becomes of one that is cut off.

A request that has taken too long is answered with 504 at once; whatever thread works for it goes on
until it notices. A transaction asks for leave right before its commit: if the request has been
answered by then, it is rolled back, so 504 means that nothing has been changed. If the commit has
begun by then, its outcome is waited for and answered.
"""

from __future__ import annotations

import asyncio
import threading

from litestar.types import ASGIApp, Receive, Scope, Send

from bookings.engine.errors import Busy, TimedOut

MOST_UNDER_WAY = 1000
"""Requests; more are turned away at once, since they would wait longer than anybody listens."""


class GivenUp(Exception):
    """The request has been answered already; the transaction has to be rolled back."""


class LastWord:
    """Between a request's end and its transaction's commit: whichever comes first has its way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_given_up = False
        self._is_committing = False

    def begin(self) -> None:
        """A transaction begins, perhaps after one that was undone. Raises GivenUp."""
        with self._lock:
            self._is_committing = False
            if self._is_given_up:
                raise GivenUp

    def commit(self) -> None:
        """Leave to commit; from now on the outcome is waited for. Raises GivenUp."""
        with self._lock:
            if self._is_given_up:
                raise GivenUp
            self._is_committing = True

    def give_up(self) -> bool:
        """Whether it can be promised that nothing is committed from now on."""
        with self._lock:
            self._is_given_up = not self._is_committing
            return self._is_given_up


class _UnderWay:
    count = 0


def deadline(app: ASGIApp) -> ASGIApp:
    """Litestar's middleware around every route. Raises TimedOut, Busy."""
    under_way = _UnderWay()

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        core = scope["litestar_app"].state.core
        if core is None:
            return await app(scope, receive, send)
        if under_way.count >= MOST_UNDER_WAY:
            raise Busy("Too many requests are under way. Try again.")
        under_way.count += 1
        try:
            async with asyncio.timeout(core.request_seconds) as limit:
                await app(scope, receive, send)
        except TimeoutError:
            if not limit.expired():
                raise
            raise TimedOut(core.request_seconds) from None
        finally:
            under_way.count -= 1

    return limited
