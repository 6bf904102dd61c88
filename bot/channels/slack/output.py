"""The bot's words on their way into Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.channels.providers.output import ProviderOutput
from bot.channels.providers.said import Said
from bot.channels.slack import blocks
from bot.channels.slack.api import SlackApi
from bot.channels.slack.events import Place


class SlackOutput(ProviderOutput):
    """Answers at one place, in the thread if there is one."""

    def __init__(self, api: SlackApi, place: Place) -> None:
        self._api, self._place = api, place

    @classmethod
    def name(cls) -> str:
        return "slack"

    @property
    def place(self) -> Mapping[str, Any]:
        return asdict(self._place)

    async def deliver(self, message: Said) -> None:
        """Post `message`. Raises ProviderError."""
        await self._api.call(
            "chat.postMessage",
            channel=self._place.channel,
            thread_ts=self._place.thread,
            text=blocks.fallback(message.text),
            blocks=blocks.blocks(message, self._place.user, _calendar(message.custom)),
            unfurl_links=False,
            unfurl_media=False,
        )


def _calendar(card: Mapping[str, Any]) -> blocks.Block | None:
    """A calendar for a message that asks for a day, or offers times and any other day as well."""
    if card.get("kind") not in ("ask_date", "slots"):
        return None
    days = card.get("days") or []
    return blocks.calendar(str(days[0].get("date") if days else card.get("first")))
