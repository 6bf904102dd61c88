"""What every channel does with a message: pass it on, and never leave the person without an answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage

from bot.runtime.responses import APOLOGY, TOO_LONG, response
from bot.zones import is_zone
from telemetry import trace
from telemetry.logs import fields

Handler = Callable[[UserMessage], Awaitable[Any]]
"""Rasa's own: takes one message through understanding, dialogue and actions."""

logger = logging.getLogger(__name__)


class BotChannel(InputChannel):
    """A channel that answers every message within seconds, if only with an apology."""

    async def answer(self, handler: Handler, message: UserMessage, agent: Agent | None, limit: int) -> None:
        """Let the dialogue answer `message` into its output channel.

        Says `utter_message_too_long` instead when it has more than `limit` characters, and
        `utter_apologise_unavailable` when the dialogue fails or says nothing.
        """
        began = time.perf_counter()
        with trace.span("message", trace.SERVER, None, **{"bot.channel": self.name()}):
            sent = await self._answered(handler, message, agent, limit)
            seconds = round(time.perf_counter() - began, 3)
            told = fields(channel=self.name(), answers=sent, seconds=seconds)
            logger.info("A message was answered.", extra=told)

    async def _answered(self, handler: Handler, message: UserMessage, agent: Agent | None, limit: int) -> int:
        """How often something was said."""
        domain, output = agent.domain if agent else None, message.output_channel
        if len(message.text or "") > limit:
            said = response(domain, TOO_LONG, output.name(), limit=f"{limit:,}")
            await output.send_response(message.sender_id, said)
            return 1
        messages_sent = _count_messages(output)
        try:
            # A person who leaves in the middle of a turn must not leave half a booking behind.
            await asyncio.shield(handler(message))
        except Exception:
            logger.exception("A message in the channel %s could not be handled.", self.name())
        if not messages_sent():
            await output.send_response(message.sender_id, response(domain, APOLOGY, output.name()))
        return max(1, messages_sent())


def _count_messages(output: OutputChannel) -> Callable[[], int]:
    """Watch `output`, which serves one message, and return how often something was said in it."""
    sent, send = 0, output.send_response

    async def send_response(recipient_id: str, message: dict[str, Any]) -> None:
        nonlocal sent
        sent += 1
        await send(recipient_id, message)

    output.send_response = send_response  # type: ignore[method-assign]
    return lambda: sent


def clean_metadata(metadata: dict[str, Any] | None) -> dict[str, Any]:
    """What a client sent about itself, without a time zone that does not exist."""
    cleaned = dict(metadata or {})
    if "timezone" in cleaned and not is_zone(cleaned["timezone"]):
        del cleaned["timezone"]
    return cleaned
