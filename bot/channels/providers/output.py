"""The way back to a person: whole messages instead of Rasa's pieces."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.channels.providers.api import ProviderError
from bot.channels.providers.said import Said, said

logger = logging.getLogger(__name__)


class ProviderOutput(OutputChannel):
    """Sends messages to one conversation. Subclasses write `deliver`."""

    after: Callable[[Said], Said | None] | None = None
    """What is to be said after a message, such as the question whether the bot may write by itself."""

    @property
    def place(self) -> Mapping[str, Any]:
        """Where this leads, as JSON has it; `ProviderChannel.output_to` finds the way there again."""
        raise NotImplementedError

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send one message of the bot; what the provider refuses is noted.

        It must not raise: Rasa would forget the whole turn, also that something was booked in it.
        """
        found = said(message)
        if found is None:
            return
        await self._sent(found)
        if self.after and (question := self.after(found)):
            await self._sent(question)

    async def _sent(self, message: Said) -> None:
        try:
            await self.deliver(message)
        except ProviderError as error:
            logger.error("%s did not deliver an answer: %s", self.name(), error)

    async def deliver(self, message: Said) -> None:
        """Send `message`. Raises ProviderError."""
        raise NotImplementedError
