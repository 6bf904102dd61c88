"""The Telegram channel: `POST /webhooks/telegram/webhook`, which only Telegram can call."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.base import Handler
from bot.channels.providers.api import ProviderError
from bot.channels.providers.channel import ProviderChannel, domain_of, refused, taken
from bot.channels.providers.output import ProviderOutput
from bot.channels.providers.said import Said
from bot.channels.providers.settings import address, settings
from bot.channels.telegram import keyboard
from bot.channels.telegram.api import ADDRESS, TelegramApi
from bot.runtime import settings as runtime_settings
from bot.runtime.responses import ONLY_TEXT
from bot.runtime.responses import response as said

TOKEN, SECRET = "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"
_COMMANDS = {"/start": "/greet", "/help": "/ask_for_help", "/stop": "/stop"}

logger = logging.getLogger(__name__)


class TelegramOutput(ProviderOutput):
    """Answers in one chat."""

    def __init__(self, api: TelegramApi, payloads: keyboard.Payloads, chat: int) -> None:
        self._api, self._payloads, self._chat = api, payloads, chat

    @classmethod
    def name(cls) -> str:
        return "telegram"

    @property
    def place(self) -> Mapping[str, Any]:
        return {"chat": self._chat}

    async def deliver(self, message: Said) -> None:
        """Send `message`. Raises ProviderError."""
        for arguments in keyboard.messages(message, self._payloads):
            no_preview = {"link_preview_options": {"is_disabled": True}}
            await self._api.call("sendMessage", chat_id=self._chat, **arguments, **no_preview)


class TelegramChannel(ProviderChannel):
    """Private chats; groups are left alone, since everybody in them would read name and address."""

    def __init__(self, api: TelegramApi | None, secret: str, message_limit: int) -> None:
        """`secret`: what Telegram was told to send along (`setWebhook`); without an `api` it is closed."""
        super().__init__(message_limit)
        self.api, self._secret = api, secret
        self._payloads = keyboard.Payloads()

    @classmethod
    def name(cls) -> str:
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramChannel:
        found = settings(cls.name(), (TOKEN, SECRET))
        limit = runtime_settings.from_environment().message_limit
        api = TelegramApi(found[TOKEN], address("TELEGRAM_API_URL", ADDRESS)) if found else None
        return cls(api, found[SECRET] if found else "", limit)

    async def check(self) -> None:
        """Raises ProviderError when the token is wrong."""
        found = await self._called("getMe")
        logger.info("Telegram knows the bot as @%s.", found.get("username"))

    def add_routes(self, routes: Blueprint, handler: Handler) -> None:
        """The one address for all updates."""

        @routes.post("/webhook", name="webhook")
        async def receive(request: Request) -> HTTPResponse:
            given = request.headers.get("x-telegram-bot-api-secret-token", "")
            if not hmac.compare_digest(self._secret.encode(), given.encode("utf-8", "replace")):
                return refused(401, "invalid_secret", "The secret token is not the one of this bot.")
            try:
                update = json.loads(request.body)
            except (ValueError, RecursionError):
                update = None
            if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
                return refused(400, "invalid_message", "The body is no update of Telegram's.")
            if query := update.get("callback_query"):
                return taken(await self._choose(request, handler, query))
            return taken(await self._hear(request, handler, update.get("message") or {}))

    async def _hear(self, request: Request, handler: Handler, message: Mapping[str, Any]) -> bool:
        chat = message.get("chat") or {}
        if chat.get("type") != "private" or (message.get("from") or {}).get("is_bot"):
            return True
        make = partial(self._heard, request, message, chat["id"])
        name = f"{chat['id']}:{message.get('message_id')}"
        return await self.take(request, handler, name, _conversation(chat["id"]), make)

    async def _heard(self, request: Request, message: Mapping[str, Any], chat: int) -> UserMessage | None:
        text = str(message.get("text") or message.get("caption") or "").strip()
        if not text:
            only_text = said(domain_of(request), ONLY_TEXT, self.name())
            await self._output(chat).send_response("", only_text)
            return None
        if text.startswith("/"):
            command = text.split()[0].partition("@")[0]
            text = _COMMANDS.get(command, text.lstrip("/"))
        return self._message(text, chat)

    async def _choose(self, request: Request, handler: Handler, query: Mapping[str, Any]) -> bool:
        message = query.get("message") or {}
        chat = message.get("chat") or {}
        if chat.get("type") != "private" or not query.get("data"):
            return True
        # One answer to each question, however often it is pressed.
        name = f"choice:{chat['id']}:{message.get('message_id')}"
        make = partial(self._pressed, query, message, chat["id"])
        return await self.take(request, handler, name, _conversation(chat["id"]), make)

    async def _pressed(self, query: Mapping[str, Any], message: Mapping[str, Any], chat: int) -> UserMessage:
        data = str(query["data"])
        title = keyboard.title_of(message, data)
        text = keyboard.chosen(message, title)
        for method, arguments in (
            ("answerCallbackQuery", {"callback_query_id": query.get("id")}),
            ("editMessageText", {"chat_id": chat, "message_id": message.get("message_id"), "text": text}),
        ):
            try:
                await self._called(method, **arguments)
            except ProviderError as problem:  # the answer matters more
                logger.warning("A choice could not be shown as taken: %s", problem)
        return self._message(self._payloads.payload(data, title) or title, chat)

    def _message(self, text: str, chat: int) -> UserMessage:
        return UserMessage(text, self._output(chat), _conversation(chat), input_channel=self.name())

    def output_to(self, place: Mapping[str, Any], domain: Any) -> TelegramOutput:
        """To the same chat."""
        return self._output(place["chat"])

    def _output(self, chat: int) -> TelegramOutput:
        assert isinstance(self.api, TelegramApi)
        return TelegramOutput(self.api, self._payloads, chat)

    async def _called(self, method: str, **arguments: Any) -> Any:
        assert isinstance(self.api, TelegramApi)
        return await self.api.call(method, **arguments)


def _conversation(chat: int) -> str:
    return f"telegram:{chat}"
