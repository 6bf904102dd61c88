"""Telegram's Bot API as far as it is documented for what we call, and updates as Telegram sends them.

Source: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from tests.providers.server import Answered, Asked, FakeProvider

TOKEN, SECRET = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "a-secret_token"


class FakeTelegram(FakeProvider):
    """The bot's chats. `messages` are what the bot sent by its id, as it looks now."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = itertools.count(1)
        self.messages: dict[int, dict[str, Any]] = {}
        self.acknowledged: list[str] = []
        self.webhook: dict[str, Any] = {}
        """What it was told of where to deliver."""

    def answer(self, asked: Asked) -> Answered:
        token, _, method = asked.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            return self.error(401, "Unauthorized")
        methods = {
            "sendMessage": self.send,
            "editMessageText": self.edit,
            "answerCallbackQuery": self.acknowledge,
            "getMe": self.get_me,
            "setWebhook": self.set_webhook,
        }
        fields = asked.form if asked.json is None else asked.json
        return methods[method](fields) if method in methods else self.error(404, "Not Found")

    def error(self, status: int, description: str) -> Answered:
        self.refused.append(description)
        return Answered({"ok": False, "error_code": status, "description": description}, status)

    def send(self, body: dict[str, Any]) -> Answered:
        if problem := self._problem(body):
            return problem
        number = next(self.ids)
        bot = {"id": 110201543, "is_bot": True, "first_name": "Bookings", "username": "bookings_bot"}
        chat = {"id": body["chat_id"], "type": "private", "first_name": "Dana"}
        message = {"message_id": number, "from": bot, "chat": chat, "date": 1764000000, "text": body["text"]}
        if "reply_markup" in body:
            message["reply_markup"] = body["reply_markup"]
        self.messages[number] = message
        self.keep(message)
        return Answered({"ok": True, "result": message})

    def edit(self, body: dict[str, Any]) -> Answered:
        message = self.messages.get(body.get("message_id", 0))
        if message is None:
            return self.error(400, "Bad Request: message to edit not found")
        if problem := self._problem(body):
            return problem
        message.pop("reply_markup", None)
        message |= {"text": body["text"]} | {k: body[k] for k in ("reply_markup",) if k in body}
        return Answered({"ok": True, "result": message})

    def acknowledge(self, body: dict[str, Any]) -> Answered:
        self.acknowledged.append(body["callback_query_id"])
        return Answered({"ok": True, "result": True})

    def get_me(self, _: Any) -> Answered:
        return Answered({"ok": True, "result": {"id": 1, "is_bot": True, "username": "bookings_bot"}})

    def set_webhook(self, body: dict[str, Any]) -> Answered:
        if not body.get("url", "").startswith("https://"):
            return self.error(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", body.get("secret_token", "")):
            return self.error(400, "Bad Request: secret token contains unallowed characters")
        allowed = body.get("allowed_updates", [])
        self.webhook = body | {
            "allowed_updates": json.loads(allowed) if isinstance(allowed, str) else allowed
        }
        return Answered({"ok": True, "result": True, "description": "Webhook was set"})

    def _problem(self, body: dict[str, Any]) -> Answered | None:
        if not isinstance(body.get("chat_id"), int):
            return self.error(400, "Bad Request: chat_id is empty")
        length = len(str(body.get("text") or "").encode("utf-16-le")) // 2
        if not 1 <= length <= 4096:
            return self.error(400, "Bad Request: message is empty or too long")
        rows = (body.get("reply_markup") or {}).get("inline_keyboard") or []
        buttons = [button for row in rows for button in row]
        if len(buttons) > 100 or any(len(row) > 8 for row in rows):
            return self.error(400, "Bad Request: too many buttons")
        for button in buttons:
            if not button.get("text"):
                return self.error(400, "Bad Request: text buttons are unallowed in the inline keyboard")
            if not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
                return self.error(400, "Bad Request: BUTTON_DATA_INVALID")
        return None


UPDATES, MESSAGES = itertools.count(1000), itertools.count(5000)


def writing(chat: int, text: str | None, **others: Any) -> dict[str, Any]:
    """The update when a person writes."""
    person = {"id": chat, "is_bot": False, "first_name": "Dana", "last_name": "Reed", "language_code": "en"}
    message = {
        "message_id": next(MESSAGES),
        "from": person,
        "chat": {"id": chat, "first_name": "Dana", "last_name": "Reed", "type": "private"},
        "date": 1764000000,
    }
    message |= {"text": text} if text is not None else {}
    return {"update_id": next(UPDATES), "message": message | others}


def pressing(chat: int, message: dict[str, Any], button: dict[str, Any]) -> dict[str, Any]:
    """The update when a person presses a button."""
    person = {"id": chat, "is_bot": False, "first_name": "Dana", "language_code": "en"}
    number = next(UPDATES)
    query = {"id": f"43821{number}", "from": person, "message": message, "chat_instance": "-36", "data": ""}
    return {"update_id": number, "callback_query": query | {"data": button["callback_data"]}}


def as_update(content: Any) -> tuple[bytes, dict[str, str]]:
    """Body and headers of an update's delivery."""
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    return json.dumps(content).encode(), headers


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of a message."""
    return [
        button for row in (message.get("reply_markup") or {}).get("inline_keyboard") or [] for button in row
    ]
