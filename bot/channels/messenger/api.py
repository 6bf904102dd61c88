"""Facebook's Send API. Source: https://developers.facebook.com/docs/messenger-platform/reference/send-api"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.providers.api import ProviderApi, ProviderError

ADDRESS = "https://graph.facebook.com/v24.0"


class MessengerApi(ProviderApi):
    """Sends a page's messages."""

    def __init__(self, token: str, address: str = ADDRESS, **options: Any) -> None:
        super().__init__(address, **options)
        self._token = token

    async def send(self, person: str, message: Mapping[str, Any]) -> None:
        """Answer `person` (a page-scoped id). Raises ProviderError."""
        body = {"recipient": {"id": person}, "messaging_type": "RESPONSE", "message": message}
        answer = await self.post("me/messages", params={"access_token": self._token}, json=body)
        if answer.status_code >= 400:
            raise ProviderError("me/messages", f"status {answer.status_code}", _words(answer))


def _words(answer: Any) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""
