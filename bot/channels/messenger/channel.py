"""The Messenger channel: `/webhooks/messenger/webhook`, confirmed by GET and signed by Facebook on POST."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.base import Handler
from bot.channels.messenger import replies
from bot.channels.messenger.api import ADDRESS, MessengerApi
from bot.channels.messenger.signing import is_genuine
from bot.channels.providers.channel import ProviderChannel, domain_of, refused, taken
from bot.channels.providers.numbers import Numbers
from bot.channels.providers.output import ProviderOutput
from bot.channels.providers.said import Said
from bot.channels.providers.settings import address, settings
from bot.runtime import settings as runtime_settings
from bot.runtime.responses import BY_NUMBER, ONLY_TEXT
from bot.runtime.responses import response as said

SECRET, TOKEN, VERIFY = "MESSENGER_APP_SECRET", "MESSENGER_PAGE_TOKEN", "MESSENGER_VERIFY_TOKEN"


class MessengerOutput(ProviderOutput):
    """Answers one person in the name of the page."""

    def __init__(self, api: MessengerApi, numbers: Numbers, person: str, hint: str) -> None:
        self._api, self._numbers, self._person, self._hint = api, numbers, person, hint

    @classmethod
    def name(cls) -> str:
        return "messenger"

    @property
    def place(self) -> Mapping[str, Any]:
        return {"person": self._person}

    async def deliver(self, message: Said) -> None:
        """Send `message`. Raises ProviderError."""
        listed = message.choices if replies.is_listed(message) else ()
        self._numbers.offer(self._person, listed)
        for each in replies.messages(message, self._hint):
            await self._api.send(self._person, each)


class MessengerChannel(ProviderChannel):
    """Conversations with a Facebook page."""

    def __init__(self, api: MessengerApi | None, secret: str, verify: str, message_limit: int) -> None:
        """`secret`: the app's; `verify`: chosen by oneself, and told to Facebook with the address."""
        super().__init__(message_limit)
        self.api, self._secret, self._verify = api, secret, verify
        self._numbers = Numbers()

    @classmethod
    def name(cls) -> str:
        return "messenger"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MessengerChannel:
        found = settings(cls.name(), (SECRET, TOKEN, VERIFY))
        limit = runtime_settings.from_environment().message_limit
        if not found:
            return cls(None, "", "", limit)
        api = MessengerApi(found[TOKEN], address("MESSENGER_API_URL", ADDRESS))
        return cls(api, found[SECRET], found[VERIFY], limit)

    def add_routes(self, routes: Blueprint, handler: Handler) -> None:
        """The one address, for the confirmation and for messages."""

        @routes.get("/webhook", name="confirm")
        async def confirm(request: Request) -> HTTPResponse:
            given = str(request.args.get("hub.verify_token", ""))
            if not hmac.compare_digest(self._verify.encode(), given.encode("utf-8", "replace")):
                return refused(403, "invalid_token", "hub.verify_token is not MESSENGER_VERIFY_TOKEN.")
            return response.text(str(request.args.get("hub.challenge", "")))

        @routes.post("/webhook", name="webhook")
        async def receive(request: Request) -> HTTPResponse:
            signature = request.headers.get("x-hub-signature-256", "")
            if not is_genuine(self._secret, request.body, signature):
                return refused(401, "invalid_signature", "This was not signed with the app's secret.")
            delivery = _read(request.body)
            if delivery is None:
                return refused(400, "invalid_message", "The body is no delivery of a page's messages.")
            all_taken = [await self._hear(request, handler, event) for event in _events(delivery)]
            return taken(all(all_taken))

    async def _hear(self, request: Request, handler: Handler, event: Mapping[str, Any]) -> bool:
        person, message = str((event.get("sender") or {}).get("id") or ""), event.get("message") or {}
        postback = event.get("postback") or {}
        name = message.get("mid") or postback.get("mid")
        if not (person and name) or message.get("is_echo"):
            return True
        payload = (message.get("quick_reply") or {}).get("payload") or postback.get("payload")
        make = partial(self._heard, request, person, str(payload or message.get("text") or "").strip())
        return await self.take(request, handler, str(name), f"messenger:{person}", make)

    def output_to(self, place: Mapping[str, Any], domain: Any) -> MessengerOutput:
        """To the same person."""
        assert isinstance(self.api, MessengerApi)
        hint = said(domain, BY_NUMBER, self.name())["text"]
        return MessengerOutput(self.api, self._numbers, place["person"], hint)

    async def _heard(self, request: Request, person: str, text: str) -> UserMessage | None:
        output = self.output_to({"person": person}, domain_of(request))
        if not text:
            await output.send_response("", said(domain_of(request), ONLY_TEXT, self.name()))
            return None
        text = self._numbers.meant(person, text)
        self._numbers.offer(person, ())
        return UserMessage(text, output, f"messenger:{person}", input_channel=self.name())


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_page = isinstance(found, dict) and found.get("object") == "page"
    return found if is_page and isinstance(found.get("entry"), list) else None


def _events(delivery: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The events of a delivery, which may hold several."""
    for entry in delivery["entry"]:
        yield from (event for event in (entry or {}).get("messaging") or [] if isinstance(event, dict))
