"""The channel of Twilio's SMS and WhatsApp: `POST /webhooks/twilio/webhook`, signed by Twilio."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.base import Handler
from bot.channels.providers.channel import ProviderChannel, domain_of, refused
from bot.channels.providers.numbers import Numbers
from bot.channels.providers.output import ProviderOutput
from bot.channels.providers.said import Said, numbered
from bot.channels.providers.settings import address, settings
from bot.channels.providers.text import parts
from bot.channels.twilio.api import ADDRESS, TwilioApi
from bot.channels.twilio.signing import is_genuine
from bot.runtime import settings as runtime_settings
from bot.runtime.responses import BY_NUMBER, ONLY_TEXT
from bot.runtime.responses import response as said

ACCOUNT, TOKEN, WEBHOOK = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WEBHOOK_URL"
MESSAGE_CHARACTERS = 1600
_NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""TwiML that sends nothing: the answer comes later, through the API."""


class TwilioOutput(ProviderOutput):
    """Answers one person from the number that they wrote to."""

    def __init__(self, channel: TwilioChannel, domain: Any, person: str, number: str) -> None:
        self._channel, self._domain, self._person, self._number = channel, domain, person, number

    @classmethod
    def name(cls) -> str:
        return "twilio"

    @property
    def place(self) -> Mapping[str, Any]:
        return {"person": self._person, "number": self._number}

    async def deliver(self, message: Said) -> None:
        """Send `message`, its choices as a numbered list. Raises ProviderError."""
        text = numbered(message)
        if len(message.choices) > 1:
            text += "\n" + said(self._domain, BY_NUMBER, self.name())["text"]
        if message.image:
            text += f"\n{message.image}"
        self._channel.numbers.offer(_conversation(self._person, self._number), message.choices)
        assert self._channel.api
        for piece in parts(text, MESSAGE_CHARACTERS):
            await self._channel.api.send(self._number, self._person, piece)


class TwilioChannel(ProviderChannel):
    """SMS, and WhatsApp where Twilio writes `whatsapp:` before the numbers."""

    api: TwilioApi | None

    def __init__(self, api: TwilioApi | None, token: str, webhook: str, message_limit: int) -> None:
        """`webhook`: this channel's address as Twilio calls it, which is part of what it signs."""
        super().__init__(message_limit)
        self.api, self._token, self._webhook = api, token, webhook
        self.numbers = Numbers()

    @classmethod
    def name(cls) -> str:
        return "twilio"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TwilioChannel:
        found = settings(cls.name(), (ACCOUNT, TOKEN, WEBHOOK))
        limit = runtime_settings.from_environment().message_limit
        if not found:
            return cls(None, "", "", limit)
        api = TwilioApi(found[ACCOUNT], found[TOKEN], address("TWILIO_API_URL", ADDRESS))
        address(WEBHOOK, "")  # checked, but signed exactly as it is written
        return cls(api, found[TOKEN], found[WEBHOOK], limit)

    def add_routes(self, routes: Blueprint, handler: Handler) -> None:
        """The one address for messages, of all numbers."""

        @routes.post("/webhook", name="webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                fields = parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=200)
            except ValueError:
                return refused(400, "invalid_message", "The body is no form.")
            signature = request.headers.get("x-twilio-signature", "")
            if not is_genuine(self._token, self._webhook, fields, signature):
                problem = f"This was not signed by Twilio for {self._webhook}."
                return refused(401, "invalid_signature", problem)
            form = dict(fields)
            if not (form.get("MessageSid") and form.get("From") and form.get("To")):
                return refused(400, "invalid_message", "MessageSid, From and To are needed.")
            if not await self._hear(request, handler, form):
                return refused(429, "too_many_messages", "Please slow down.")
            return response.raw(_NO_ANSWER.encode(), content_type="text/xml")

    def output_to(self, place: Mapping[str, Any], domain: Any) -> TwilioOutput:
        """From the same number to the same person."""
        return TwilioOutput(self, domain, place["person"], place["number"])

    async def _hear(self, request: Request, handler: Handler, form: Mapping[str, str]) -> bool:
        name = _conversation(form["From"], form["To"])
        return await self.take(
            request, handler, form["MessageSid"], name, partial(self._heard, request, form)
        )

    async def _heard(self, request: Request, form: Mapping[str, str]) -> UserMessage | None:
        person, number = form["From"], form["To"]
        output = TwilioOutput(self, domain_of(request), person, number)
        text = (form.get("ButtonPayload") or form.get("Body") or "").strip()
        if not text:
            await output.send_response("", said(domain_of(request), ONLY_TEXT, self.name()))
            return None
        conversation = _conversation(person, number)
        text = self.numbers.meant(conversation, text)
        self.numbers.offer(conversation, ())
        return UserMessage(text, output, conversation, input_channel=self.name())


def _conversation(person: str, number: str) -> str:
    return f"twilio:{number}:{person}"
