"""Telegram's Bot API. Source: https://core.telegram.org/bots/api"""

from __future__ import annotations

from typing import Any

from bot.channels.providers.api import ProviderApi, ProviderError

ADDRESS = "https://api.telegram.org"


class TelegramApi(ProviderApi):
    """Calls with the bot's token, which is part of the address."""

    def __init__(self, token: str, address: str = ADDRESS, **options: Any) -> None:
        super().__init__(f"{address}/bot{token}", **options)

    async def call(self, method: str, **arguments: Any) -> Any:
        """The `result` of a method. Raises ProviderError when it is not ok."""
        answer = await self.post(method, json=arguments)
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ProviderError(method, f"status {answer.status_code}, and no JSON")
        if not found.get("ok"):
            words = str(found.get("description", "unknown error"))
            raise ProviderError(method, f"status {answer.status_code}", words)
        return found.get("result")
