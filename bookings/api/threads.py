"""Writers wait for each other in threads of their own, so that readers never wait for them.

Other routes run in the event loop's threads; were writers there too, a queue of them would take
them all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from litestar import Litestar

from bookings.services.ports import RolledBack

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


@asynccontextmanager
async def writer_threads(app: Litestar) -> AsyncIterator[None]:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(READERS, thread_name_prefix="reader"))
    try:
        yield
    finally:
        app.state.writers.close()
