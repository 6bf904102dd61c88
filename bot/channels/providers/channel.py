"""A channel whose messages come as signed webhooks of a provider."""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.base import Handler
from bot.channels.providers.agreements import Agreements, Place
from bot.channels.providers.api import ProviderApi, ProviderError
from bot.channels.providers.consent import Consent
from bot.channels.providers.output import ProviderOutput
from bot.channels.providers.said import Said
from bot.channels.providers.said import said as read
from bot.channels.providers.seen import seen
from bot.channels.providers.turns import Turns, Work
from bot.channels.writing import Notice, WritingChannel
from bot.runtime.responses import ASK_TO_WRITE, WILL_NOT_WRITE, WILL_WRITE
from bot.runtime.responses import response as said

FINISH_SECONDS = 15.0
"""How long a server that stops waits for what it has taken."""

logger = logging.getLogger(__name__)


class ProviderChannel(WritingChannel):
    """Takes each delivery once, answers 200 at once, and lets the dialogue answer in the background."""

    api: ProviderApi | None = None
    """The provider's API; None: the settings are missing, and the channel is closed."""

    def __init__(self, message_limit: int) -> None:
        """`message_limit`: longest message that is passed on, in characters."""
        self._message_limit = message_limit
        self._seen, self._turns = seen(self.name()), Turns()
        self.consent: Consent | None = None

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of this channel, below /webhooks/<name>; none when it is closed."""
        routes = Blueprint(f"{self.name()}_channel")
        if self.api is None:
            return routes
        places = agreements()
        self.consent = self.consent or (Consent(places) if places else None)
        routes.listener("after_server_start")(self._look)
        routes.listener("before_server_stop")(self._finish)

        @routes.get("/", name="health")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        self.add_routes(routes, on_new_message)
        return routes

    def add_routes(self, routes: Blueprint, handler: Handler) -> None:
        """Add the provider's webhooks."""
        raise NotImplementedError

    async def check(self) -> None:
        """Ask the provider, once the server runs, whether the keys are right. Raises ProviderError."""

    async def _look(self, *_: Any) -> None:
        async def look() -> None:
            try:
                await self.check()
            except ProviderError as problem:
                # Nobody has said anything yet that these words could repeat.
                logger.error("The settings of %s do not work: %s", self.name(), str(problem))

        # Not waited for: a bot that cannot reach one provider still answers everybody else.
        self._turns.begin("check", look)

    async def _finish(self, *_: Any) -> None:
        await self._turns.finish(FINISH_SECONDS)
        if self.api:
            await self.api.close()

    async def take(
        self,
        request: Request,
        handler: Handler,
        delivery: str,
        conversation: str,
        make: Callable[[], Awaitable[UserMessage | None]],
    ) -> bool:
        """Answer the message that `make` gives, in the background, unless `delivery` came before.

        False: so much waits in this conversation already that the provider should come again later.
        """
        if not self._turns.has_room(conversation):
            return await self._seen.known(delivery)
        if not await self._seen.first(delivery):
            return True
        agent = getattr(request.app.ctx, "agent", None)

        async def work() -> None:
            message = await make()
            if message is not None and not await self._heard_consent(message, domain_of(request)):
                await self.answer(handler, message, agent, self._message_limit)

        self.begin(conversation, work)
        return True

    def begin(self, conversation: str, work: Work) -> None:
        """Do `work` when all that was begun for this conversation is done."""
        self._turns.begin(conversation, work)

    @property
    def can_write(self) -> bool:
        return self.api is not None

    def way_to(self, place: Place, domain: Any, notice: Notice) -> OutputChannel:
        return self.output_to(place.place, domain)

    def output_to(self, place: Mapping[str, Any], domain: Any) -> ProviderOutput:
        """The way to a person, at the `place` of an output of this channel."""
        raise NotImplementedError

    async def _heard_consent(self, message: UserMessage, domain: Any) -> bool:
        """Whether the message answers if the bot may write by itself; else see to it that this is asked."""
        output, conversation = message.output_channel, message.sender_id
        if self.consent is None or not isinstance(output, ProviderOutput):
            return False
        agreed = self.consent.answered(conversation, message.text or "")
        if agreed is not None:
            name = WILL_WRITE if agreed else WILL_NOT_WRITE
            await output.send_response(conversation, said(domain, name, self.name()))
            return True
        output.after = partial(self._question, output, conversation, domain)
        return False

    def _question(self, output: ProviderOutput, conversation: str, domain: Any, told: Said) -> Said | None:
        assert self.consent
        if self.consent.to_be_asked(told.custom, conversation, self.name(), output.place):
            return read(said(domain, ASK_TO_WRITE, self.name()))
        return None


def domain_of(request: Request) -> Any:
    """The loaded model's domain, with the texts; None: there is none yet."""
    agent = getattr(request.app.ctx, "agent", None)
    return agent.domain if agent else None


def agreements(environ: Mapping[str, str] | None = None) -> Agreements | None:
    """Where it is kept who may be written to; None: no webhook says when, so nobody is asked."""
    source = os.environ if environ is None else environ
    if not source.get("BOT_NOTICE_SECRET", "").strip():
        return None
    return Agreements(Path(source.get("BOT_NOTICE_FILE", "").strip() or "var/notices.db"))


def taken(is_taken: bool = True) -> HTTPResponse:
    """The answer to a delivery: 200, or 429 when it should come again later."""
    return response.empty(status=200) if is_taken else refused(429, "too_many_messages", "Please slow down.")


def refused(status: int, code: str, message: str) -> HTTPResponse:
    """The error envelope that all our programs use."""
    return response.json({"error": {"code": code, "message": message, "details": {}}}, status=status)
