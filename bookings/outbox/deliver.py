"""One delivery, from the claim to what became of it."""

from __future__ import annotations

import asyncio
import logging
from random import Random

from bookings.outbox.retry import after_failure
from bookings.services.delivery import Delivered, Outcome
from bookings.services.messages import GiveUp, Handler, Message, RetryLater
from bookings.services.ports import Clock
from telemetry import trace

SECONDS = 60.0
"""How long a delivery may take; less than a claim holds, so that no two workers deliver at the same time."""

logger = logging.getLogger(__name__)


async def deliver(
    handler: Handler, message: Message, clock: Clock, chance: Random, seconds: float = SECONDS
) -> Outcome:
    """Never raises but when it is cancelled."""
    try:
        async with asyncio.timeout(seconds):
            return Delivered(message, await _delivered(handler, message))
    except TimeoutError:
        error: Exception = RetryLater(f"It took longer than {seconds:g} s.")
    except (RetryLater, GiveUp) as told:
        error = told
    except Exception as fault:
        logger.exception("Delivering %s (%s) failed", message.id, message.kind)
        error = fault
    return after_failure(message, error, handler.policy, clock(), chance)


async def _delivered(handler: Handler, message: Message) -> str | None:
    with trace.span(f"deliver {message.kind}"):
        return await handler.deliver(message)
