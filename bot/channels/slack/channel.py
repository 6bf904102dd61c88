"""The Slack channel: `POST /webhooks/slack/webhook` takes events and interactions, signed by Slack."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.base import Handler
from bot.channels.providers.api import ProviderError
from bot.channels.providers.channel import ProviderChannel, domain_of, refused, taken
from bot.channels.providers.seen import seen
from bot.channels.providers.settings import address, settings
from bot.channels.slack import blocks, events, markup
from bot.channels.slack.api import ADDRESS, SlackApi
from bot.channels.slack.output import SlackOutput
from bot.channels.slack.people import People
from bot.channels.slack.signing import is_genuine
from bot.runtime import settings as runtime_settings
from bot.runtime.responses import NOT_YOURS, ONLY_TEXT
from bot.runtime.responses import response as said

TOKEN, SECRET = "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"

logger = logging.getLogger(__name__)


class SlackChannel(ProviderChannel):
    """People write to the bot directly, or mention it and go on in the thread."""

    def __init__(self, api: SlackApi | None, secret: str, message_limit: int) -> None:
        """`secret`: the app's signing secret; without an `api` the channel is closed."""
        super().__init__(message_limit)
        self.api, self._secret = api, secret
        self._people = People(api) if api else None
        self._threads = seen("slack:threads", keep_seconds=7 * 24 * 3600)

    @classmethod
    def name(cls) -> str:
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackChannel:
        found = settings(cls.name(), (TOKEN, SECRET))
        limit = runtime_settings.from_environment().message_limit
        api = SlackApi(found[TOKEN], address("SLACK_API_URL", ADDRESS)) if found else None
        return cls(api, found[SECRET] if found else "", limit)

    async def check(self) -> None:
        """Raises ProviderError when the token is wrong."""
        assert isinstance(self.api, SlackApi)
        found = await self.api.ask("auth.test")
        logger.info("Slack knows the bot as %s in %s.", found.get("user"), found.get("team"))

    def add_routes(self, routes: Blueprint, handler: Handler) -> None:
        """The one address for events and for interactions."""

        @routes.post("/webhook", name="webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not is_genuine(self._secret, request.headers, request.body):
                return refused(401, "invalid_signature", "This was not signed by Slack lately.")
            delivery = _read(request.body)
            if delivery is None:
                return refused(400, "invalid_message", "The body is neither an event nor an interaction.")
            if delivery.get("type") == "url_verification":
                return response.text(str(delivery.get("challenge", "")))
            if delivery.get("type") == "event_callback":
                return taken(await self._hear(request, handler, delivery))
            if pressed := events.press(delivery):
                return taken(await self._choose(request, handler, pressed))
            return taken()

    # ---- Messages --------------------------------------------------------------------------------

    async def _hear(self, request: Request, handler: Handler, delivery: Mapping[str, Any]) -> bool:
        message = events.message(delivery)
        if message is None or not await self._is_meant(message):
            return True
        # A mention in a channel that the bot is in comes as two events.
        name = f"{message.place.channel}:{message.ts}"
        make = partial(self._heard, request, message)
        return await self.take(request, handler, name, message.place.conversation, make)

    async def _is_meant(self, message: events.Message) -> bool:
        """Whether it is for the bot: written to it alone, mentioning it, or in a thread that began so."""
        place = message.place
        if place.is_direct:
            return True
        if message.is_mention:
            await self._threads.first(place.conversation)
            return True
        return await self._threads.known(place.conversation)

    async def _heard(self, request: Request, message: events.Message) -> UserMessage | None:
        assert self._people
        output = self._output(message.place)
        others = [user for user in markup.mentioned(message.text) if user != message.bot_id]
        names = {user: (await self._people.get(user)).name or "" for user in others[:5]}
        text = markup.plain(message.text, message.bot_id, names)
        if not text and message.has_files:
            await output.send_response("", said(domain_of(request), ONLY_TEXT, self.name()))
            return None
        # A mention alone is a greeting.
        return await self._message(text or "/greet", output, message.place)

    # ---- Choices ---------------------------------------------------------------------------------

    async def _choose(self, request: Request, handler: Handler, pressed: events.Press) -> bool:
        place, name = pressed.place, f"{pressed.place.channel}:{pressed.message_ts}"
        if pressed.owner not in (None, place.user):
            self._turns.begin(place.conversation, partial(self._refuse, request, pressed))
            return True
        # One answer to each question, however often and however quickly something is pressed.
        make = partial(self._pressed, pressed)
        return await self.take(request, handler, f"choice:{name}", place.conversation, make)

    async def _pressed(self, pressed: events.Press) -> UserMessage:
        place = pressed.place
        try:
            assert isinstance(self.api, SlackApi)
            shown = blocks.chosen(pressed.blocks, pressed.title)
            await self.api.call(
                "chat.update", channel=place.channel, ts=pressed.message_ts, text=pressed.text, blocks=shown
            )
        except ProviderError as problem:  # the answer matters more
            logger.warning("The choices could not be replaced: %s", problem)
        return await self._message(pressed.payload, self._output(place), place)

    async def _refuse(self, request: Request, pressed: events.Press) -> None:
        """Tell somebody else, and nobody but them, that the choices are not theirs."""
        assert isinstance(self.api, SlackApi)
        text = said(domain_of(request), NOT_YOURS, self.name())["text"]
        await self.api.call(
            "chat.postEphemeral",
            channel=pressed.place.channel,
            thread_ts=pressed.place.thread,
            user=pressed.place.user,
            text=markup.written(text),
        )

    # ---- Both ------------------------------------------------------------------------------------

    def output_to(self, place: Mapping[str, Any], domain: Any) -> SlackOutput:
        """To the same channel or thread."""
        return self._output(events.Place(**place))

    def _output(self, place: events.Place) -> SlackOutput:
        assert isinstance(self.api, SlackApi)
        return SlackOutput(self.api, place)

    async def _message(self, text: str, output: SlackOutput, place: events.Place) -> UserMessage:
        assert self._people
        metadata = (await self._people.get(place.user)).metadata()
        return UserMessage(text, output, place.conversation, input_channel=self.name(), metadata=metadata)


def _read(body: bytes) -> dict[str, Any] | None:
    """The delivery in a body: JSON, or JSON in the form field `payload`. Its type is not asked for."""
    try:
        text = body.decode()
        if not text.lstrip().startswith("{"):
            text = parse_qs(text).get("payload", [""])[0]
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
