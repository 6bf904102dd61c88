"""Twilio's API for messages. Source: https://www.twilio.com/docs/messaging/api/message-resource"""

from __future__ import annotations

from typing import Any

from bot.channels.providers.api import ProviderApi, ProviderError

ADDRESS = "https://api.twilio.com"


class TwilioApi(ProviderApi):
    """Sends messages from the account's numbers."""

    def __init__(self, account: str, token: str, address: str = ADDRESS, **options: Any) -> None:
        path = f"{address}/2010-04-01/Accounts/{account}"
        super().__init__(path, auth=(account, token), **options)

    async def send(self, sender: str, recipient: str, body: str) -> None:
        """Send one message of up to 1600 characters. Raises ProviderError."""
        fields = {"From": sender, "To": recipient, "Body": body}
        answer = await self.post("Messages.json", data=fields)
        if answer.status_code >= 400:
            raise ProviderError("Messages", f"status {answer.status_code}", _words(answer))


def _words(answer: Any) -> str:
    try:
        found = answer.json()
        return f"{found['code']} {found['message']}"
    except (ValueError, KeyError, TypeError):
        return ""
