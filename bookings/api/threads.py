"""Where work is done: in the event loop itself, in a reader's thread, or in a writer's.

Writers wait for each other in threads of their own, so that readers never wait for them: were they in
the event loop's threads, a queue of them would take them all.

A short reading of a file is done in the event loop. It takes some hundred microseconds and waits for
nobody (SQLite's readers work on a snapshot); to wake a thread and to fight with it for the interpreter
takes longer. What asks a server over a network, and what may take long, has a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from typing import TypeVar

from litestar import Litestar

from bookings.api.core import Core
from bookings.api.deadlines import LastWord
from bookings.engine.errors import TimedOut
from bookings.services.ports import Reading, RolledBack, Writing

T = TypeVar("T")

WRITERS = 8
READERS = 16
TRIES = 5
COMMIT_SECONDS = 10
"""How long a commit that has begun is waited for when the request's time is over."""


class WriterThreads:
    """Runs what writes; starts its threads when they are needed."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="writer")

    async def run(self, work: Callable[[], T]) -> T:
        """Work that no request waits for."""
        return await self._begun(work)

    async def write(self, core: Core, work: Callable[[Writing], T]) -> T:
        """Do work in a transaction of its own, for a request that may be cut off meanwhile.

        Then either the transaction is rolled back, or its commit has begun and is waited for. Raises
        TimedOut if that does not end.
        """
        word = LastWord()

        def transaction() -> T:
            word.begin()
            with core.storage.writing(trusting=True) as unit:
                done = work(unit)
                word.commit()
            return done

        running = self._begun(transaction)
        running.add_done_callback(_heard)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            if word.give_up():
                running.cancel()  # if it has not begun
                raise
            await asyncio.wait({running}, timeout=COMMIT_SECONDS)
            if not running.done():
                raise TimedOut(core.request_seconds + COMMIT_SECONDS, is_known=False) from None
            return running.result()

    def _begun(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._pool, copy_context().run, tried_again, work)

    def close(self) -> None:
        self._pool.shutdown()


def _heard(future: asyncio.Future[T]) -> None:
    """What goes wrong after the request has been answered is nobody's any more."""
    if not future.cancelled():
        future.exception()


def tried_again(work: Callable[[], T]) -> T:
    """Do work that is one transaction, anew each time that the storage undoes it in favour of others."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except RolledBack:
            continue
    return work()


async def read(core: Core, work: Callable[[Reading], T], is_short: bool = True) -> T:
    """Do work that only reads, in a view of its own."""

    def in_a_view() -> T:
        with core.storage.reading() as view:
            return work(view)

    if is_short and core.storage.is_at_hand:
        return in_a_view()
    return await asyncio.get_running_loop().run_in_executor(None, copy_context().run, in_a_view)


@asynccontextmanager
async def writer_threads(app: Litestar) -> AsyncIterator[None]:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(READERS, thread_name_prefix="reader"))
    try:
        yield
    finally:
        app.state.writers.close()
