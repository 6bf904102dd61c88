"""Holds at the Bookings API: taken, repeated and let go as actions/dialogue/holding.py decides.

They are best effort. A hold that can't be had in time stops nobody: only that the time is gone is told.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable
from typing import TypeVar

from actions.client import (
    ApiUnavailable,
    BookingsApiError,
    Hold,
    HoldGone,
    NotFound,
    SlotNotAvailable,
    SlotTaken,
)
from actions.dialogue import holding
from actions.dialogue.memory import Held, Memory
from actions.dialogue.steps import CONFIRMATION
from actions.dialogue.times import instant
from actions.handlers.turn import Turn

logger = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE_SECONDS = 2.0
"""How long a hold may take: the person is waiting for an answer that does not need it."""


async def settled(turn: Turn, memory: Memory, waits_for: str | None = None) -> Memory:
    """The memory after the holds have followed it. Raises SlotTaken, SlotNotAvailable for the chosen time."""
    change = holding.change(memory, waits_for, turn.context.now(), key_of(turn, memory))
    if change.release:
        await _release(turn, change.release)
        memory = memory.but(held=None)
    return memory.but(held=await _take(turn, change.take)) if change.take else memory


def key_of(turn: Turn, memory: Memory) -> str:
    """The Idempotency-Key of what this turn holds, known before it is known what that will be.

    A turn that is done anew because its process died, and remembers no hold, can so disregard the one that
    it has made already. After a booking the same turn may hold a time for the next one.
    """
    last = memory.made[-1].id if memory.made else ""
    return hashlib.sha256(f"hold {turn.tracker.sender_id} {turn.message.id} {last}".encode()).hexdigest()


async def found_out(turn: Turn, memory: Memory) -> Memory:
    """The memory once it is known what became of a hold whose answer was lost, by asking for the same again.

    Until then the person's own hold would look like somebody else's.
    """
    if memory.held is None or memory.held.id is not None:
        return memory
    try:
        return memory.but(held=await _take(turn, memory.held))
    except (SlotTaken, SlotNotAvailable):
        return memory.but(held=None)


async def known(turn: Turn, memory: Memory) -> Memory:
    """The memory of somebody about to book: whether an earlier request has made a hold is known now."""
    unknown = memory.held is not None and memory.held.id is None
    return await settled(turn, memory, CONFIRMATION) if unknown else memory


async def released(turn: Turn, memory: Memory) -> Memory:
    """The memory of somebody who wants no time kept any more."""
    return await settled(turn, memory)


async def _take(turn: Turn, held: Held) -> Held | None:
    """The hold; without an id when it is not known whether there is one; None when there is none."""
    try:
        made = await _ask(turn, held)
    except (SlotTaken, SlotNotAvailable):
        raise
    except ApiUnavailable as error:
        logger.warning("could not hold %s: %s", held.start, error)
        return held if error.may_have_happened else None
    except BookingsApiError as error:
        logger.warning("could not hold %s: %s", held.start, error)
        return None
    return holding.kept(held, made.id, made.expires_at, made.staff_id)


async def _release(turn: Turn, held: Held) -> None:
    """Let it go; what can't be let go now ends by itself."""
    try:
        hold_id = held.id or (await _ask(turn, held)).id  # the answer that was lost comes again
        await _soon(turn.context.client.release_hold(hold_id))
    except (HoldGone, NotFound):
        pass
    except BookingsApiError as error:
        logger.warning("could not release the hold of %s: %s", held.start, error)


async def _ask(turn: Turn, held: Held) -> Hold:
    client, start = turn.context.client, instant(held.start)
    return await _soon(
        client.create_hold(held.link_id, start, held.key, held.staff_id, service_id=held.service_id)
    )


async def _soon(answer: Awaitable[T]) -> T:
    try:
        return await asyncio.wait_for(answer, PATIENCE_SECONDS)
    except asyncio.TimeoutError:
        raise ApiUnavailable("the hold took too long", may_have_happened=True) from None
