"""The way back to a person: whole messages instead of Rasa's pieces."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.channels.providers.api import ProviderError
from bot.channels.providers.said import Said, said

logger = logging.getLogger(__name__)


class ProviderOutput(OutputChannel):
    """Sends messages to one conversation. Subclasses write `deliver`."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send one message of the bot; what the provider refuses is noted.

        It must not raise: Rasa would forget the whole turn, also that something was booked in it.
        """
        found = said(message)
        if found is None:
            return
        try:
            await self.deliver(found)
        except ProviderError as error:
            logger.error("%s did not deliver an answer: %s", self.name(), error)

    async def deliver(self, message: Said) -> None:
        """Send `message`. Raises ProviderError."""
        raise NotImplementedError
