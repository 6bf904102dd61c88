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
from typing import TypeVar

from litestar import Litestar

from bookings.api.core import Core
from bookings.services.ports import Reading, RolledBack

T = TypeVar("T")

WRITERS = 8
READERS = 16
TRIES = 5


class WriterThreads:
    """Runs what writes; starts its threads when they are needed."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="writer")

    async def run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: tried_again(work))

    def close(self) -> None:
        self._pool.shutdown()


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
    return await asyncio.get_running_loop().run_in_executor(None, in_a_view)


@asynccontextmanager
async def writer_threads(app: Litestar) -> AsyncIterator[None]:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(READERS, thread_name_prefix="reader"))
    try:
        yield
    finally:
        app.state.writers.close()
