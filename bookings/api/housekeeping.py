"""Forget what nobody needs any more; nothing depends on when."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from litestar import Litestar

from bookings.api.core import Core
from bookings.services import hand_over, prove_contact
from bookings.services.idempotency import KEPT_FOR

EVERY_SECONDS = 3600

logger = logging.getLogger(__name__)


def tidy(core: Core) -> None:
    """What fails now is done next time."""
    try:
        with core.storage.writing() as unit:
            unit.forget_answers(core.clock() - KEPT_FOR)
            unit.forget_holds(core.clock() - KEPT_FOR)
            unit.proofs.forget(core.clock() - prove_contact.KEPT_FOR)
            unit.handovers.forget(core.clock() - hand_over.KEPT_FOR)
    except Exception:
        logger.warning(
            "Old answers, holds, contact proofs and handovers could not be deleted.", exc_info=True
        )


@asynccontextmanager
async def tidying(app: Litestar) -> AsyncIterator[None]:
    """While the application runs."""
    task = asyncio.create_task(_tidy_regularly(app))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _tidy_regularly(app: Litestar) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        if app.state.core is not None:
            await app.state.writers.run(lambda: tidy(app.state.core))
