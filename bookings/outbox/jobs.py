"""What is done regularly, beside delivering."""

from __future__ import annotations

import asyncio
import logging

from bookings.engine.errors import BookingsError
from bookings.services.messages import Job

logger = logging.getLogger(__name__)


async def run_regularly(job: Job) -> None:
    """Until cancelled. What fails is tried again after the usual pause."""
    while True:
        try:
            if await job.run():
                continue
        except Exception as error:
            logger.error("%s failed: %s", job.name, error, exc_info=not _is_told(error))
        await asyncio.sleep(job.every.total_seconds())


def _is_told(error: Exception) -> bool:
    """Whether its message says all: no fault of ours."""
    return isinstance(error, BookingsError)
