"""The bot's messages with Telegram's inline keyboards, within their limits.

Source: https://core.telegram.org/bots/api#inlinekeyboardbutton
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.providers.said import Choice, Said, numbered
from bot.channels.providers.text import cut, parts

TEXT_CHARACTERS = 4096
BUTTON_CHARACTERS = 64
"""More is allowed, but not shown on a telephone."""
DATA_BYTES = 64
MOST_BUTTONS = 100
WIDE, NARROW = 22, 12
"""Characters of the longest title with which two, or three, stand in a row."""
CHOSEN = "✅"
_SHORT = "#"
_MOST_KEPT = 20_000


def units(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


class Payloads:
    """Payloads that do not fit into a button's 64 bytes, by a short name made of them."""

    def __init__(self) -> None:
        self._long: dict[str, str] = {}

    def data(self, payload: str) -> str:
        """What goes into the button."""
        if len(payload.encode()) <= DATA_BYTES and not payload.startswith(_SHORT):
            return payload
        digest = base64.urlsafe_b64encode(hashlib.sha256(payload.encode()).digest())[:32].decode()
        while len(self._long) >= _MOST_KEPT:
            del self._long[next(iter(self._long))]
        self._long[_SHORT + digest] = payload
        return _SHORT + digest

    def payload(self, data: str, title: str) -> str:
        """What a button says; its title where it was made before the last start, since that can be typed."""
        return self._long.get(data, title) if data.startswith(_SHORT) else data


def messages(said: Said, payloads: Payloads) -> list[dict[str, Any]]:
    """The arguments of `sendMessage`, one for each message that it takes; the last one has the choices."""
    long = any(units(choice.title) > BUTTON_CHARACTERS for choice in said.choices)
    text = numbered(said) if long else said.text
    found: list[dict[str, Any]] = [{"text": piece} for piece in parts(text or "?", TEXT_CHARACTERS, units)]
    if said.choices:
        found[-1]["reply_markup"] = {"inline_keyboard": _rows(said.choices[:MOST_BUTTONS], payloads)}
    return found


def _rows(choices: Sequence[Choice], payloads: Payloads) -> list[list[dict[str, str]]]:
    buttons = [_button(number, choice, payloads) for number, choice in enumerate(choices, start=1)]
    longest = max(units(button["text"]) for button in buttons)
    across = 3 if longest <= NARROW else 2 if longest <= WIDE else 1
    return [buttons[start : start + across] for start in range(0, len(buttons), across)]


def _button(number: int, choice: Choice, payloads: Payloads) -> dict[str, str]:
    title = choice.title
    if units(title) > BUTTON_CHARACTERS:
        title = cut(f"{number}. {title}", BUTTON_CHARACTERS, units)
    return {"text": title, "callback_data": payloads.data(choice.payload)}


def title_of(message: Mapping[str, Any], data: str) -> str:
    """What is read on the button with this data."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return next((b.get("text", "") for row in rows for b in row if b.get("callback_data") == data), "")


def chosen(message: Mapping[str, Any], title: str) -> str:
    """The text of a message after a choice, without its keyboard."""
    note = f"\n\n{CHOSEN} {title}"
    return cut(str(message.get("text") or ""), TEXT_CHARACTERS - units(note), units) + note
