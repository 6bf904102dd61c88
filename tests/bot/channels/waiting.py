"""Waiting for what a channel does in the background."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx

PATIENCE_SECONDS = 10


async def until(condition: Callable[[], Any]) -> Any:
    """The first true value of `condition`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS} s"
        await asyncio.sleep(0.01)
    return found


async def settled(channel: Any) -> None:
    """Wait until the channel has answered all that it has taken."""
    await channel._turns.finish(PATIENCE_SECONDS)


async def deliver(
    client: httpx.AsyncClient, address: str, delivery: tuple[bytes, dict[str, str]], **headers: str
) -> httpx.Response:
    """What the channel answers to a delivery."""
    body, signing = delivery
    return await client.post(address, content=body, headers=signing | headers)


async def at_once(_: float) -> None:
    """In place of waiting until a provider has time."""
