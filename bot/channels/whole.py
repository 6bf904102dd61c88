"""Answers as whole messages: Rasa sends the parts of one (text, custom data, image) as several."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.channels.rest import QueueOutputChannel

PARTS = ("text", "buttons", "image", "attachment", "custom")


def parts_of(message: dict[str, Any]) -> dict[str, Any]:
    """What a person gets of a message of the dialogue; the rest is for the records."""
    return {name: message[name] for name in PARTS if message.get(name)}


class WholeAnswers(CollectingOutputChannel):
    """Collects the answers to one message."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        await self._persist_message({"recipient_id": recipient_id, **parts_of(message)})


class QueuedAnswers(QueueOutputChannel):
    """Passes them on one by one, through `messages`."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        await self._persist_message({"recipient_id": recipient_id, **parts_of(message)})


class SentAnswers(CollectingOutputChannel):
    """Hands each answer, without its recipient, to a function as it comes."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        super().__init__()
        self._send = send

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        await self._send(parts_of(message))
