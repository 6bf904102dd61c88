"""What is done regularly, beside delivering."""

from __future__ import annotations

import asyncio
import logging

from bookings.engine.errors import BookingsError
from bookings.services.messages import Job

logger = logging.getLogger(__name__)


async def run_regularly(job: Job, stop: asyncio.Event) -> None:
    """Until told to stop. What fails is tried again after the usual pause."""
    while not stop.is_set():
        try:
            if await job.run():
                continue
        except Exception as error:
            logger.error("%s failed: %s", job.name, error, exc_info=not _is_told(error))
        try:
            await asyncio.wait_for(stop.wait(), job.every.total_seconds())
        except TimeoutError:
            pass


def _is_told(error: Exception) -> bool:
    """Whether its message says all: no fault of ours."""
    return isinstance(error, BookingsError)
