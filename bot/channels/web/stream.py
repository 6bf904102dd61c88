"""What happens in a conversation, as server-sent events (HTML standard, 9.2)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.web.session import Session
from bot.channels.web.sessions import Sessions

HEARTBEAT_SECONDS = 15.0
"""How often a silent stream says that it is alive: below the time-outs of proxies and of Sanic."""
RETRY_MILLISECONDS = 2000
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""No proxy may keep or hold back a stream."""


def as_text(name: str, data: dict[str, Any], event_id: str | None = None) -> str:
    """One event as it is sent."""
    lines = [f"id: {event_id}"] if event_id else []
    # JSON has no line breaks outside of texts, and escapes them inside.
    lines += [f"event: {name}", f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}"]
    return "\n".join(lines) + "\n\n"


async def follow(
    session: Session,
    sessions: Sessions,
    last_event_id: str | None,
    send: Callable[[str], Awaitable[None]],
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> None:
    """Send what happened after `last_event_id`, and then everything as it happens, until the server stops.

    The first event, `hello`, tells whether the server still knows what the page has shown: `resumed`.
    """
    position = session.position(last_event_id)
    hello = {"resumed": position is not None, "epoch": session.epoch}
    number, was_typing = position or 0, False
    with session.page() as news:
        await send(f"retry: {RETRY_MILLISECONDS}\n" + as_text("hello", hello))
        # Of another epoch nothing can be told here: the page comes back and begins anew.
        while not sessions.closing and session.epoch == hello["epoch"]:
            news.clear()
            text = ""
            for event in session.after(number):
                number = event.number
                text += as_text(event.name, event.data, f"{session.epoch}-{number}")
            is_typing = session.turns > 0
            if is_typing != was_typing:
                was_typing = is_typing
                text += as_text("typing", {"on": is_typing})
            if text:
                await send(text)
            elif not news.is_set() and not await _happens(news, heartbeat_seconds):
                await send(":\n\n")


async def _happens(news: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(news.wait(), seconds)
    except asyncio.TimeoutError:
        return False
    return True
